// Command helper runs a container's program where the end of the program is not to be the end of
// the container: ECS leaves a container that is not essential stopped in a task that goes on, and
// starts one with a restart policy again by its own rule. Kubernetes can do neither.
//
//	helper install FOLDER
//	helper run [--stay FOLDER] [--grace SECONDS] [--restart-period SECONDS] [--ignore CODE,…]
//	           [--router ADDRESS --tag TAG --name NAME] -- PROGRAM [ARGUMENT…]
//
// install copies the helper itself into the folder, so that an image without a shell can do it.
//
// run starts the program as its child, passes signals on to it and reaps orphans. When the program
// has ended for good, the helper ends with its exit code (128 + n after signal n; 127 where there
// is no such program, 126 where it cannot be executed). With --stay it does so only when it is told
// to stop, and notes in the folder what became of the program, so that the program is not run again
// when the container is. With --router each line that the program writes is sent to a log router,
// too, as an event with the tag and the container's name.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// What the container is to do when its program ends.
type options struct {
	stay    string        // where the end is noted; empty: the container ends with the program
	grace   time.Duration // between the stop signal and the kill signal
	period  time.Duration // that the program must have run to be started again; 0: it never is
	ignored []int         // exit codes after which it is not
	router  string        // address of the task's log router; empty: output goes to the container's only
	tag     string        // of what is sent there
	name    string        // of the container, in what is sent there
	program []string
}

func parse(args []string) (o options, err error) {
	o.grace = 30 * time.Second
	flags := flag.NewFlagSet("helper run", flag.ContinueOnError)
	flags.StringVar(&o.stay, "stay", "", "")
	flags.StringVar(&o.router, "router", "", "")
	flags.StringVar(&o.tag, "tag", "", "")
	flags.StringVar(&o.name, "name", "", "")
	seconds := func(name string, into *time.Duration) {
		flags.Func(name, "", func(text string) error {
			number, err := strconv.ParseUint(text, 10, 31)
			*into = time.Duration(number) * time.Second
			return err
		})
	}
	seconds("grace", &o.grace)
	seconds("restart-period", &o.period)
	flags.Func("ignore", "", func(text string) error {
		for code := range strings.SplitSeq(text, ",") {
			number, err := strconv.Atoi(code)
			if err != nil {
				return err
			}
			o.ignored = append(o.ignored, number)
		}
		return nil
	})
	flags.SetOutput(io.Discard)
	err = flags.Parse(args)
	o.program = flags.Args()
	if err == nil && len(o.program) == 0 {
		err = fmt.Errorf("no program is given")
	}
	return o, err
}

// install puts a copy into the folder that everybody may execute and nobody change. It replaces an
// older one, which may be running.
func install(folder string) error {
	self, err := os.Open("/proc/self/exe")
	if err != nil {
		return err
	}
	defer self.Close()
	copied, err := os.CreateTemp(folder, "helper-*")
	if err != nil {
		return err
	}
	defer os.Remove(copied.Name())
	if _, err = io.Copy(copied, self); err == nil {
		err = copied.Chmod(0o555)
	}
	if closed := copied.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(copied.Name(), filepath.Join(folder, "helper"))
	}
	return err
}

func say(err error) { fmt.Fprintln(os.Stderr, "berth helper:", err) }

func main() {
	args := os.Args[1:]
	switch {
	case len(args) == 2 && args[0] == "install":
		if err := install(args[1]); err != nil {
			say(err)
			os.Exit(1)
		}
	case len(args) > 1 && args[0] == "run":
		o, err := parse(args[1:])
		if err != nil {
			say(err)
			os.Exit(125)
		}
		finish, err := o.forward()
		if err != nil {
			say(err)
			os.Exit(125)
		}
		code := o.run()
		finish()
		os.Exit(code)
	default:
		fmt.Fprintln(os.Stderr, "usage: helper install FOLDER | helper run [OPTION…] -- PROGRAM [ARGUMENT…]")
		os.Exit(125)
	}
}
