package main

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"syscall"
	"time"
)

// killed is the exit code of a program of which nothing is known but that it is gone: it was killed
// together with the helper, as a container that is out of memory is.
const killed = 128 + int(syscall.SIGKILL)

// run runs the program, again and again where it is to be, and returns the exit code of its end
// when the container is to end, too.
func (o options) run() int {
	watcher := listen()
	code, known := o.recall(time.Now())
	for !known {
		started := time.Now()
		o.note(note{Started: started.Unix()})
		code = watcher.watch(o.program)
		known = watcher.stopping(o.grace) || !o.again(code, time.Since(started))
	}
	o.note(note{Ended: true, Code: code})
	if o.stay != "" && !watcher.stopping(o.grace) {
		watcher.wait()
	}
	return code
}

// again says whether a program that ended is started again: ECS's rule for restartPolicy.
func (o options) again(code int, ran time.Duration) bool {
	return o.period > 0 && ran >= o.period && !slices.Contains(o.ignored, code)
}

// watcher receives the signals that are sent to the container, and those of its processes' ends.
type watcher struct {
	signals, children chan os.Signal
	last              time.Time // when the last signal came
}

func listen() *watcher {
	w := &watcher{signals: make(chan os.Signal, 64), children: make(chan os.Signal, 1)}
	// All others: an image chooses its stop signal. URG is the Go runtime's own.
	mine := []syscall.Signal{syscall.SIGKILL, syscall.SIGSTOP, syscall.SIGCHLD, syscall.SIGURG, syscall.SIGPIPE}
	for number := syscall.Signal(1); number <= 64; number++ {
		if !slices.Contains(mine, number) {
			signal.Notify(w.signals, number)
		}
	}
	signal.Notify(w.children, syscall.SIGCHLD)
	return w
}

// stopping says whether the container is being stopped, as far as signals tell: one that came longer
// ago than the grace period was none to stop, for the helper would have been killed by now.
func (w *watcher) stopping(grace time.Duration) bool {
	for {
		select {
		case <-w.signals:
			w.last = time.Now()
		default:
			return !w.last.IsZero() && time.Since(w.last) <= grace
		}
	}
}

// watch runs the program to its end and returns its exit code.
func (w *watcher) watch(program []string) int {
	path, err := exec.LookPath(program[0])
	if errors.Is(err, exec.ErrDot) {
		err = nil
	}
	child := 0
	if err == nil {
		files := []uintptr{0, 1, 2}
		child, err = syscall.ForkExec(path, program, &syscall.ProcAttr{Env: os.Environ(), Files: files})
	}
	if err != nil {
		say(err)
		if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
			return 127
		}
		return 126
	}
	for {
		select {
		case <-w.children:
			if status, ended, _ := reap(child); ended {
				w.clear()
				return exitCode(status)
			}
		case sent := <-w.signals:
			w.last = time.Now()
			syscall.Kill(child, sent.(syscall.Signal))
		}
	}
}

// wait lets time pass until a signal comes.
func (w *watcher) wait() {
	for {
		select {
		case <-w.children:
			reap(0)
		case <-w.signals:
			return
		}
	}
}

// clear ends what the program has left behind: with the first process of a container, all end. Where
// the helper is not that process, others share its process namespace, and are left alone.
func (w *watcher) clear() {
	if os.Getpid() != 1 {
		return
	}
	syscall.Kill(-1, syscall.SIGKILL)
	// Of another user's processes a container without rights cannot get rid: then the wait ends.
	for patience := time.After(5 * time.Second); ; {
		if _, _, left := reap(0); !left {
			return
		}
		select {
		case <-w.children:
		case <-patience:
			return
		}
	}
}

// reap takes note of all processes that have ended: whether the child is one, and whether some are
// left.
func reap(child int) (status syscall.WaitStatus, ended, left bool) {
	for {
		var one syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &one, syscall.WNOHANG, nil)
		switch {
		case err == syscall.EINTR:
		case err != nil:
			return status, ended, false
		case pid == 0:
			return status, ended, true
		case pid == child:
			status, ended = one, true
		}
	}
}

func exitCode(status syscall.WaitStatus) int {
	if status.Signaled() {
		return 128 + int(status.Signal())
	}
	return status.ExitStatus()
}
