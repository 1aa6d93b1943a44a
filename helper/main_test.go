package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

const act = "BERTH_TEST_ACTS_AS_HELPER"

// The test's own binary is the helper of the tests.
func TestMain(m *testing.M) {
	if os.Getenv(act) != "" {
		os.Unsetenv(act)
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// A helper that runs, and what it and its program have printed.
type process struct {
	*exec.Cmd
	t   *testing.T
	out bytes.Buffer
}

func start(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(os.Args[0], args...), t: t}
	p.begin()
	return p
}

// asFirst starts a helper as process 1 of a process namespace, as that of a container is.
func asFirst(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(os.Args[0], args...), t: t}
	p.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWPID}
	if os.Getuid() != 0 {
		p.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
	}
	p.begin()
	return p
}

func (p *process) begin() {
	p.t.Helper()
	p.Env = append(os.Environ(), act+"=1")
	p.Stdout, p.Stderr = &p.out, &p.out
	p.WaitDelay = time.Second // what a killed helper leaves holds the output
	err := p.Start()
	if p.SysProcAttr != nil && errors.Is(err, syscall.EPERM) {
		p.t.Skip("this machine lets nobody make a process namespace")
	}
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { p.Process.Kill() })
}

func (p *process) code() int {
	p.t.Helper()
	ended := make(chan struct{})
	go func() { p.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		p.t.Fatal("the helper has not ended")
	}
	return p.ProcessState.ExitCode()
}

// stays fails where the helper ends by itself.
func (p *process) stays() {
	p.t.Helper()
	time.Sleep(300 * time.Millisecond)
	if err := p.Process.Signal(syscall.Signal(0)); err != nil || zombie(p.Process.Pid) {
		p.t.Fatalf("the helper has ended: %s", &p.out)
	}
}

func zombie(pid int) bool {
	status, err := exec.Command("cat", "/proc/"+strconv.Itoa(pid)+"/stat").Output()
	return err != nil || strings.Contains(string(status), ") Z ")
}

// until waits for what a program does.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("not within 10 s: %s", what)
}

func holds(file, text string) func() bool {
	return func() bool {
		content, _ := os.ReadFile(file)
		return string(content) == text
	}
}

func TestEndsWithTheProgramsExitCode(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	os.WriteFile(secret, nil, 0o600)
	for _, one := range []struct {
		want    int
		program []string
	}{
		{0, []string{"true"}},
		{3, []string{"sh", "-c", "exit 3"}},
		{3, []string{"sh", "-c", `[ "$1" = "a b" ] && exit 3`, "sh", "a b"}},
		{137, []string{"sh", "-c", "kill -9 $$"}},
		{127, []string{"no-such-program"}},
		{127, []string{"/no/such/program"}},
		{126, []string{secret}},
		{126, []string{"/"}},
	} {
		if got := start(t, append([]string{"run", "--"}, one.program...)...).code(); got != one.want {
			t.Errorf("%q: exit code %d, not %d", one.program, got, one.want)
		}
	}
}

func TestTheProgramHasTheContainersEnvironmentDirectoryAndOutput(t *testing.T) {
	folder := t.TempDir()
	os.WriteFile(filepath.Join(folder, "hello"), []byte("#!/bin/sh\necho $NAME from $PWD\n"), 0o755)
	p := &process{Cmd: exec.Command(os.Args[0], "run", "--", "hello"), t: t}
	p.Dir, p.Env = folder, []string{act + "=1", "NAME=me", "PATH=" + folder}
	p.Stdout, p.Stderr = &p.out, &p.out
	if err := p.Run(); err != nil || p.out.String() != "me from "+folder+"\n" {
		t.Errorf("%v: %s", err, &p.out)
	}
}

func TestMistakesInItsOwnArgumentsEndIt(t *testing.T) {
	for _, args := range [][]string{{}, {"run"}, {"run", "--"}, {"run", "--grace", "x", "--", "true"}, {"walk"}} {
		if got := start(t, args...).code(); got != 125 {
			t.Errorf("%q: exit code %d", args, got)
		}
	}
}

func TestPassesSignalsOn(t *testing.T) {
	for _, one := range []syscall.Signal{
		syscall.SIGTERM, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGHUP, syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGWINCH,
		syscall.Signal(37), // RTMIN+3, by which systemd is stopped
	} {
		ready := filepath.Join(t.TempDir(), "ready")
		script := "trap 'exit 42' " + strconv.Itoa(int(one)) + "; echo yes >" + ready + "; while :; do sleep 0.1; done"
		// Debian's sh traps no real-time signals.
		p := start(t, "run", "--stay", t.TempDir(), "--", "bash", "-c", script)
		until(t, "the program runs", holds(ready, "yes\n"))
		p.Process.Signal(one)
		if got := p.code(); got != 42 {
			t.Errorf("%v: exit code %d", one, got)
		}
	}
}

func TestStaysWhenTheProgramHasEndedAndTellsItsCodeWhenItIsStopped(t *testing.T) {
	p := start(t, "run", "--stay", t.TempDir(), "--", "sh", "-c", "echo ran; exit 3")
	p.stays()
	p.Process.Signal(syscall.SIGTERM)
	if got := p.code(); got != 3 || p.out.String() != "ran\n" {
		t.Errorf("exit code %d, output %q", got, &p.out)
	}
}

func TestASignalOfLongAgoWasNoStop(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	script := "trap 'echo told >" + file + "' HUP; echo ready >" + file + "; for i in 1 2 3 4 5 6 7 8 9; do sleep 0.2; done; exit 3"
	p := start(t, "run", "--stay", t.TempDir(), "--grace", "1", "--", "sh", "-c", script)
	until(t, "the program runs", holds(file, "ready\n"))
	p.Process.Signal(syscall.SIGHUP)
	until(t, "the program is told", holds(file, "told\n"))
	time.Sleep(2 * time.Second)
	p.stays()
}

func TestAProgramIsNotRunAgainWhenTheHelperIs(t *testing.T) {
	notes, count := t.TempDir(), filepath.Join(t.TempDir(), "count")
	args := []string{"run", "--stay", notes, "--", "sh", "-c", "echo ran >>" + count + "; exec sleep 6"}
	p := start(t, args...)
	until(t, "the program runs", holds(count, "ran\n"))
	p.Process.Kill()
	p.code()
	again := start(t, args...)
	again.stays()
	again.Process.Signal(syscall.SIGTERM)
	if got := again.code(); got != 137 {
		t.Errorf("exit code %d", got)
	}
	if !holds(count, "ran\n")() {
		t.Error("the program ran twice")
	}
}

func TestAKilledContainerRestartsItsProgramByTheSameRule(t *testing.T) {
	notes, count := t.TempDir(), filepath.Join(t.TempDir(), "count")
	args := []string{"run", "--stay", notes, "--restart-period", "1", "--", "sh", "-c", "echo ran >>" + count + "; exec sleep 6"}
	p := start(t, args...)
	until(t, "the program runs", holds(count, "ran\n"))
	time.Sleep(2 * time.Second)
	p.Process.Kill()
	p.code()
	start(t, args...)
	until(t, "the program runs again", holds(count, "ran\nran\n"))
}

func TestRestartsByECSsRule(t *testing.T) {
	for _, one := range []struct {
		name    string
		options []string
		script  string
		runs    int
		code    int
	}{
		{"an end within the period is final", []string{"--restart-period", "60"}, "exit 3", 1, 3},
		{"one after the period is not", []string{"--restart-period", "1"}, "[ $(wc -l <F) = 2 ] && exit 4; sleep 1.1; exit 3", 2, 4},
		{"nor is exit code 0", []string{"--restart-period", "1"}, "[ $(wc -l <F) = 3 ] && exit 4; sleep 1.1", 3, 4},
		{"an ignored code is final", []string{"--restart-period", "1", "--ignore", "5,3"}, "sleep 1.1; exit 3", 1, 3},
		{"no policy", nil, "sleep 1.1; exit 3", 1, 3},
	} {
		t.Run(one.name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "runs")
			script := "echo ran >>F; " + one.script
			args := append(append([]string{"run"}, one.options...), "--", "sh", "-c", strings.ReplaceAll(script, "F", file))
			if got := start(t, args...).code(); got != one.code {
				t.Errorf("exit code %d", got)
			}
			if !holds(file, strings.Repeat("ran\n", one.runs))() {
				t.Errorf("it did not run %d times", one.runs)
			}
		})
	}
}

func TestAProgramThatIsBeingStoppedIsNotRestarted(t *testing.T) {
	file := filepath.Join(t.TempDir(), "runs")
	p := start(t, "run", "--restart-period", "1", "--", "sh", "-c", "trap 'exit 9' TERM; echo ran >>"+file+"; while :; do sleep 0.1; done")
	until(t, "the program runs", holds(file, "ran\n"))
	time.Sleep(1200 * time.Millisecond)
	p.Process.Signal(syscall.SIGTERM)
	if got := p.code(); got != 9 || !holds(file, "ran\n")() {
		t.Errorf("exit code %d", got)
	}
}

func TestAsProcess1ItReapsOrphansAndEndsWhatTheProgramLeaves(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	// An orphan that ends while the program runs, and one that would outlive it.
	script := "echo $PPID >" + file + "; (sleep 0.1 &) ; (sleep 20 &); sleep 0.4; exit 3"
	p := asFirst(t, "run", "--stay", t.TempDir(), "--", "sh", "-c", script)
	until(t, "the program runs under process 1", holds(file, "1\n"))
	until(t, "what it left is gone", func() bool {
		children, err := os.ReadFile("/proc/" + strconv.Itoa(p.Process.Pid) + "/task/" + strconv.Itoa(p.Process.Pid) + "/children")
		return err != nil || len(children) == 0
	})
	p.stays()
	p.Process.Signal(syscall.SIGTERM)
	if got := p.code(); got != 3 {
		t.Errorf("exit code %d", got)
	}
}

func TestInstallsItselfForEverybodyAlsoOverItself(t *testing.T) {
	folder := t.TempDir()
	for range 2 {
		if p := start(t, "install", folder); p.code() != 0 {
			t.Fatal(p.out.String())
		}
	}
	entries, _ := os.ReadDir(folder)
	info, err := os.Stat(filepath.Join(folder, "helper"))
	if err != nil || info.Mode() != 0o555 || len(entries) != 1 {
		t.Errorf("%v, mode %v, %d files", err, info.Mode(), len(entries))
	}
	installed := exec.Command(filepath.Join(folder, "helper"), "run", "--", "sh", "-c", "exit 7")
	installed.Env = append(os.Environ(), act+"=1")
	if installed.Run(); installed.ProcessState.ExitCode() != 7 {
		t.Error("the installed one does not run a program")
	}
	if start(t, "install", filepath.Join(folder, "none")).code() != 1 {
		t.Error("a folder that is not there is no mistake")
	}
}
