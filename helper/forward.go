package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	longestLine = 16 << 10 // of a message; Docker cuts output there, too
	mostWaiting = 1 << 20  // bytes of messages that the router has not taken; more are lost
	flushTime   = 5 * time.Second
)

// forwarder sends what the program writes to the log router of its task, line by line, by the
// forward protocol of Fluentd and Fluent Bit. The program never waits for the router.
type forwarder struct {
	router, tag, name string
	saved             [2]int // the container's own output, where the lines go, too
	readers           sync.WaitGroup
	queue             chan []byte
	waiting           atomic.Int64
	sent              chan struct{}
	ending            chan struct{}
}

// forward puts itself between the program and the container's output, where that is wanted. What it
// returns is called when the program has ended.
func (o options) forward() (finish func(), err error) {
	if o.router == "" {
		return func() {}, nil
	}
	f := &forwarder{router: o.router, tag: o.tag, name: o.name}
	f.queue, f.sent, f.ending = make(chan []byte, 16<<10), make(chan struct{}), make(chan struct{})
	for index, source := range []string{"stdout", "stderr"} {
		if err := f.divert(index, source); err != nil {
			return nil, err
		}
	}
	go f.send()
	return f.finish, nil
}

// divert makes a pipe of an output of the helper, and so of all that it starts.
func (f *forwarder) divert(index int, source string) (err error) {
	output := index + 1
	if f.saved[index], err = syscall.Dup(output); err != nil {
		return err
	}
	syscall.CloseOnExec(f.saved[index])
	reader, writer, err := os.Pipe()
	if err != nil {
		return err
	}
	defer writer.Close()
	if err := syscall.Dup3(int(writer.Fd()), output, 0); err != nil {
		return err
	}
	f.readers.Go(func() { f.read(reader, source, f.saved[index]) })
	return nil
}

// read passes lines on to the container's own output and to the router.
func (f *forwarder) read(pipe io.Reader, source string, own int) {
	lines := bufio.NewReaderSize(pipe, longestLine)
	for {
		line, err := lines.ReadSlice('\n')
		if len(line) > 0 {
			writeAll(own, line)
			f.add(f.message(time.Now(), source, string(line)))
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return
		}
	}
}

func writeAll(file int, data []byte) {
	for len(data) > 0 {
		n, err := syscall.Write(file, data)
		if err != nil && err != syscall.EINTR {
			return
		}
		data = data[max(n, 0):]
	}
}

func (f *forwarder) add(message []byte) {
	size := int64(len(message))
	if f.waiting.Add(size) <= mostWaiting {
		select {
		case f.queue <- message:
			return
		default:
		}
	}
	f.waiting.Add(-size)
}

// send gives the router one message after the other. While it cannot be reached, they wait.
func (f *forwarder) send() {
	defer close(f.sent)
	var router net.Conn
	for message := range f.queue {
		for {
			var err error
			if router == nil {
				router, err = net.DialTimeout("tcp", f.router, time.Second)
			}
			if err == nil {
				router.SetWriteDeadline(time.Now().Add(flushTime))
				if _, err = router.Write(message); err == nil {
					break
				}
				router.Close()
				router = nil
			}
			select {
			case <-f.ending:
				return
			case <-time.After(200 * time.Millisecond):
			}
		}
		f.waiting.Add(-int64(len(message)))
	}
	if router != nil {
		router.Close()
	}
}

// finish waits until the router has all that was written, but not for ever: what the program has left
// behind may hold its output, and the router may be gone.
func (f *forwarder) finish() {
	for index, own := range f.saved {
		syscall.Dup3(own, index+1, 0)
	}
	patience := time.After(flushTime)
	read := make(chan struct{})
	go func() { f.readers.Wait(); close(f.queue); close(read) }()
	select {
	case <-read:
	case <-patience:
	}
	select {
	case <-f.sent:
	case <-patience:
	}
	close(f.ending)
}

// message is an event in MessagePack: tag, time and record, with the members that Docker's log driver
// for Fluentd has.
func (f *forwarder) message(now time.Time, source, line string) []byte {
	whole := strings.TrimSuffix(line, "\n")
	record := []string{"container_name", f.name, "source", source, "log", whole}
	if whole == line {
		record = append(record, "partial_message", "true")
	}
	data := packed([]byte{0x93}, f.tag)
	data = append(data, 0xd7, 0x00)
	data = binary.BigEndian.AppendUint32(data, uint32(now.Unix()))
	data = binary.BigEndian.AppendUint32(data, uint32(now.Nanosecond()))
	data = append(data, 0x80|byte(len(record)/2))
	for _, text := range record {
		data = packed(data, text)
	}
	return data
}

// packed appends a text as MessagePack has it.
func packed(data []byte, text string) []byte {
	if size := len(text); size < 32 {
		data = append(data, 0xa0|byte(size))
	} else {
		data = binary.BigEndian.AppendUint16(append(data, 0xda), uint16(size))
	}
	return append(data, text...)
}
