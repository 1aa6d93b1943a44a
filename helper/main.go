// Command helper runs a container's program where Kubernetes would not treat it as ECS does: where
// the end of the program is not to be the end of the container (ECS leaves a container that is not
// essential stopped in a task that goes on, and starts one with a restart policy again by its own
// rule), where it is to start after other containers of its task, or to stop before them, where its
// output is to go to a log router of the task, and where its processes are to have limits, of which
// Kubernetes has none.
//
//	helper install FOLDER
//	helper run [OPTION…] -- PROGRAM [ARGUMENT…]
//	helper limit NAME=SOFT:HARD… -- PROGRAM [ARGUMENT…]
//	helper started --notes FOLDER
//	helper stop [--sleep SECONDS] [--dependent FOLDER]… [--notes FOLDER]
//
// install copies the helper itself into the folder, so that an image without a shell can do it.
//
// run starts the program as its child, passes signals on to it and reaps orphans. When the program
// has ended for good, the helper ends with its exit code (128 + n after signal n; 127 where there
// is no such program, 126 where it cannot be executed).
//
//	--notes FOLDER          note there how far the program is, for the other containers of the task
//	--once FOLDER           the same, and do not run the program again when the container is
//	--stay FOLDER           the same, and end only when told to stop
//	--grace SECONDS         the time that the whole task has to stop
//	--restart-period SECONDS, --ignore CODE,…
//	                        start the program again if it ran for so long and ended by no such code
//	--after FOLDER:CONDITION[:SECONDS]
//	                        start it when the container with these notes is so (START, HEALTHY,
//	                        SUCCESS, COMPLETE); give up, with exit code 143, when that cannot be any
//	                        more, or so long after its start
//	--check JSON            find out about its health for as long as a dependent waits for it
//	--dependent FOLDER      a container that depends on this one
//	--stop-timeout SECONDS  between a stop signal that was announced by "helper stop" and the kill signal
//	--router ADDRESS, --tag TAG, --name NAME
//	                        send each line that the program writes to a log router, too, as an event
//	                        with the tag and the container's name
//
// limit sets limits as setrlimit(2) does, -1 being none, and becomes the program. Where a limit is
// above what the container may have, it says so and sets the highest one that it may.
//
// The other commands are for the kubelet. started is a startup probe: it passes when the program
// has been started, or never will be. stop comes before the stop signal, and lets the dependents end
// first.
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

// What is to be done with the program, as the arguments say it.
type options struct {
	notes       string        // folder of the container's notes; empty: it has none
	once        bool          // whether the program is not run again when the container is
	stays       bool          // whether the container goes on when the program has ended
	grace       time.Duration // between the stop signal and the kill signal of the whole task
	period      time.Duration // that the program must have run to be started again; 0: it never is
	ignored     []int         // exit codes after which it is not
	after       []dependency  // what has to be before it is started
	check       *check        // of its health, for those that wait for it; nil: nobody does
	dependents  []string      // folders of the notes of the containers that depend on this one
	stopTimeout time.Duration // between the stop signal and the kill signal; 0: that of the task
	sleep       time.Duration // before the container is stopped
	router      string        // address of the task's log router; empty: output goes to the container's only
	tag         string        // of what is sent there
	name        string        // of the container, in what is sent there
	program     []string
}

func parse(args []string) (o options, err error) {
	o.grace = 30 * time.Second
	flags := flag.NewFlagSet("helper run", flag.ContinueOnError)
	flags.StringVar(&o.notes, "notes", "", "")
	flags.StringVar(&o.router, "router", "", "")
	flags.StringVar(&o.tag, "tag", "", "")
	flags.StringVar(&o.name, "name", "", "")
	flags.Func("once", "", func(folder string) error {
		o.notes, o.once = folder, true
		return nil
	})
	flags.Func("stay", "", func(folder string) error {
		o.notes, o.once, o.stays = folder, true, true
		return nil
	})
	seconds := func(name string, into *time.Duration) {
		flags.Func(name, "", func(text string) error {
			number, err := strconv.ParseUint(text, 10, 31)
			*into = time.Duration(number) * time.Second
			return err
		})
	}
	seconds("grace", &o.grace)
	seconds("restart-period", &o.period)
	seconds("stop-timeout", &o.stopTimeout)
	seconds("sleep", &o.sleep)
	flags.Func("after", "", func(text string) error {
		one, err := parseDependency(text)
		o.after = append(o.after, one)
		return err
	})
	flags.Func("dependent", "", func(folder string) error {
		o.dependents = append(o.dependents, folder)
		return nil
	})
	flags.Func("check", "", func(text string) (err error) {
		o.check, err = parseCheck(text)
		return err
	})
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
	if len(os.Args) < 2 {
		usage()
	}
	command, args := os.Args[1], os.Args[2:]
	if command == "install" && len(args) == 1 {
		end(install(args[0]))
	}
	if command == "limit" {
		os.Exit(limit(args))
	}
	o, err := parse(args)
	if err != nil {
		say(err)
		os.Exit(125)
	}
	switch isRun := command == "run"; {
	case isRun != (len(o.program) > 0):
		usage()
	case isRun:
		finish, err := o.forward()
		if err != nil {
			say(err)
			os.Exit(125)
		}
		code := o.run()
		finish()
		os.Exit(code)
	case command == "started":
		end(o.started())
	case command == "stop":
		o.stop()
	default:
		usage()
	}
}

func end(err error) {
	if err != nil {
		say(err)
		os.Exit(1)
	}
	os.Exit(0)
}

func usage() {
	fmt.Fprintln(os.Stderr, "usage: helper install FOLDER | run [OPTION…] -- PROGRAM [ARGUMENT…] | limit NAME=SOFT:HARD… -- PROGRAM [ARGUMENT…] | started, stop [OPTION…]")
	os.Exit(125)
}
