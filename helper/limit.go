package main

import (
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// The limits of setrlimit(2) by their names in ECS; the numbers are those of amd64 and arm64.
var resources = map[string]int{
	"cpu": 0, "fsize": 1, "data": 2, "stack": 3, "core": 4, "rss": 5, "nproc": 6, "nofile": 7, "memlock": 8,
	"locks": 10, "sigpending": 11, "msgqueue": 12, "nice": 13, "rtprio": 14, "rttime": 15,
}

// bound is one limit that is asked for.
type bound struct {
	name     string
	resource int
	want     syscall.Rlimit
}

// parseLimits reads limits, and the program after `--`.
func parseLimits(args []string) (bounds []bound, program []string, err error) {
	for i, arg := range args {
		if arg == "--" && i+1 < len(args) {
			return bounds, args[i+1:], nil
		}
		one, err := parseLimit(arg)
		if err != nil {
			return nil, nil, err
		}
		bounds = append(bounds, one)
	}
	return nil, nil, errors.New("no program is given")
}

// parseLimit reads NAME=SOFT:HARD, where -1 is no limit.
func parseLimit(text string) (b bound, err error) {
	name, values, _ := strings.Cut(text, "=")
	soft, hard, _ := strings.Cut(values, ":")
	resource, known := resources[name]
	if !known {
		return b, fmt.Errorf("%q is no limit", text)
	}
	b = bound{name: name, resource: resource}
	if b.want.Cur, err = parseAmount(soft); err == nil {
		b.want.Max, err = parseAmount(hard)
	}
	return b, err
}

func parseAmount(text string) (uint64, error) {
	if text == "-1" {
		return math.MaxUint64, nil
	}
	return strconv.ParseUint(text, 10, 63)
}

// set sets the limit, or comes as near to it as the container may. Docker, which has all rights, would
// set it; but the program has always had to live with less where a Node had less, and is better off so
// than not started.
func (b bound) set() error {
	err := syscall.Setrlimit(b.resource, &b.want)
	if !errors.Is(err, syscall.EPERM) {
		return b.explained(err)
	}
	var now syscall.Rlimit
	if err := syscall.Getrlimit(b.resource, &now); err != nil {
		return b.explained(err)
	}
	say(fmt.Errorf("ulimit %s: no more than %s is allowed here, %s is asked for; SYS_RESOURCE would raise it",
		b.name, amount(now.Max), amount(b.want.Max)))
	return b.explained(syscall.Setrlimit(b.resource, &syscall.Rlimit{
		Cur: min(b.want.Cur, now.Max),
		Max: min(b.want.Max, now.Max),
	}))
}

func (b bound) explained(err error) error {
	if err != nil {
		err = fmt.Errorf("ulimit %s: %w", b.name, err)
	}
	return err
}

func amount(value uint64) string {
	if value == math.MaxUint64 {
		return "unlimited"
	}
	return strconv.FormatUint(value, 10)
}

// limit sets limits and becomes the program. It returns, with an exit code, only if it cannot.
func limit(args []string) int {
	bounds, program, err := parseLimits(args)
	if err != nil {
		say(err)
		return 125
	}
	path, err := find(program[0])
	if err != nil {
		return cannotRun(err)
	}
	for _, one := range bounds {
		if err := one.set(); err != nil {
			say(err)
			return 125
		}
	}
	return cannotRun(syscall.Exec(path, program, os.Environ()))
}
