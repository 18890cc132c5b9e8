package deploy_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/publish/deploy"
	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/storetest"
)

// refused publishes and wants a problem of the kind, and nothing written.
func (b *bench) refused(kind string, p pages, words ...string) *deploy.Result {
	b.t.Helper()
	before := state(b.t, b.m)
	r, err := deploy.Publish(b.t.Context(), b.m, p.files(), b.o)
	b.problem(err, kind, words...)
	if r != nil && r.Written {
		b.t.Error("something was written")
	}
	if after := state(b.t, b.m); after != before {
		b.t.Error("the target was changed")
	}
	return r
}

// problem wants what a person can mend, with a hint.
func (b *bench) problem(err error, kind string, words ...string) {
	b.t.Helper()
	var p *store.Problem
	if !errors.As(err, &p) || p.Kind != kind || p.Hint == "" {
		b.t.Fatalf("got %v (%+v), want a problem of the kind %q with a hint", err, p, kind)
	}
	for _, w := range words {
		if !strings.Contains(p.Error()+" "+p.Hint, w) {
			b.t.Errorf("%q (%q) does not say %q", p.Error(), p.Hint, w)
		}
	}
}

var theirs = store.Attributes{ContentType: "text/plain"}

func TestFilesOfOthersAreNeverTouched(t *testing.T) {
	b := newBench(t)
	others := map[string]string{"aaa.txt": "1", "2026-q3/their file.html": "2", "zzz/über.html": "3", "~notes": "4", "ünder.html": "5"}
	for key, body := range others {
		b.m.Set(key, []byte(body), theirs)
	}
	b.o.Grace = 0
	b.publish(siteOne())
	b.publish(siteTwo())
	b.rollback(1)
	b.publish(siteTwo())
	for key, body := range others {
		if got := b.m.Snapshot()[key]; string(got.Body) != body || got.Attributes.ContentType != "text/plain" {
			t.Errorf("%s is %q", key, got.Body)
		}
	}
	if r := b.publish(siteTwo()); r.Plan.Count(deploy.Foreign) != 4 { // ünder.html sorts behind the state, and is not looked at
		t.Errorf("%d objects of others are listed", r.Plan.Count(deploy.Foreign))
	}
}

func TestAnObjectOfOthersInTheWayIsRefused(t *testing.T) {
	b := newBench(t)
	b.m.Set("index.html", []byte("their home"), theirs)
	b.m.Set("robots.txt", []byte("their robots"), theirs)
	b.refused("foreign", siteOne(), "2 objects", "index.html", "--adopt")
	b.o.Adopt = true
	r := b.publish(siteOne())
	b.holds(siteOne())
	if r.Plan.Count(deploy.Adopted) != 2 {
		t.Errorf("planned %s", reasons(r.Plan))
	}
}

// A name that begins with other than ASCII sorts behind the target's own
// state; it is found, compared and kept from harm all the same.
func TestNamesBehindTheState(t *testing.T) {
	b := newBench(t)
	p := siteOne().with(pages{"über/index.html": "one", "~tilde.html": "one"})
	b.publish(p)
	b.holds(p)
	if r := b.publish(p); r.Written {
		t.Errorf("planned again: %s", reasons(r.Plan))
	}
	b.m.Set("日本.html", []byte("theirs"), theirs)
	b.refused("foreign", p.with(pages{"日本.html": "ours"}), "日本.html")
	b.o.Grace = 0
	b.publish(p.without("über/index.html"))
	if _, ok := b.m.Snapshot()["über/index.html"]; ok {
		t.Error("über/index.html is still there")
	}
}

func TestWhatOthersDidToOursIsMended(t *testing.T) {
	b := newBench(t)
	one := siteOne()
	b.publish(one)
	b.m.Set("2026-q3/index.html", []byte("vandalised"), theirs)
	b.m.Set("2026-q2/index.html", []byte(one["2026-q2/index.html"]), theirs) // the same bytes and ETag
	b.m.Remove("teams/search/index.html")
	r := b.publish(one)
	b.holds(one)
	want := `{"altered":["2026-q2/index.html","2026-q3/index.html"],"missing":["teams/search/index.html"]}`
	if got := reasons(r.Plan); got != want {
		t.Errorf("planned %s, want %s", got, want)
	}
	if r.Released != nil || r.Uploaded != 3 {
		t.Errorf("released %+v, uploaded %d; mending makes no release", r.Released, r.Uploaded)
	}
}

// Someone puts a file of their own where one of ours was given up.
func TestAGoneObjectThatOthersTookIsTheirs(t *testing.T) {
	b := newBench(t)
	b.publish(siteOne())
	b.publish(siteTwo())
	b.m.Set("postmortems/old/index.html", []byte("theirs now"), theirs)
	b.m.Advance(3 * b.o.Grace)
	b.publish(siteTwo())
	if got := string(b.m.Snapshot()["postmortems/old/index.html"].Body); got != "theirs now" {
		t.Errorf("their file is %q", got)
	}
	b.holds(siteTwo(), "postmortems/old/index.html")
}

// Someone writes between the plan and the upload.
func TestAChangeDuringThePublishIsNotOverwritten(t *testing.T) {
	b := newBench(t)
	b.publish(siteOne())
	client, f := storetest.Wrap(b.m, nil)
	f.After = func(op, key string) {
		if op == "put" && key == "assets/style.two.css" {
			b.m.Set("teams/search/index.html", []byte("theirs"), theirs)
		}
	}
	_, err := deploy.Publish(t.Context(), client, siteTwo().files(), b.o)
	b.problem(err, "changed", "teams/search/index.html")
	if got := string(b.m.Snapshot()["teams/search/index.html"].Body); got != "theirs" {
		t.Errorf("it was overwritten with %q", got)
	}
	b.publish(siteTwo())
	b.holds(siteTwo(), oldOnes...)
}

func TestTheDeleteLimitRefusesBeforeAnythingIsWritten(t *testing.T) {
	b := newBench(t)
	p := pages{"index.html": "home", "api/build.json": "{}"}
	for i := range 98 {
		p["p/"+string(rune('a'+i/26))+string(rune('a'+i%26))+".html"] = "x"
	}
	b.publish(p) // 100 objects
	few := pages{"index.html": "new home", "api/build.json": "{}"}
	for _, c := range []struct {
		limit string
		grace time.Duration
		says  string
	}{
		{"97", time.Hour, "98 of the 100 objects"},
		{"97%", time.Hour, "(97%) allows 97"},
		{"0%", 0, "allows 0"},
		{"97", 0, "--max-deletes 98"},
		{"", 0, "(25%) allows 25"},
	} {
		b.o.MaxDeletes, b.o.Grace = deploy.Limit{}, c.grace
		if c.limit != "" {
			limit, err := deploy.ParseLimit(c.limit)
			if err != nil {
				t.Fatal(err)
			}
			b.o.MaxDeletes = limit
		}
		b.refused("limit", few, c.says)
	}
	b.o.MaxDeletes = deploy.Limit{Count: 98, Stated: true}
	if r := b.publish(few); r.Deleted != 98 {
		t.Errorf("deleted %d", r.Deleted)
	}
}

// Deletes that were permitted when they went are not counted again when they
// are due.
func TestWhatIsDueWasCountedWhenItWent(t *testing.T) {
	b := newBench(t)
	b.publish(siteOne())
	b.publish(siteTwo())
	b.m.Advance(2 * b.o.Grace)
	b.o.MaxDeletes = deploy.Limit{Count: 0, Stated: true}
	if r := b.publish(siteTwo()); r.Deleted != 3 {
		t.Errorf("deleted %d", r.Deleted)
	}
}

func TestAPageThatIsLinkedToIsNotDeleted(t *testing.T) {
	b := newBench(t)
	b.o.Grace = 0
	one := siteOne()
	b.publish(one)
	two := one.without("postmortems/old/index.html", "robots.txt") // the list still leads to it
	r := b.publish(two)
	b.holds(two, "postmortems/old/index.html")
	if r.Deleted != 1 || r.Plan.Count(deploy.Linked) != 1 {
		t.Errorf("deleted %d, planned %s", r.Deleted, reasons(r.Plan))
	}
	three := two.with(pages{"postmortems/index.html": "nothing"})
	home := three["index.html"]
	three["index.html"] = strings.ReplaceAll(home, `<a href="/postmortems/old/">x</a>`, "")
	b.publish(three)
	b.holds(three)
}

func TestADryRunChangesNothingAndProvesPermission(t *testing.T) {
	b := newBench(t)
	b.publish(siteOne())
	b.o.DryRun = true
	r := b.refusedNothing(siteTwo())
	if r.Plan.Count(deploy.Content) == 0 || r.Plan.Count(deploy.Gone) != 3 {
		t.Errorf("planned %s", reasons(r.Plan))
	}
	denied := errors.New("403")
	for _, op := range []string{"put", "delete"} {
		b.m.Deny = func(o, key string) error {
			if o == op {
				return &store.Problem{Kind: "permission", Message: "may not " + op + " " + key, Hint: "grant it", Err: denied}
			}
			return nil
		}
		b.refused("permission", siteTwo(), "may not "+op)
	}
}

// refusedNothing is a dry run that must succeed and change nothing.
func (b *bench) refusedNothing(p pages) *deploy.Result {
	b.t.Helper()
	before := state(b.t, b.m)
	r := b.publish(p)
	if after := state(b.t, b.m); after != before || r.Written {
		b.t.Error("the target was changed")
	}
	return r
}

// Without the right to delete, the site is published whole and the failure is
// loud.
func TestNoPermissionToDelete(t *testing.T) {
	b := newBench(t)
	b.o.Grace = 0
	b.publish(siteOne())
	b.m.Deny = func(op, key string) error {
		if op == "delete" && !strings.HasPrefix(key, store.Room) {
			return &store.Problem{Kind: "permission", Message: "may not delete " + key, Hint: "grant it"}
		}
		return nil
	}
	r, err := deploy.Publish(t.Context(), b.m, siteTwo().files(), b.o)
	var left *deploy.Incomplete
	if b.problem(err, "permission", "(postmortems/old/index.html) could not be deleted"); !errors.As(err, &left) || r.Released == nil {
		t.Errorf("%v, released %v", err, r.Released)
	}
	b.holds(siteTwo(), oldOnes...)
	b.m.Deny = nil
	b.publish(siteTwo())
	b.holds(siteTwo())
}

func TestAnInterruptEndsTheRunWithItsCause(t *testing.T) {
	b := newBench(t)
	b.publish(siteOne())
	why := errors.New("interrupted")
	ctx, cancel := context.WithCancelCause(t.Context())
	client, f := storetest.Wrap(b.m, nil)
	f.After = func(op, key string) {
		if op == "put" && key == "teams/search/index.html" {
			cancel(why)
		}
	}
	r, err := deploy.Publish(ctx, client, siteTwo().files(), b.o)
	if !errors.Is(err, why) || !r.Written {
		t.Errorf("%v", err)
	}
	if _, locked := b.m.Snapshot()[store.Room+"lock.json"]; locked {
		t.Error("the lock was left")
	}
	b.publish(siteTwo())
	b.holds(siteTwo(), oldOnes...)
}
