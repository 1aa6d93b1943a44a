package main

import (
	"encoding/json"
	"os"
	"syscall"
	"time"
)

// A check is a container's health check; numbers are seconds.
type check struct {
	Command  []string `json:"command"`
	Interval int      `json:"interval"`
	Timeout  int      `json:"timeout"`
	Retries  int      `json:"retries"`
}

func parseCheck(text string) (c *check, err error) {
	c = &check{Interval: 30, Timeout: 5, Retries: 3}
	if err = json.Unmarshal([]byte(text), c); err == nil && len(c.Command) == 0 {
		err = os.ErrInvalid
	}
	return c, err
}

func (c check) interval() time.Duration { return time.Duration(c.Interval) * time.Second }
func (c check) timeout() time.Duration  { return time.Duration(c.Timeout) * time.Second }

// An examination is a health check as it goes on beside its program, whose helper reaps all
// processes: the first one at once, the next one interval after the end of the one before.
type examination struct {
	check
	pid      int       // of the command that runs; 0: none does
	next     time.Time // when it is run, or has taken too long
	failures int       // in a row
	healthy  bool
}

// step starts the command, or ends one that has taken too long.
func (e *examination) step(now time.Time) {
	if e.pid != 0 {
		syscall.Kill(-e.pid, syscall.SIGKILL)
		e.next = now.Add(e.timeout())
		return
	}
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err == nil {
		defer null.Close()
		e.pid, err = spawn(e.Command, null.Fd(), &syscall.SysProcAttr{Setpgid: true})
	}
	e.next = now.Add(e.timeout())
	if err != nil {
		e.pid = 0
		e.result(false, now)
	}
}

// result takes note of how the command ended.
func (e *examination) result(passed bool, now time.Time) {
	e.pid, e.next = 0, now.Add(e.interval())
	if passed {
		e.failures, e.healthy = 0, true
		return
	}
	e.failures++
	e.healthy = e.healthy && e.failures < e.Retries
}

// isWanted says whether a container still waits for this one's health.
func (o options) isWanted() bool {
	for _, folder := range o.dependents {
		if n, _ := look(folder); !n.ran() && !n.Ended {
			return true
		}
	}
	return false
}
