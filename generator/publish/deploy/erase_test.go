package deploy_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"quarterdeck/generator/publish/deploy"
	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/storetest"
)

// keysOf are what a target holds.
func keysOf(m *storetest.Memory) []string {
	var out []string
	for key := range m.Snapshot() {
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}

func TestEraseTakesAwayOursAndNothingElse(t *testing.T) {
	b := newBench(t)
	put := func(key, body string) { b.m.Set(key, []byte(body), store.Attributes{ContentType: "text/plain"}) }
	put("others/notes.txt", "not ours")
	put("~zeta/behind-the-room.txt", "not ours")
	b.publish(siteOne())
	b.publish(siteTwo())
	put("robots.txt", "someone else's by now")

	b.o.DryRun = true
	before := keysOf(b.m)
	if r, err := deploy.Erase(t.Context(), b.m, b.o); err != nil || r.Written || !slices.Equal(before, keysOf(b.m)) {
		t.Errorf("a dry run deleted something: %v, %+v", err, r)
	}
	b.o.DryRun = false
	if _, err := deploy.Erase(t.Context(), b.m, b.o); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(keysOf(b.m), " "); got != "others/notes.txt robots.txt ~zeta/behind-the-room.txt" {
		t.Errorf("there are left: %s", got)
	}
	if r, err := deploy.Erase(t.Context(), b.m, b.o); err != nil || r.Deleted != 0 {
		t.Errorf("a second time: %v, deleted %d", err, r.Deleted)
	}
}

// Killed at any request, before or after its effect, the next run takes away
// the rest. All that may stay is a lock, which ends by itself.
func TestEraseCanBeStoppedAnywhere(t *testing.T) {
	b := newBench(t)
	b.publish(siteOne())
	b.publish(siteTwo())
	clean := b.clone()
	client, count := storetest.Wrap(clean.m, nil)
	if _, err := deploy.Erase(t.Context(), client, clean.o); err != nil || len(keysOf(clean.m)) > 0 {
		t.Fatal(err, keysOf(clean.m))
	}
	for _, outcome := range []storetest.Outcome{storetest.Die, storetest.Died, storetest.Fail, storetest.Lost} {
		for n := 1; n <= count.Count(); n++ {
			c := b.clone()
			client, _ := storetest.Wrap(c.m, func(i int, _, _ string) storetest.Outcome {
				if i == n {
					return outcome
				}
				return storetest.Pass
			})
			_, _ = deploy.Erase(t.Context(), client, c.o) // the stop is the point
			c.o.Nonce = "n2"
			if _, err := deploy.Erase(t.Context(), c.m, c.o); err != nil {
				t.Fatalf("%v at request %d: the next run: %v", outcome, n, err)
			}
			if left := strings.Join(keysOf(c.m), " "); left != "" && left != store.Room+"lock.json" {
				t.Errorf("%v at request %d: there are left %s", outcome, n, left)
			}
		}
	}
}

func TestEraseWaitsForARunningPublish(t *testing.T) {
	b := newBench(t)
	b.publish(siteOne())
	b.m.Set(store.Room+"lock.json", []byte(`{"nonce":"other","seconds":86400}`), store.Attributes{})
	var p *store.Problem
	if _, err := deploy.Erase(t.Context(), b.m, b.o); !errors.As(err, &p) || p.Kind != "locked" {
		t.Errorf("%v", err)
	}
	b.holds(siteOne())
}
