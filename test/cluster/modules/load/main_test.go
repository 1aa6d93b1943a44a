package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// totals runs the load against a server for a time and returns the last line.
func totals(t *testing.T, rate int, duration time.Duration, handler http.HandlerFunc) counts {
	t.Helper()
	server := httptest.NewServer(handler)
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), duration)
	defer cancel()
	var out bytes.Buffer
	run(ctx, rate, time.Second, []string{server.URL}, &out)
	var last, sum counts
	for lines := json.NewDecoder(&out); lines.More(); {
		last = counts{}
		if err := lines.Decode(&last); err != nil {
			t.Fatal(err)
		}
		if !last.Total {
			sum.Sent, sum.OK, sum.Failed = sum.Sent+last.Sent, sum.OK+last.OK, sum.Failed+last.Failed
		}
	}
	if !last.Total || sum.Sent != last.Sent || sum.OK != last.OK || sum.Failed != last.Failed {
		t.Fatalf("the seconds %+v do not add up to the totals %+v", sum, last)
	}
	return last
}

func TestKeepsTheRateWithANewConnectionForEachRequest(t *testing.T) {
	var mutex sync.Mutex
	connections := map[string]bool{}
	got := totals(t, 300, 1500*time.Millisecond, func(w http.ResponseWriter, r *http.Request) {
		mutex.Lock()
		defer mutex.Unlock()
		connections[r.RemoteAddr] = true
		fmt.Fprintln(w, "hello")
		fmt.Fprintln(w, "more")
	})
	if got.Sent < 400 || got.Sent > 450 || got.OK != got.Sent || got.Failed != 0 || got.Answers["hello"] != got.Sent {
		t.Errorf("got %+v", got)
	}
	if len(connections) != got.Sent {
		t.Errorf("%d connections for %d requests", len(connections), got.Sent)
	}
}

func TestCountsBadStatusCutOffBodyAndNoAnswerAsFailed(t *testing.T) {
	for name, handler := range map[string]http.HandlerFunc{
		"status": func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusBadGateway) },
		"cut off": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "9")
			w.Write([]byte("x\n"))
		},
		"silence": func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
	} {
		got := totals(t, 50, 200*time.Millisecond, handler)
		if got.Sent < 5 || got.Failed != got.Sent || got.OK != 0 || got.LastError == "" {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}
