package deploy_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/generator/publish/deploy"
	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/storetest"
)

// story is a target, and a run on it that will be disturbed.
type story struct {
	name   string
	before pages // the site that readers come from
	make   func(*bench)
	run    func(*bench, store.Store) (*deploy.Result, error)
	after  pages
	grace  []string
}

func publishing(p pages) func(*bench, store.Store) (*deploy.Result, error) {
	return func(b *bench, st store.Store) (*deploy.Result, error) {
		return deploy.Publish(b.t.Context(), st, p.files(), b.o)
	}
}

var oldOnes = []string{"assets/font.one.woff2", "assets/style.one.css", "postmortems/old/index.html"}

// stories are every kind of run that writes.
func stories() []story {
	one, two := siteOne(), siteTwo()
	newOnes := []string{"assets/font.two.woff2", "assets/style.two.css"}
	for key := range two {
		if _, ok := one[key]; !ok && !slices.Contains(newOnes, key) {
			newOnes = append(newOnes, key)
		}
	}
	return []story{
		{"first", nil, func(*bench) {}, publishing(one), one, nil},
		{"every page", one, func(b *bench) { b.publish(one) }, publishing(two), two, oldOnes},
		{"at once gone", one.without("postmortems/old/index.html"), func(b *bench) { b.o.Grace = 0; b.publish(one) }, publishing(two), two, nil},
		{"deletes", two, func(b *bench) {
			b.publish(one)
			b.publish(two)
			b.m.Advance(2 * b.o.Grace)
		}, publishing(two), two, nil},
		{"rollback", two, func(b *bench) { b.publish(one); b.publish(two) },
			func(b *bench, st store.Store) (*deploy.Result, error) {
				return deploy.Rollback(b.t.Context(), st, 1, b.o)
			}, one, newOnes},
		{"forgetting", two, func(b *bench) {
			b.o.Keep.Releases = 2
			for range 2 {
				b.publish(one)
				b.publish(two)
			}
		}, publishing(one), one, newOnes},
		{"only headers", one, func(b *bench) { b.publish(one); b.o.Object = otherHeaders }, publishing(one), nil, nil},
	}
}

// begin makes a fresh target as the story wants it.
func (s story) begin(t *testing.T) *bench {
	b := newBench(t)
	s.make(b)
	return b
}

// mixed wants every object to be, byte for byte, one that the two sites have.
func (s story) mixed(b *bench) []string {
	var wrong []string
	for key, got := range served(b.m.Snapshot()) {
		old, hadOld := s.before[key]
		if !(hadOld && old == string(got.Body)) && s.after != nil && s.after[key] != string(got.Body) && !slices.Contains(oldOnes, key) {
			wrong = append(wrong, key+" is of neither site")
		}
	}
	return wrong
}

// state is what counts of a target: what is served, what the manifest says of
// it, which releases and old bytes there are. Times and ETags aside, and the
// lock of a run that died when its work was done: it ends by itself.
func state(t *testing.T, m *storetest.Memory) string {
	t.Helper()
	all := m.Snapshot()
	out := map[string]any{}
	for key, s := range all {
		if !strings.HasPrefix(key, store.Room) || strings.HasPrefix(key, store.Room+"objects/") {
			out[key] = fmt.Sprint(len(s.Body), s.Attributes)
		}
	}
	man, err := deploy.ReadManifest(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	for key, e := range man.Objects {
		out["manifest "+key] = fmt.Sprint(e.SHA256, e.Attributes, e.Gone.IsZero(), e.Last)
	}
	out["open"], out["owed"] = man.Open, man.Owed
	var ids []int
	for _, r := range man.Releases {
		ids = append(ids, r.ID, r.Files)
	}
	out["releases"], out["kept"] = ids, slices.Sorted(maps.Keys(man.Kept))
	text, err := json.MarshalIndent(out, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The process is stopped at every request in turn: before it has an effect,
// and after it with the answer lost; killed, or living on with an error. Then
// no reader meets anything broken, and one more run ends where an undisturbed
// one does.
func TestStoppedAtEveryRequest(t *testing.T) {
	outcomes := map[string]storetest.Outcome{"die": storetest.Die, "died": storetest.Died, "fail": storetest.Fail, "lost": storetest.Lost}
	for _, s := range stories() {
		t.Run(s.name, func(t *testing.T) {
			start := s.begin(t)
			clean := start.clone()
			client, count := storetest.Wrap(clean.m, nil)
			if _, err := s.run(clean, client); err != nil {
				t.Fatal(err)
			}
			if s.after != nil {
				clean.holds(s.after, s.grace...)
			}
			want := state(t, clean.m)
			for name, outcome := range outcomes {
				for n := 1; n <= count.Count(); n++ {
					s.disturb(start.clone(), want, fmt.Sprintf("%s at %d", name, n), func(i int, _, _ string) storetest.Outcome {
						if i == n {
							return outcome
						}
						return storetest.Pass
					})
				}
			}
		})
	}
}

// disturb runs the story with faults, looks, and runs it again without.
func (s story) disturb(b *bench, want, what string, fate func(int, string, string) storetest.Outcome) {
	t := b.t
	t.Helper()
	client, _ := storetest.Wrap(b.m, fate)
	_, err := s.run(b, client)
	if broken := append(whole(b.m, s.before), s.mixed(b)...); len(broken) > 0 {
		t.Fatalf("%s: (%v) %q", what, err, broken)
	}
	b.o.Nonce = "n2"
	if _, err := s.run(b, b.m); err != nil {
		t.Fatalf("%s: the next run: %v", what, err)
	}
	if got := state(t, b.m); got != want {
		t.Fatalf("%s: %v: the target ends otherwise:\n%s", what, err, cmp.Diff(want, got))
	}
}

// Faults by chance, many in a run, with several requests at once. The seeds
// are fixed.
func TestRandomFaults(t *testing.T) {
	for _, s := range stories() {
		t.Run(s.name, func(t *testing.T) {
			start := s.begin(t)
			clean := start.clone()
			if _, err := s.run(clean, clean.m); err != nil {
				t.Fatal(err)
			}
			want := state(t, clean.m)
			for seed := range uint64(20) {
				s.struggle(start.clone(), want, rand.New(rand.NewPCG(seed, 6)))
			}
		})
	}
}

// struggle tries until a run succeeds; each is disturbed less than the one
// before.
func (s story) struggle(b *bench, want string, chance *rand.Rand) {
	t := b.t
	t.Helper()
	b.o.Jobs = 1 + chance.IntN(6)
	b.o.Clock.Sleep = func(context.Context, time.Duration) error { b.m.Advance(5 * time.Second); return nil }
	for rate := 0.3; ; rate /= 2 {
		b.o.Nonce = fmt.Sprint("n", rate)
		client, _ := storetest.Wrap(b.m, func(int, string, string) storetest.Outcome {
			if chance.Float64() < rate {
				return storetest.Outcome(1 + chance.IntN(5))
			}
			return storetest.Pass
		})
		_, err := s.run(b, client)
		if broken := append(whole(b.m, s.before), s.mixed(b)...); len(broken) > 0 {
			t.Fatalf("(%v) %q", err, broken)
		}
		if err == nil && rate < 0.001 {
			break
		}
	}
	if got := state(t, b.m); got != want {
		t.Fatalf("the target ends otherwise:\n%s", cmp.Diff(want, got))
	}
}

// A crawler reads the whole site after every single write.
func TestNoBrokenLinkAtAnyMoment(t *testing.T) {
	for _, s := range stories() {
		t.Run(s.name, func(t *testing.T) {
			b := s.begin(t)
			b.o.Jobs = 4
			client, f := storetest.Wrap(b.m, nil)
			var looks atomic.Int32
			f.After = func(op, key string) {
				if op == "list" || op == "get" || op == "head" {
					return
				}
				looks.Add(1)
				if broken := append(whole(b.m, s.before), s.mixed(b)...); len(broken) > 0 {
					t.Errorf("after %s %s: %q", op, key, broken)
				}
			}
			if _, err := s.run(b, client); err != nil || looks.Load() < 5 {
				t.Fatalf("%v after %d looks", err, looks.Load())
			}
		})
	}
}
