package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"time"
)

// A note outlives the helper, which the kubelet starts again when the whole container was killed.
type note struct {
	Started int64 `json:"started,omitempty"` // Unix time
	Ended   bool  `json:"ended,omitempty"`
	Code    int   `json:"code"`
}

// recall says how the program ended under an earlier helper of the same container; not known: it is
// to be started, for the first time or again.
func (o options) recall(now time.Time) (code int, known bool) {
	text, err := os.ReadFile(o.file())
	var earlier note
	if err != nil || json.Unmarshal(text, &earlier) != nil {
		return 0, false
	}
	if earlier.Ended {
		return earlier.Code, true
	}
	return killed, !o.again(killed, now.Sub(time.Unix(earlier.Started, 0)))
}

// note writes the note anew. Without it, the program is only run again if the helper is.
func (o options) note(n note) {
	if o.stay == "" {
		return
	}
	text, err := json.Marshal(n)
	if err == nil {
		err = os.WriteFile(o.file()+".new", text, 0o644)
	}
	if err == nil {
		err = os.Rename(o.file()+".new", o.file())
	}
	if err != nil {
		say(err)
	}
}

func (o options) file() string { return filepath.Join(o.stay, "program") }
