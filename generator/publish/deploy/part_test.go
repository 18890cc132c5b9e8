package deploy_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"quarterdeck/generator/publish/deploy"
	"quarterdeck/generator/publish/store"
)

func (b *bench) part(words ...string) {
	b.t.Helper()
	p, err := deploy.ParsePart(words)
	if err != nil {
		b.t.Fatal(err)
	}
	b.o.Part = p
}

// changedKeys are those that differ between two states of the target.
func changedKeys(before, after pages) []string {
	var out []string
	for key, body := range after {
		if before[key] != body {
			out = append(out, key)
		}
	}
	slices.Sort(out)
	return out
}

func (b *bench) text() pages {
	out := pages{}
	for key, s := range served(b.m.Snapshot()) {
		out[key] = string(s.Body)
	}
	return out
}

func TestAPartBringsOnlyItsPagesAndWhatTheyNeed(t *testing.T) {
	style := []string{"assets/font.two.woff2", "assets/style.two.css"}
	for words, want := range map[string][]string{
		// Its pages of the quarters, its data, its page over time; and what they
		// lead to that the target has not got: the new quarter, whose index leads
		// to the other team's new page with its data.
		"team=checkout": {"2026-q2/checkout/index.html", "2026-q2/checkout/spend.csv", "2026-q3/checkout/index.html", "2026-q3/checkout/spend.csv",
			"2026-q4/checkout/index.html", "2026-q4/checkout/spend.csv", "2026-q4/index.html", "2026-q4/search/index.html", "2026-q4/search/spend.csv",
			"api/2026-q2/checkout.json", "api/2026-q3/checkout.json", "api/2026-q4/checkout.json", "teams/checkout/index.html"},
		"quarter=2026-Q3": {"2026-q3/checkout/index.html", "2026-q3/checkout/spend.csv", "2026-q3/index.html", "2026-q3/search/index.html", "2026-q3/search/spend.csv",
			"api/2026-q3/checkout.json", "api/2026-q3/search.json"},
		"team=checkout quarter=2026-q3": {"2026-q3/checkout/index.html", "2026-q3/checkout/spend.csv", "api/2026-q3/checkout.json"},
		"team=checkout team=search quarter=2026-q2": {"2026-q2/checkout/index.html", "2026-q2/checkout/spend.csv", "2026-q2/search/index.html", "2026-q2/search/spend.csv",
			"api/2026-q2/checkout.json", "api/2026-q2/search.json"},
	} {
		t.Run(words, func(t *testing.T) {
			b := newBench(t)
			b.publish(siteOne())
			before := b.text()
			b.o.Grace = 0
			b.part(strings.Fields(words)...)
			r := b.publish(siteTwo())
			got := changedKeys(before, b.text())
			if want := append(slices.Clone(want), style...); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
				t.Errorf("changed %q\nwant %q", got, slices.Sorted(slices.Values(want)))
			}
			if r.Deleted > 0 || len(b.text()) < len(before) || r.Released.Part != strings.ToLower(words) {
				t.Errorf("deleted %d, released %+v", r.Deleted, r.Released)
			}
			if broken := whole(b.m, siteOne()); len(broken) > 0 {
				t.Errorf("broken: %q", broken)
			}
			if r := b.publish(siteTwo()); r.Written {
				t.Errorf("written again: %s", reasons(r.Plan))
			}
			// The manifest is true: the whole site follows as if nothing had been.
			b.o.Part = deploy.Part{}
			if r := b.publish(siteTwo()); r.Uploaded != len(siteTwo())-len(got) {
				t.Errorf("%d were uploaded after the %d of the part", r.Uploaded, len(got))
			}
			b.holds(siteTwo())
			b.rollback(2)
			if broken := whole(b.m, siteOne()); len(broken) > 0 {
				t.Errorf("rolled back to the part: %q", broken)
			}
		})
	}
}

// What is gone and in its grace period comes back when a part needs it.
func TestAPartBringsBackWhatItLinksTo(t *testing.T) {
	b := newBench(t)
	b.publish(siteOne())
	b.publish(siteTwo())
	b.part("team=search", "quarter=2026-q2")
	b.publish(siteOne())
	b.o.Part = deploy.Part{}
	b.m.Advance(2 * b.o.Grace)
	b.part("team=checkout", "quarter=2026-q2")
	b.publish(siteTwo())
	if broken := whole(b.m, siteTwo()); len(broken) > 0 {
		t.Errorf("broken: %q", broken)
	}
}

func TestAPartOfNothing(t *testing.T) {
	b := newBench(t)
	b.publish(siteOne())
	b.part("team=chekout")
	b.refused("refused", siteTwo(), "no page of the team chekout")
	b.part("quarter=2031-q1")
	b.refused("refused", siteTwo(), "quarter 2031-q1")
	for _, words := range [][]string{{"team="}, {"checkout"}, {"service=x"}} {
		if _, err := deploy.ParsePart(words); err == nil {
			t.Errorf("%q is taken", words)
		}
	}
}

// A part on an empty target brings all that it leads to.
func TestAPartFirst(t *testing.T) {
	b := newBench(t)
	b.part("team=checkout")
	b.publish(siteOne())
	if broken := whole(b.m, nil); len(broken) > 0 || b.text()["index.html"] == "" {
		t.Errorf("broken: %q", broken)
	}
}

// cdn is told, or fails.
type cdn struct {
	told [][]string
	fail int // how many times
}

func (c *cdn) String() string { return "the cache" }

func (c *cdn) Invalidate(_ context.Context, paths []string) error {
	if c.fail > 0 {
		c.fail--
		return errors.New("503")
	}
	c.told = append(c.told, paths)
	return nil
}

func TestTheCDNIsToldOfWhatChangedAlone(t *testing.T) {
	b := newBench(t)
	c := &cdn{}
	b.o.CDN, b.o.BasePath = c, "/reports"
	p := pages{"index.html": "<a href='/reports/a%20b/'>x</a>", "a b/index.html": "1", "data/ü+.csv": "1", "assets/x.css": "1"}
	b.publish(p)
	if len(c.told) != 0 {
		t.Errorf("told %q of a first publish", c.told)
	}
	b.o.Grace = 0
	two := p.with(pages{"a b/index.html": "2", "data/ü+.csv": "2", "new.html": "new", "assets/y.0123456789.css": "2"}).without("assets/x.css")
	b.publish(two)
	// A new page may be cached as missing; an asset named after its content cannot.
	want := "/reports/a%20b/ /reports/a%20b/index.html /reports/assets/x.css /reports/data/%C3%BC+.csv /reports/new.html"
	if len(c.told) != 1 || strings.Join(c.told[0], " ") != want {
		t.Errorf("told %q, want %q", c.told, want)
	}
	b.publish(two)
	if len(c.told) != 1 {
		t.Error("told again without a change")
	}
}

func TestWhatTheCDNCouldNotBeToldStaysOwed(t *testing.T) {
	b := newBench(t)
	c := &cdn{}
	b.o.CDN = c
	p := pages{"index.html": "1", "a.html": "1"}
	b.publish(p)
	c.fail = 100
	two := p.with(pages{"a.html": "2"})
	r, err := deploy.Publish(t.Context(), b.m, two.files(), b.o)
	var left *deploy.Incomplete
	b.problem(err, "owed", "a.html", "the cache could not be told", "the next publish tells it first")
	if !errors.As(err, &left) || r.Released == nil {
		t.Errorf("%v: the publish itself is complete", err)
	}
	b.holds(two)
	if c.fail > 98 {
		t.Errorf("it was tried %d times", 100-c.fail)
	}

	c.fail = 0
	b.publish(two) // nothing changed
	if len(c.told) != 1 || strings.Join(c.told[0], " ") != "/a.html" {
		t.Errorf("told %q", c.told)
	}
	if r := b.publish(two); r.Written || len(c.told) != 1 {
		t.Error("it was told twice")
	}

	c.fail = 100
	_, err = deploy.Publish(t.Context(), b.m, p.files(), b.o)
	b.problem(err, "owed")
	c.fail = 0
	b.publish(p.with(pages{"index.html": "3"})) // first what is owed, then what changed
	if got := len(c.told); got != 3 || c.told[1][0] != "/a.html" || c.told[2][0] != "/" {
		t.Errorf("told %q", c.told)
	}
}

// A run that is killed after it wrote a page leaves word that the CDN has an
// old one.
func TestAKilledRunLeavesItsDebt(t *testing.T) {
	p := pages{"index.html": "1", "a.html": "1"}
	two := p.with(pages{"a.html": "2"})
	for _, at := range []string{"a.html", store.Room + "releases/000002.json.gz"} {
		b := newBench(t)
		c := &cdn{}
		b.o.CDN = c
		b.publish(p)
		client, _ := wrapKill(b, at)
		_, _ = deploy.Publish(t.Context(), client, two.files(), b.o) // dies
		b.o.Nonce = "n2"
		b.publish(two)
		if n := len(c.told); n == 0 || strings.Join(c.told[n-1], " ") != "/a.html" {
			t.Errorf("killed at %s: told %q", at, c.told)
		}
	}
}
