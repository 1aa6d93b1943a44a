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

// notRun is the exit code that ECS gives a container whose dependencies were not met.
const notRun = 128 + int(syscall.SIGTERM)

// run runs the program, again and again where it is to be, and returns the exit code of its end
// when the container is to end, too.
func (o options) run() int {
	watcher := listen()
	o.claim()
	n, known := o.recall(time.Now())
	if !known && !n.ran() {
		o.note(n) // that there is nothing to tell yet
		if err := o.await(watcher); err != nil {
			say(err)
			if never, ok := err.(unmet); ok {
				never.tell()
			}
			n, known = note{Ended: true, Code: notRun}, true
		}
	}
	for !known {
		n.Started, n.Healthy = time.Now(), false
		if !n.ran() {
			n.Began = n.Started
		}
		o.note(n)
		n.Code = o.watch(watcher, &n)
		known = watcher.stopping(o.grace) || !o.again(n.Code, time.Since(n.Started))
	}
	n.Ended = true
	o.note(n)
	if o.stays && !watcher.stopping(o.grace) {
		watcher.wait()
	}
	return n.Code
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

// watch runs the program to its end and returns its exit code. While others wait for its health, its
// check runs beside it.
func (o options) watch(w *watcher, n *note) int {
	child, err := spawn(o.program, 1, nil)
	if err != nil {
		if n.Began == n.Started {
			n.Began = time.Time{} // it never ran
		}
		return cannotRun(err)
	}
	var exam *examination
	if o.check != nil {
		exam = &examination{check: *o.check, next: time.Now()}
	}
	var kill time.Time // when its time to stop is over
	for {
		select {
		case <-w.children:
			var end *syscall.WaitStatus
			reap(func(pid int, status syscall.WaitStatus) {
				switch {
				case pid == child:
					end = &status
				case exam != nil && pid == exam.pid:
					exam.result(exitCode(status) == 0, time.Now())
				}
			})
			if end != nil {
				w.clear()
				return exitCode(*end)
			}
			if exam != nil && exam.healthy != n.Healthy {
				n.Healthy = exam.healthy
				o.note(*n)
			}
		case sent := <-w.signals:
			w.last = time.Now()
			syscall.Kill(child, sent.(syscall.Signal))
			if kill.IsZero() && o.stopTimeout > 0 && o.isStopping() {
				kill = w.last.Add(o.stopTimeout)
			}
		case <-alarm(kill):
			syscall.Kill(child, syscall.SIGKILL)
			kill = time.Time{}
		case now := <-exam.due():
			if exam.pid == 0 && !o.isWanted() {
				exam = nil
			} else {
				exam.step(now)
			}
		}
	}
}

// alarm is a channel that says when a time has come; none: it never does.
func alarm(moment time.Time) <-chan time.Time {
	if moment.IsZero() {
		return nil
	}
	return time.After(time.Until(moment))
}

func (e *examination) due() <-chan time.Time {
	if e == nil {
		return nil
	}
	return alarm(e.next)
}

// spawn starts a process that has the container's environment, and the helper's output or another.
func spawn(command []string, output uintptr, sys *syscall.SysProcAttr) (int, error) {
	path, err := find(command[0])
	if err != nil {
		return 0, err
	}
	files := []uintptr{0, 1, 2}
	if output != 1 {
		files = []uintptr{output, output, output}
	}
	return syscall.ForkExec(path, command, &syscall.ProcAttr{Env: os.Environ(), Files: files, Sys: sys})
}

// find looks for a program as a shell does.
func find(program string) (string, error) {
	path, err := exec.LookPath(program)
	if errors.Is(err, exec.ErrDot) {
		return path, nil
	}
	return path, err
}

// cannotRun says why a program is not run, and returns the exit code with which a shell would tell it.
func cannotRun(err error) int {
	say(err)
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
		return 127
	}
	return 126
}

// wait lets time pass until a signal comes.
func (w *watcher) wait() {
	for {
		select {
		case <-w.children:
			reap(nil)
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
		if left := reap(nil); !left {
			return
		}
		select {
		case <-w.children:
		case <-patience:
			return
		}
	}
}

// reap takes note of all processes that have ended, and says whether some are left.
func reap(each func(pid int, status syscall.WaitStatus)) (left bool) {
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil)
		switch {
		case err == syscall.EINTR:
		case err != nil:
			return false
		case pid == 0:
			return true
		case each != nil:
			each(pid, status)
		}
	}
}

func exitCode(status syscall.WaitStatus) int {
	if status.Signaled() {
		return 128 + int(status.Signal())
	}
	return status.ExitStatus()
}
