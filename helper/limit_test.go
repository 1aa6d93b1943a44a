package main

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

func TestSetsLimitsForTheProgramAndBecomesIt(t *testing.T) {
	script := "echo $$ $(ulimit -Sn) $(ulimit -Hn) $(ulimit -Sc) $(ulimit -Sf) $(ulimit -Hf); exit 3"
	p := start(t, "limit", "nofile=100:200", "core=0:0", "fsize=-1:-1", "--", "bash", "-c", script)
	code := p.code()
	want := strconv.Itoa(p.Process.Pid) + " 100 200 0 unlimited unlimited\n"
	if code != 3 || p.out.String() != want {
		t.Errorf("exit code %d, output %q, not %q", code, &p.out, want)
	}
}

func TestTheLastOfTwoLimitsOfOneNameIsSet(t *testing.T) {
	p := start(t, "limit", "nofile=100:200", "nofile=50:60", "--", "sh", "-c", "ulimit -n")
	if p.code(); p.out.String() != "50\n" {
		t.Errorf("output %q", &p.out)
	}
}

func TestEveryLimitOfECSIsKnownToTheKernel(t *testing.T) {
	for name, number := range resources {
		limits, _ := os.ReadFile("/proc/self/limits")
		line := strings.Split(string(limits), "\n")[1+number]
		words := map[string]string{
			"cpu": "Max cpu time", "fsize": "Max file size", "data": "Max data size", "stack": "Max stack size",
			"core": "Max core file size", "rss": "Max resident set", "nproc": "Max processes", "nofile": "Max open files",
			"memlock": "Max locked memory", "locks": "Max file locks", "sigpending": "Max pending signals",
			"msgqueue": "Max msgqueue size", "nice": "Max nice priority", "rtprio": "Max realtime priority",
			"rttime": "Max realtime timeout",
		}[name]
		if words == "" || !strings.HasPrefix(line, words) {
			t.Errorf("%s is number %d, where the kernel has %q", name, number, line)
		}
	}
}

// Nobody may open more files than fs.nr_open says, whatever rights they have.
func TestComesAsNearToALimitAsItMayAndSaysSo(t *testing.T) {
	text, err := os.ReadFile("/proc/sys/fs/nr_open")
	most, _ := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || most == 0 {
		t.Skip("this machine does not tell fs.nr_open")
	}
	asked := strconv.Itoa(most + 1)
	p := start(t, "limit", "nofile=64:"+asked, "--", "sh", "-c", "echo $(ulimit -Sn) $(ulimit -Hn)")
	hard := p.code()
	lines := strings.Split(p.out.String(), "\n")
	if hard != 0 || !strings.Contains(lines[0], "ulimit nofile: no more than ") || !strings.Contains(lines[0], asked) {
		t.Errorf("exit code %d, output %q", hard, &p.out)
	}
	if !strings.HasPrefix(lines[1], "64 ") || strings.HasSuffix(lines[1], " "+asked) {
		t.Errorf("the limits are %q", lines[1])
	}
}

func TestAProgramWithLimitsThatCannotBeRun(t *testing.T) {
	for _, one := range []struct {
		want int
		args []string
	}{
		{127, []string{"limit", "nofile=64:64", "--", "no-such-program"}},
		{126, []string{"limit", "nofile=64:64", "--", "/"}},
		{125, []string{"limit", "nofile=64:64"}},
		{125, []string{"limit", "nofile=64:64", "--"}},
		{125, []string{"limit", "nofiles=64:64", "--", "true"}},
		{125, []string{"limit", "nofile=64", "--", "true"}},
		{125, []string{"limit", "nofile=65:64", "--", "true"}},
		{127, []string{"run", "--", "env", act + "=1", os.Args[0], "limit", "nofile=64:64", "--", "no-such-program"}},
	} {
		if got := start(t, one.args...).code(); got != one.want {
			t.Errorf("%q: exit code %d, not %d", one.args, got, one.want)
		}
	}
}
