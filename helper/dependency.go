package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A dependency is another container of the task, and what has to become of it before this one's
// program is started: ECS's dependsOn.
type dependency struct {
	folder    string // of its notes
	condition string
	timeout   time.Duration // since its start; 0: none
}

// parseDependency reads FOLDER:CONDITION or FOLDER:CONDITION:SECONDS.
func parseDependency(text string) (d dependency, err error) {
	parts := strings.Split(text, ":")
	if len(parts) == 3 {
		var seconds uint64
		seconds, err = strconv.ParseUint(parts[2], 10, 31)
		d.timeout = time.Duration(seconds) * time.Second
		parts = parts[:2]
	}
	if len(parts) != 2 {
		return d, errors.New("no dependency: " + text)
	}
	d.folder, d.condition = parts[0], parts[1]
	switch d.condition {
	case "START", "HEALTHY", "SUCCESS", "COMPLETE":
	default:
		err = errors.New("no condition: " + d.condition)
	}
	return d, err
}

// met says whether the dependency is as it has to be; an error: it will never be (ecs-agent's
// dependencygraph). The time-out is the dependency's, and START knows none.
func (d dependency) met(now time.Time) (bool, error) {
	n, _ := look(d.folder)
	switch {
	case n.Ended && !n.ran():
		return false, d.never("it never started")
	case d.condition == "START":
		return n.ran(), nil
	case n.Ended && d.condition == "HEALTHY":
		return false, d.never("it ended")
	case n.Ended && d.condition == "SUCCESS" && n.Code != 0:
		return false, d.never(fmt.Sprintf("it ended with exit code %d", n.Code))
	case n.Ended, d.condition == "HEALTHY" && n.Healthy:
		return true, nil
	case n.ran() && d.timeout > 0 && now.Sub(n.Began) > d.timeout:
		return false, d.never("its startTimeout is over")
	}
	return false, nil
}

func (d dependency) never(why string) error {
	return unmet(fmt.Sprintf("CannotStartContainerError: dependency %s:%s: %s", filepath.Base(d.folder), d.condition, why))
}

// An unmet error says why a program is never started. The operator knows its words.
type unmet string

func (u unmet) Error() string { return string(u) }

// tell leaves the reason where the kubelet looks for it.
func (u unmet) tell() {
	if file, err := os.OpenFile("/dev/termination-log", os.O_WRONLY, 0); err == nil {
		file.WriteString(string(u))
		file.Close()
	}
}

var errStopped = errors.New("stopped before its program started")

// A look at the notes costs some system calls.
const patience = 100 * time.Millisecond

// await lets time pass until all dependencies are as they have to be; an error: the program is not
// to be started.
func (o options) await(w *watcher) error {
	for {
		met := true
		for _, one := range o.after {
			is, err := one.met(time.Now())
			if err != nil {
				return err
			}
			met = met && is
		}
		if met {
			return nil
		}
		select {
		case <-w.children:
			reap(nil)
		case sent := <-w.signals:
			w.last = time.Now()
			if o.isStopping() || sent == syscall.SIGTERM || sent == syscall.SIGINT || sent == syscall.SIGQUIT {
				return errStopped
			}
		case <-time.After(patience):
		}
	}
}

// started is an error until the program has been started, or it is known that it never will be.
func (o options) started() error {
	if n, _ := look(o.notes); !n.ran() && !n.Ended {
		return errors.New("the program waits for other containers")
	}
	return nil
}

// stop is run by the kubelet before it stops a container: it lets those end first that depend on
// it, and notes for the helper that the next signal is the stop signal.
func (o options) stop() {
	time.Sleep(o.sleep)
	for _, folder := range o.dependents {
		for ; !isGone(folder); time.Sleep(patience) {
		}
	}
	if o.notes != "" {
		if err := os.WriteFile(filepath.Join(o.notes, "stopping"), nil, 0o644); err != nil {
			say(err)
		}
	}
}

// isGone says whether nothing of a container runs: its program has ended, or its helper is not there.
func isGone(folder string) bool {
	n, alive := look(folder)
	return n.Ended || !alive
}

// isStopping says whether the container is being stopped, where a stop is announced.
func (o options) isStopping() bool {
	_, err := os.Stat(filepath.Join(o.notes, "stopping"))
	return o.notes != "" && err == nil
}
