package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// A note tells the task's other containers how far a program is. It outlives the helper, which the
// kubelet starts again when the whole container was killed.
type note struct {
	Began   time.Time `json:"began,omitzero"`   // when the program was first started
	Started time.Time `json:"started,omitzero"` // when it was last
	Healthy bool      `json:"healthy,omitempty"`
	Ended   bool      `json:"ended,omitempty"`
	Code    int       `json:"code"`
}

// ran says whether the program has been started, whatever became of it.
func (n note) ran() bool { return !n.Began.IsZero() }

// look reads the note of a container that has its notes in the folder, and says whether its helper
// is there. A helper that is gone writes no more: what it last noted is read after that is known.
func look(folder string) (n note, alive bool) {
	alive = held(filepath.Join(folder, "lock"))
	n, _ = read(folder)
	if n.ran() && !n.Ended && !alive {
		n.Ended, n.Code = true, killed
	}
	return n, alive
}

// claim holds a lock for as long as the helper lives, however it ends.
func (o options) claim() {
	if o.notes == "" {
		return
	}
	file, err := os.OpenFile(filepath.Join(o.notes, "lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err == nil {
		// The file stays open, and its descriptor is not the program's.
		lock = file
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX)
	}
	if err != nil {
		say(err)
	}
}

var lock *os.File

func held(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	return syscall.Flock(int(file.Fd()), syscall.LOCK_SH|syscall.LOCK_NB) == syscall.EWOULDBLOCK
}

// recall says how the program ended under an earlier helper of the same container; not known: it is
// to be started, for the first time or again.
func (o options) recall(now time.Time) (earlier note, known bool) {
	if !o.once {
		return note{}, false
	}
	earlier, _ = read(o.notes)
	if earlier.ran() && !earlier.Ended && !o.again(killed, now.Sub(earlier.Started)) {
		earlier.Ended, earlier.Code = true, killed
	}
	return earlier, earlier.Ended
}

func read(folder string) (n note, err error) {
	text, err := os.ReadFile(filepath.Join(folder, "program"))
	if err == nil {
		err = json.Unmarshal(text, &n)
	}
	return n, err
}

// note writes the note anew. Without it, the program is only run again if the helper is.
func (o options) note(n note) {
	if o.notes == "" {
		return
	}
	file := filepath.Join(o.notes, "program")
	text, err := json.Marshal(n)
	if err == nil {
		err = os.WriteFile(file+".new", text, 0o644)
	}
	if err == nil {
		err = os.Rename(file+".new", file)
	}
	if err != nil {
		say(err)
	}
}
