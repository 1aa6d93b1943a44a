package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestAConditionIsMetNotYetOrNever(t *testing.T) {
	now := time.Now()
	began := now.Add(-time.Minute)
	waits, runs := note{}, note{Began: began, Started: began}
	ended := func(code int) note { return note{Began: began, Started: began, Ended: true, Code: code} }
	healthy := note{Began: began, Started: began, Healthy: true}
	neverRan := note{Ended: true, Code: 143}
	for _, one := range []struct {
		condition string
		of        note
		want      string // "" is not yet
	}{
		{"START", waits, ""}, {"START", runs, "met"}, {"START", ended(1), "met"},
		{"START:1", waits, ""}, {"START", neverRan, "it never started"},
		{"COMPLETE", waits, ""}, {"COMPLETE", runs, ""}, {"COMPLETE", ended(0), "met"}, {"COMPLETE", ended(7), "met"},
		{"COMPLETE:61", runs, ""}, {"COMPLETE:59", runs, "its startTimeout is over"}, {"COMPLETE:59", ended(7), "met"},
		{"COMPLETE:1", waits, ""}, {"COMPLETE", neverRan, "it never started"},
		{"SUCCESS", runs, ""}, {"SUCCESS", ended(0), "met"}, {"SUCCESS", ended(7), "it ended with exit code 7"},
		{"SUCCESS:59", runs, "its startTimeout is over"}, {"SUCCESS", neverRan, "it never started"},
		{"HEALTHY", runs, ""}, {"HEALTHY", healthy, "met"}, {"HEALTHY:59", healthy, "met"},
		{"HEALTHY", ended(0), "it ended"}, {"HEALTHY:59", runs, "its startTimeout is over"},
	} {
		o := options{notes: filepath.Join(t.TempDir(), "other")}
		os.Mkdir(o.notes, 0o755)
		o.claim()
		o.note(one.of)
		d, err := parseDependency(o.notes + ":" + one.condition)
		if err != nil {
			t.Fatal(err)
		}
		met, err := d.met(now)
		got := ""
		if met {
			got = "met"
		}
		if err != nil {
			_, got, _ = strings.Cut(err.Error(), ": dependency other:"+d.condition+": ")
		}
		if got != one.want {
			t.Errorf("%s of %+v: %q, not %q", one.condition, one.of, got, one.want)
		}
	}
}

func TestWhatIsNoDependency(t *testing.T) {
	for _, text := range []string{"", "x", "x:", "x:READY", "x:START:soon", "x:START:1:2", "x:START:-1"} {
		if _, err := parseDependency(text); err == nil {
			t.Errorf("%q is one", text)
		}
	}
}

// others makes folders of notes for some containers.
func others(t *testing.T, names ...string) (folders []string) {
	for _, name := range names {
		folder := filepath.Join(t.TempDir(), name)
		os.Mkdir(folder, 0o755)
		folders = append(folders, folder)
	}
	return folders
}

func ran(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// never fails where something comes true within a moment.
func never(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(400 * time.Millisecond); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if holds() {
			t.Fatalf("too early: %s", what)
		}
	}
}

func TestAProgramStartsWhenThoseBeforeItAreDone(t *testing.T) {
	notes := others(t, "first", "second", "third")
	log := filepath.Join(t.TempDir(), "log")
	say := func(what string) string { return "echo " + what + " >>" + log }
	third := start(t, "run", "--notes", notes[2], "--after", notes[0]+":SUCCESS", "--after", notes[1]+":START", "--", "sh", "-c", say("third"))
	second := start(t, "run", "--notes", notes[1], "--after", notes[0]+":COMPLETE", "--", "sh", "-c", say("second")+"; sleep 1")
	never(t, "somebody runs", func() bool { return ran(log) })
	first := start(t, "run", "--stay", notes[0], "--", "sh", "-c", "sleep 0.3; "+say("first"))
	for _, one := range []*process{second, third} {
		if got := one.code(); got != 0 {
			t.Errorf("exit code %d: %s", got, &one.out)
		}
	}
	if content, _ := os.ReadFile(log); !strings.HasPrefix(string(content), "first\n") || len(content) != len("first\nsecond\nthird\n") {
		t.Errorf("not in order: %s", content)
	}
	first.stays()
}

func TestAnUnmetDependencyEndsItsDependentsWhichNeverRun(t *testing.T) {
	notes := others(t, "first", "second", "third")
	log := filepath.Join(t.TempDir(), "log")
	program := []string{"--", "sh", "-c", "echo ran >>" + log}
	start(t, "run", "--stay", notes[0], "--", "sh", "-c", "exit 5")
	second := start(t, append([]string{"run", "--stay", notes[1], "--after", notes[0] + ":SUCCESS"}, program...)...)
	third := start(t, append([]string{"run", "--notes", notes[2], "--after", notes[1] + ":START"}, program...)...)
	if got := third.code(); got != 143 || !strings.Contains(third.out.String(), "dependency second:START: it never started") {
		t.Errorf("exit code %d: %s", got, &third.out)
	}
	second.stays()
	second.Process.Signal(syscall.SIGTERM)
	if got := second.code(); got != 143 || !strings.Contains(second.out.String(), "dependency first:SUCCESS: it ended with exit code 5") {
		t.Errorf("exit code %d: %s", got, &second.out)
	}
	if ran(log) {
		t.Error("a program ran")
	}
	// Nor when the kubelet starts the container anew.
	again := start(t, append([]string{"run", "--stay", notes[1], "--after", notes[0] + ":COMPLETE"}, program...)...)
	again.stays()
	if ran(log) {
		t.Error("a program ran")
	}
}

func TestADependencyThatIsKilledTogetherWithItsHelperHasEnded(t *testing.T) {
	notes := others(t, "first", "second")
	ready := filepath.Join(t.TempDir(), "ready")
	first := start(t, "run", "--notes", notes[0], "--", "sh", "-c", "echo yes >"+ready+"; exec sleep 7")
	second := start(t, "run", "--notes", notes[1], "--after", notes[0]+":SUCCESS", "--", "true")
	until(t, "the first one runs", holds(ready, "yes\n"))
	second.stays()
	first.Process.Kill()
	first.code()
	if got := second.code(); got != 143 {
		t.Errorf("exit code %d", got)
	}
}

func TestTheStartTimeoutIsThatOfTheDependency(t *testing.T) {
	notes := others(t, "first", "second")
	start(t, "run", "--notes", notes[0], "--", "sleep", "20")
	begin := time.Now()
	second := start(t, "run", "--notes", notes[1], "--after", notes[0]+":SUCCESS:1", "--", "true")
	if got := second.code(); got != 143 || time.Since(begin) < time.Second {
		t.Errorf("exit code %d after %v", got, time.Since(begin))
	}
}

func checkOf(script string, numbers string) string {
	command, _ := json.Marshal([]string{"sh", "-c", script})
	return `{"command":` + string(command) + numbers + `}`
}

func TestADependentStartsWhenTheHealthCheckPasses(t *testing.T) {
	notes := others(t, "first", "second")
	folder := t.TempDir()
	well, log := filepath.Join(folder, "well"), filepath.Join(folder, "log")
	check := checkOf("echo checked >>"+log+"; test -e "+well, `,"interval":1`)
	first := start(t, "run", "--notes", notes[0], "--check", check, "--dependent", notes[1], "--", "sleep", "20")
	second := start(t, "run", "--notes", notes[1], "--after", notes[0]+":HEALTHY", "--", "sh", "-c", "exit 4")
	second.stays()
	os.WriteFile(well, nil, 0o644)
	if got := second.code(); got != 4 {
		t.Errorf("exit code %d: %s", got, &second.out)
	}
	// Nobody waits any more: nobody asks.
	before, _ := os.ReadFile(log)
	time.Sleep(2500 * time.Millisecond)
	after, _ := os.ReadFile(log)
	if extra := len(after) - len(before); extra > len("checked\n") {
		t.Errorf("checked on: %d bytes more", extra)
	}
	first.Process.Signal(syscall.SIGTERM)
	if got := first.code(); got != 143 {
		t.Errorf("exit code %d", got)
	}
}

func TestAHealthCheckFailsByItsTimeAndItsRetries(t *testing.T) {
	now := time.Now()
	e := &examination{check: check{Command: []string{"true"}, Interval: 5, Timeout: 2, Retries: 2}}
	for index, one := range []struct{ passed, healthy bool }{
		{false, false}, {true, true}, {false, true}, {true, true}, {false, true}, {false, false}, {true, true},
	} {
		e.result(one.passed, now)
		if e.healthy != one.healthy || !e.next.Equal(now.Add(5*time.Second)) {
			t.Errorf("%d: %+v", index, e)
		}
	}
	notes := others(t, "first", "second")
	slow := checkOf("sleep 20", `,"interval":1,"timeout":1`)
	start(t, "run", "--notes", notes[0], "--check", slow, "--dependent", notes[1], "--", "sleep", "20")
	second := start(t, "run", "--notes", notes[1], "--after", notes[0]+":HEALTHY:3", "--", "true")
	if got := second.code(); got != 143 {
		t.Errorf("a check that hangs passes: exit code %d", got)
	}
	missing := start(t, "run", "--notes", notes[0], "--check", `{"command":["/no/such"]}`, "--dependent", notes[1], "--", "sleep", "20")
	missing.stays()
}

func TestAProgramThatWaitsIsStoppedBySignalsThatStop(t *testing.T) {
	for _, one := range []struct {
		signal    syscall.Signal
		announced bool
		stops     bool
	}{
		{syscall.SIGTERM, false, true}, {syscall.SIGQUIT, false, true}, {syscall.SIGINT, false, true},
		{syscall.SIGWINCH, false, false}, {syscall.SIGHUP, false, false},
		{syscall.SIGWINCH, true, true}, {syscall.SIGUSR1, true, true},
	} {
		notes := others(t, "first", "second")
		p := start(t, "run", "--notes", notes[1], "--after", notes[0]+":START", "--", "true")
		until(t, "the helper waits", func() bool { return ran(filepath.Join(notes[1], "program")) })
		if start(t, "started", "--notes", notes[1]).code() == 0 {
			t.Error("what waits has started")
		}
		if one.announced && start(t, "stop", "--notes", notes[1]).code() != 0 {
			t.Error("stop fails")
		}
		p.Process.Signal(one.signal)
		if !one.stops {
			p.stays()
			continue
		}
		if got := p.code(); got != 143 {
			t.Errorf("%v: exit code %d", one.signal, got)
		}
	}
}

func TestStartedPassesOnceTheProgramRunsOrNeverWill(t *testing.T) {
	for _, one := range []struct {
		note note
		want int
	}{{note{}, 1}, {note{Began: time.Now()}, 0}, {note{Ended: true, Code: 143}, 0}} {
		o := options{notes: t.TempDir()}
		o.claim()
		o.note(one.note)
		if got := start(t, "started", "--notes", o.notes).code(); got != one.want {
			t.Errorf("%+v: %d", one.note, got)
		}
	}
	if start(t, "started", "--notes", t.TempDir()).code() == 0 {
		t.Error("what has no notes has started")
	}
}

func TestStopWaitsForDependentsWhichAreKilledWhenTheirTimeIsOver(t *testing.T) {
	notes := others(t, "first", "second", "absent", "lost")
	ready := filepath.Join(t.TempDir(), "ready")
	second := start(t, "run", "--notes", notes[1], "--stop-timeout", "1", "--", "sh", "-c", "trap '' TERM; echo yes >"+ready+"; while :; do sleep 0.1; done")
	until(t, "the second one runs", holds(ready, "yes\n"))
	options{notes: notes[3]}.note(note{Began: time.Now()}) // its helper is gone
	stop := start(t, "stop", "--dependent", notes[2], "--dependent", notes[3], "--dependent", notes[1])
	second.Process.Signal(syscall.SIGTERM) // not announced: perhaps no stop at all
	time.Sleep(1500 * time.Millisecond)
	stop.stays()
	start(t, "stop", "--notes", notes[1]).code()
	second.Process.Signal(syscall.SIGTERM)
	begin := time.Now()
	if got := second.code(); got != 137 || time.Since(begin) < 900*time.Millisecond {
		t.Errorf("exit code %d after %v", got, time.Since(begin))
	}
	if got := stop.code(); got != 0 {
		t.Errorf("exit code %d: %s", got, &stop.out)
	}
}

func TestADependentThatStaysIsGoneWhenItsProgramHasEnded(t *testing.T) {
	notes := others(t, "second")
	second := start(t, "run", "--stay", notes[0], "--", "true")
	if got := start(t, "stop", "--sleep", "1", "--dependent", notes[0]).code(); got != 0 {
		t.Errorf("exit code %d", got)
	}
	second.stays()
}

func TestAProgramThatRunsOnceEndsWithItsContainerAndIsNotRunAgain(t *testing.T) {
	notes, count := t.TempDir(), filepath.Join(t.TempDir(), "count")
	for range 2 {
		p := start(t, "run", "--once", notes, "--", "sh", "-c", "echo ran >>"+count+"; exit 7")
		if got := p.code(); got != 7 {
			t.Errorf("exit code %d: %s", got, &p.out)
		}
	}
	if !holds(count, "ran\n")() {
		t.Error("the program ran twice")
	}
}

func TestADescriptorOfTheLockIsNotThePrograms(t *testing.T) {
	notes := others(t, "first")
	p := start(t, "run", "--notes", notes[0], "--", "sh", "-c", "ls -l /proc/$$/fd")
	p.code()
	if bytes.Contains(p.out.Bytes(), []byte("lock")) {
		t.Errorf("%s", &p.out)
	}
}
