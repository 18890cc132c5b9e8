package faulttest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"

	"quarterdeck/generator/publish/deploy"
	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/wire"
)

// The environment that makes this program a publisher instead of a test.
const (
	childAddress = "QUARTERDECK_FAULTTEST_ADDRESS"
	childEdition = "QUARTERDECK_FAULTTEST_EDITION"
	childNonce   = "QUARTERDECK_FAULTTEST_NONCE"
)

func TestMain(m *testing.M) {
	if address := os.Getenv(childAddress); address != "" {
		os.Exit(child(address))
	}
	os.Exit(m.Run())
}

// child publishes and says a line at every step, so that it can be killed
// there.
func child(address string) int {
	n, err := strconv.Atoi(os.Getenv(childEdition))
	if err != nil {
		return 64
	}
	st, err := open(context.Background(), address, wire.Options{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println("begin")
	if _, err := deploy.Publish(context.Background(), talking{st}, edition(n).files(), hasty(os.Getenv(childNonce))); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println("end")
	return 0
}

// hasty deletes what is gone after a second, so that deletions are cut off too.
func hasty(nonce string) deploy.Options {
	o := options(nonce)
	o.Grace = time.Second
	return o
}

// talking says a line before and after everything that is asked of a store.
type talking struct{ store.Store }

func say(op, key string) func() {
	fmt.Println(op, key)
	return func() { fmt.Println(op, key, "done") }
}

func (s talking) List(ctx context.Context, after string, each func([]store.Object) bool) error {
	defer say("list", after)()
	return s.Store.List(ctx, after, each)
}

func (s talking) Put(ctx context.Context, key string, c store.Content, a store.Attributes, when store.Condition) (store.Object, error) {
	defer say("put", key)()
	return s.Store.Put(ctx, key, c, a, when)
}

func (s talking) Copy(ctx context.Context, from, to string, a store.Attributes, ifSource string) (store.Object, error) {
	defer say("copy", from)()
	return s.Store.Copy(ctx, from, to, a, ifSource)
}

func (s talking) Delete(ctx context.Context, keys []string, when map[string]string) map[string]error {
	defer say("delete", fmt.Sprint(keys))()
	return s.Store.Delete(ctx, keys, when)
}

// kill runs a publisher and kills it, as by kill -9, when it has said so many
// lines. It returns how many it said and the last one.
func kill(t *testing.T, address string, n, after int, nonce string) (said int, last string) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), childAddress+"="+address, childEdition+"="+strconv.Itoa(n), childNonce+"="+nonce)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	lines := bufio.NewScanner(out)
	for said < after && lines.Scan() {
		said++
		last = lines.Text()
	}
	_ = cmd.Process.Kill() // it may have ended
	_, _ = io.Copy(io.Discard, out)
	_ = cmd.Wait()
	return said, last
}

// TestKilled kills the publishing process at every phase. Each time the site is
// whole, and the next publish finishes the work.
func TestKilled(t *testing.T) {
	for _, cloud := range clouds {
		t.Run(cloud.name, func(t *testing.T) {
			c := cloud.start(t)
			rounds := 6 * soak()
			if cloud.name == "s3" {
				rounds = 24 * soak()
			}
			const sites = 4 // side by side, for most of the time is waiting for locks
			var wait sync.WaitGroup
			for i := range sites {
				address := c.Address(fmt.Sprint("site", i))
				st := mustOpen(t, address, wire.Options{})
				wait.Go(func() { killed(t, address, st, i, sites, rounds) })
			}
			wait.Wait()
		})
	}
}

// killed is one of the sites: round after round an edition replaces the one
// before, by a process that is killed later in its work each time.
func killed(t *testing.T, address string, st store.Store, first, step, rounds int) {
	if _, err := again(t.Context(), st, edition(0), hasty("first")); err != nil {
		t.Error(err)
		return
	}
	// The whole way, to know how many lines there are.
	all, last := kill(t, address, 1, 1<<30, "whole")
	if last != "end" {
		t.Errorf("the publisher ended with %q", last)
		return
	}
	for round := first; round < rounds && !t.Failed(); round += step {
		n := 2 + round
		after := 1 + round*(all-2)/(rounds-1)
		said, last := kill(t, address, n, after, fmt.Sprint("killed ", round))
		when := fmt.Sprintf("round %d, killed after line %d of %d (%s)", round, said, all, last)
		t.Log(when)
		whole(t, st, when)
		if _, err := again(t.Context(), st, edition(n), hasty(fmt.Sprint("next ", round))); err != nil {
			t.Errorf("%s: the next publish: %v", when, err)
			return
		}
		holds(t, st, edition(n))
		whole(t, st, when+", mended")
	}
}
