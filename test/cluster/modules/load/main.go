// Command load sends requests at a fixed rate, each on a connection of its own, to the URLs in
// turn, and counts the answers by the first line of their bodies. It prints one JSON line per
// second of what happened in it, and one with the totals ("total": true) at the end.
//
//	load -rate 250 -duration 60s URL…
//
// SIGTERM and SIGINT end it early, still with the totals. A request fails if there is no answer
// within the time-out or its status is not 2xx; the program's exit code is 0 all the same.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Counts of requests: of one second, or of the whole run. A request counts where its answer
// comes, and Sent where it starts, so that only the totals add up.
type counts struct {
	Total     bool           `json:"total,omitempty"`
	Seconds   float64        `json:"seconds"`
	Sent      int            `json:"sent"`
	OK        int            `json:"ok"`
	Failed    int            `json:"failed"`
	LastError string         `json:"lastError,omitempty"`
	Answers   map[string]int `json:"answers"`
}

type tally struct {
	sync.Mutex
	started, since time.Time
	second, total  counts
}

func newTally(now time.Time) *tally {
	t := &tally{started: now, since: now}
	t.second.Answers, t.total.Answers = map[string]int{}, map[string]int{}
	t.total.Total = true
	return t
}

func (t *tally) sent() {
	t.Lock()
	defer t.Unlock()
	t.second.Sent++
	t.total.Sent++
}

func (t *tally) answered(line string, err error) {
	t.Lock()
	defer t.Unlock()
	for _, c := range []*counts{&t.second, &t.total} {
		if err != nil {
			c.Failed++
			c.LastError = err.Error()
		} else {
			c.OK++
			c.Answers[line]++
		}
	}
}

// endSecond returns what happened since the last call.
func (t *tally) endSecond(now time.Time) counts {
	t.Lock()
	defer t.Unlock()
	c := t.second
	c.Seconds = now.Sub(t.since).Seconds()
	t.since, t.second = now, counts{Answers: map[string]int{}}
	return c
}

// end returns what happened since the start.
func (t *tally) end(now time.Time) counts {
	t.Lock()
	defer t.Unlock()
	t.total.Seconds = now.Sub(t.started).Seconds()
	return t.total
}

// ask returns the first line of the answer's body.
func ask(client *http.Client, url string) (string, error) {
	response, err := client.Get(url)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	if response.StatusCode/100 != 2 {
		return "", fmt.Errorf("%s: %s", url, response.Status)
	}
	body := bufio.NewReader(response.Body)
	line, err := body.ReadString('\n')
	if err == nil {
		_, err = io.Copy(io.Discard, body) // a cut-off body is a failure
	}
	if err != nil && err != io.EOF {
		return "", err
	}
	return strings.TrimSpace(line), nil
}

// run sends until the context ends, then waits for the answers that are still to come.
func run(ctx context.Context, rate int, timeout time.Duration, urls []string, out io.Writer) {
	client := &http.Client{
		Timeout:   timeout,
		Transport: &http.Transport{DisableKeepAlives: true},
	}
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	tally := newTally(time.Now())
	var pending sync.WaitGroup
	next := time.NewTicker(time.Second / time.Duration(rate))
	second := time.NewTicker(time.Second)
	// By the clock, not one per tick: a busy machine drops ticks.
	sent := 0
	for ctx.Err() == nil {
		select {
		case now := <-next.C:
			for due := int(now.Sub(tally.started).Seconds() * float64(rate)); sent < due; sent++ {
				url := urls[sent%len(urls)]
				tally.sent()
				pending.Go(func() { tally.answered(ask(client, url)) })
			}
		case now := <-second.C:
			lines.Encode(tally.endSecond(now))
		case <-ctx.Done():
		}
	}
	pending.Wait()
	lines.Encode(tally.endSecond(time.Now()))
	lines.Encode(tally.end(time.Now()))
}

func main() {
	rate := flag.Int("rate", 250, "requests per second")
	duration := flag.Duration("duration", time.Minute, "how long to send")
	timeout := flag.Duration("timeout", 5*time.Second, "how long to wait for an answer")
	flag.Parse()
	if flag.NArg() == 0 || *rate < 1 {
		fmt.Fprintln(os.Stderr, "usage: load [-rate 250] [-duration 60s] [-timeout 5s] URL…")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, *duration)
	defer cancel()
	run(ctx, *rate, *timeout, flag.Args(), os.Stdout)
}
