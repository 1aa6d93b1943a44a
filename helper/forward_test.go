package main

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// A log router that keeps what it is sent.
func router(t *testing.T, address string) (string, <-chan []byte) {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	received := make(chan []byte, 1)
	go func() {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		data, _ := io.ReadAll(connection)
		received <- data
	}()
	return listener.Addr().String(), received
}

type event struct {
	tag    string
	time   time.Time
	record map[string]string
}

// events reads MessagePack as far as the forward protocol needs it here.
func events(t *testing.T, data []byte) (all []event) {
	t.Helper()
	text := func() string {
		size, head := int(data[0]&0x1f), 1
		if data[0] == 0xda {
			size, head = int(binary.BigEndian.Uint16(data[1:])), 3
		}
		text := string(data[head : head+size])
		data = data[head+size:]
		return text
	}
	for len(data) > 0 {
		if data[0] != 0x93 {
			t.Fatalf("no event: % x", data[:min(len(data), 16)])
		}
		data = data[1:]
		one := event{tag: text(), record: map[string]string{}}
		if !bytes.HasPrefix(data, []byte{0xd7, 0x00}) {
			t.Fatalf("no time: % x", data[:min(len(data), 16)])
		}
		one.time = time.Unix(int64(binary.BigEndian.Uint32(data[2:])), int64(binary.BigEndian.Uint32(data[6:])))
		members := int(data[10] & 0x0f)
		data = data[11:]
		for range members {
			key := text()
			one.record[key] = text()
		}
		all = append(all, one)
	}
	return all
}

func forwarded(address, script string) []string {
	return []string{"run", "--router", address, "--tag", "app-firelens", "--name", "app", "--", "sh", "-c", script}
}

func TestEachLineIsSentToTheRouterAndStaysInTheOutput(t *testing.T) {
	address, received := router(t, "127.0.0.1:0")
	began := time.Now().Truncate(time.Second)
	p := start(t, forwarded(address, "echo one; sleep 0.3; echo two >&2; sleep 0.3; printf three; exit 3")...)
	if code := p.code(); code != 3 {
		t.Errorf("the code is %d", code)
	}
	if text := p.out.String(); text != "one\ntwo\nthree" {
		t.Errorf("the output is %q", text)
	}
	all := events(t, <-received)
	if len(all) != 3 {
		t.Fatalf("there are %d events: %v", len(all), all)
	}
	for index, want := range []struct{ source, log, partial string }{
		{"stdout", "one", ""}, {"stderr", "two", ""}, {"stdout", "three", "true"},
	} {
		got := all[index]
		if got.tag != "app-firelens" || got.record["container_name"] != "app" {
			t.Errorf("it is of %q: %v", got.tag, got.record)
		}
		if got.record["source"] != want.source || got.record["log"] != want.log || got.record["partial_message"] != want.partial {
			t.Errorf("it says %v, not %v", got.record, want)
		}
		if got.time.Before(began) || time.Since(got.time) > time.Minute {
			t.Errorf("it is of %v", got.time)
		}
	}
}

func TestARouterThatStartsLaterGetsWhatWasWritten(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	free.Close()
	p := start(t, forwarded(address, "echo early; sleep 2")...)
	time.Sleep(700 * time.Millisecond)
	_, received := router(t, address)
	p.code()
	if all := events(t, <-received); len(all) != 1 || all[0].record["log"] != "early" {
		t.Errorf("the router got %v", all)
	}
}

func TestLongLinesAreCutAndLoseNothing(t *testing.T) {
	address, received := router(t, "127.0.0.1:0")
	p := start(t, forwarded(address, "head -c 40000 /dev/zero | tr '\\0' x; echo")...)
	p.code()
	all := events(t, <-received)
	var text strings.Builder
	for index, one := range all {
		text.WriteString(one.record["log"])
		if last := index == len(all)-1; last == (one.record["partial_message"] == "true") {
			t.Errorf("event %d of %d says %q", index, len(all), one.record["partial_message"])
		}
	}
	if text.String() != strings.Repeat("x", 40000) {
		t.Errorf("%d characters in %d events", text.Len(), len(all))
	}
}

func TestAProgramDoesNotWaitForARouterThatIsNotThere(t *testing.T) {
	began := time.Now()
	p := start(t, forwarded("127.0.0.1:1", "yes 'a line of some length' | head -c 8000000; exit 4")...)
	if code := p.code(); code != 4 || time.Since(began) > 15*time.Second {
		t.Errorf("code %d after %v", code, time.Since(began))
	}
	if p.out.Len() != 8000000 {
		t.Errorf("the output has %d bytes", p.out.Len())
	}
}
