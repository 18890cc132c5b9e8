package faulttest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"quarterdeck/generator/publish/deploy"
	"quarterdeck/generator/publish/storetest"
	"quarterdeck/generator/publish/wire"
)

// impatient are limits that let a broken line be noticed quickly, and one that
// stays broken be given up.
func impatient() wire.Options {
	return wire.Options{Idle: 500 * time.Millisecond, Budget: 10 * time.Second, Sleep: func(ctx context.Context, d time.Duration) error { return pause(ctx, d/20) }}
}

// TestBadLines publishes edition after edition over lines that break. Whatever
// becomes of a publish, the site is whole; once the line is good, the next one
// finishes the work.
func TestBadLines(t *testing.T) {
	for _, cloud := range clouds {
		t.Run(cloud.name, func(t *testing.T) { badLines(t, cloud.start(t)) })
	}
}

// line is a way for connections to fail.
type line struct {
	name   string
	toxics []storetest.Toxic
	must   bool // a publish gets through all the same
}

func lines() []line {
	return []line{
		{"latency", []storetest.Toxic{storetest.Latency(40, 20)}, true},
		{"10 % of connections reset", []storetest.Toxic{storetest.Resets(0.1)}, true},
		{"50 % of connections reset", []storetest.Toxic{storetest.Resets(0.5)}, true},
		{"a third black holes", []storetest.Toxic{storetest.BlackHole(0.33)}, true},
		{"all black holes", []storetest.Toxic{storetest.BlackHole(1)}, false},
		{"answers cut after 3,000 bytes", []storetest.Toxic{storetest.Cut(1, 3_000)}, false},
		{"requests cut after 30,000 bytes", []storetest.Toxic{storetest.CutSent(1, 30_000)}, false},
		{"everything at once", []storetest.Toxic{storetest.Latency(10, 10), storetest.Resets(0.1), storetest.Cut(0.3, 5_000),
			storetest.CutSent(0.3, 50_000)}, false},
	}
}

func badLines(t *testing.T, cloud storetest.Cloud) {
	proxy := storetest.NewProxy(t, cloud.Host)
	direct := mustOpen(t, cloud.Address("site"), wire.Options{})
	publish(t, direct, edition(1), "first")
	n := 1
	for range soak() {
		for _, line := range lines() {
			n++
			st := mustOpen(t, cloud.Through("site", proxy.Host), impatient())
			for _, x := range line.toxics {
				proxy.Add(t, x)
			}
			r, err := deploy.Publish(t.Context(), st, edition(n).files(), options(line.name))
			t.Logf("%s: %d requests, error %v", line.name, r.Requests, err)
			proxy.Heal(t)
			if err != nil && line.must {
				t.Errorf("%s: %v", line.name, err)
			}
			whole(t, direct, line.name)
			publish(t, direct, edition(n), line.name+", mended")
			holds(t, direct, edition(n))
			whole(t, direct, line.name+", mended")
		}
	}
}

// TestLossyLine loses one request in four before the server sees it, and the
// answer to one in four after it was carried out: the lock's, the manifest's
// and the pages' among them.
func TestLossyLine(t *testing.T) {
	for _, cloud := range clouds {
		t.Run(cloud.name, func(t *testing.T) {
			c := cloud.start(t)
			middle := storetest.NewMiddle(t, c.Host)
			lossy := mustOpen(t, c.Through("site", middle.Host), impatient())
			direct := mustOpen(t, c.Address("site"), wire.Options{})
			publish(t, direct, edition(1), "first")
			chance := rand.New(rand.NewPCG(1, 2))
			middle.Meddle(func(*http.Request) storetest.Meddling {
				switch chance.IntN(8) {
				case 0, 1:
					return storetest.Meddling{DropRequest: true}
				case 2, 3:
					return storetest.Meddling{DropAnswer: true}
				case 4:
					return storetest.Meddling{Cut: 1 + chance.IntN(2_000)}
				}
				return storetest.Meddling{}
			})
			for n := range 3 * soak() {
				nonce := fmt.Sprint("lossy", n)
				r, err := deploy.Publish(t.Context(), lossy, edition(2+n).files(), options(nonce))
				t.Logf("%d requests, error %v", r.Requests, err)
				whole(t, direct, nonce)
				publish(t, direct, edition(2+n), nonce+" again")
				holds(t, direct, edition(2+n))
			}
		})
	}
}
