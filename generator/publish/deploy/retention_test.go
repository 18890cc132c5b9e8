package deploy_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"quarterdeck/generator/publish/deploy"
	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/storetest"
	"quarterdeck/generator/publish/web"
	"quarterdeck/generator/site"
)

// diesAfter is a client that dies when an operation on a key is done.
func (b *bench) diesAfter(op, key string) store.Store {
	client, _ := storetest.Wrap(b.m, func(_ int, o, k string) storetest.Outcome {
		if o == op && strings.HasPrefix(k, key) {
			return storetest.Died
		}
		return storetest.Pass
	})
	return client
}

// A run that was to change only headers is killed; the next one has other
// pages. What release 1 held was put aside by neither, unless the second looks.
func TestOldBytesOutliveACutChangeOfHeaders(t *testing.T) {
	for _, grace := range []bool{true, false} {
		b := newBench(t)
		if !grace {
			b.o.Grace = 0 // pages that are gone are deleted at once
		}
		one := siteOne()
		b.publish(one)
		b.o.Object = otherHeaders
		_, err := deploy.Publish(t.Context(), b.diesAfter("copy", "2026-q3/index.html"), one.files(), b.o)
		if err == nil {
			t.Fatal("the run did not die")
		}
		b.o.Object, b.o.Nonce = object, "n2"
		b.publish(siteTwo())
		b.rollback(1)
		b.holds(one, b.besides(one)...)
	}
}

// besides are the keys that are served and no part of these pages.
func (b *bench) besides(p pages) []string {
	var out []string
	for key := range served(b.m.Snapshot()) {
		if _, ok := p[key]; !ok {
			out = append(out, key)
		}
	}
	return out
}

// Release 3 brings back the page of release 1, whose old copy is deleted in the
// same run, and the run dies there. The copy must not be counted on when
// release 4 replaces the page.
func TestForgettingCutOffPromisesNothing(t *testing.T) {
	b := newBench(t)
	b.o.Grace, b.o.Keep.Releases = 0, 2
	home := func(word string) pages { return pages{"index.html": word, "a.html": "a " + word} }
	b.publish(home("one"))
	b.publish(home("two"))
	_, err := deploy.Publish(t.Context(), b.diesAfter("delete", store.Room+"objects/"), home("one").files(), b.o)
	if err == nil {
		t.Fatal("the run did not die")
	}
	b.o.Nonce = "n2"
	b.publish(home("four"))
	b.rollback(3)
	b.holds(home("one"))
	b.o.Keep.Releases = 1
	b.publish(home("one"))
	if b.kept() != 0 || b.ids() != "5" {
		t.Errorf("%d old objects and the releases %s are left", b.kept(), b.ids())
	}
}

// A rollback that drops the very release it restores, and is stopped at its
// end, can be run again.
func TestARollbackIsRunAgain(t *testing.T) {
	b := newBench(t)
	b.o.Keep.Releases = 2
	one := siteOne()
	b.publish(one)
	b.publish(siteTwo())
	b.rollback(1)
	if b.ids() != "2 3" {
		t.Fatalf("there are the releases %s", b.ids())
	}
	if r := b.rollback(1); r.Written {
		t.Errorf("written again: %s", reasons(r.Plan))
	}
	b.holds(one, b.besides(one)...)
}

// A rollback deletes nothing that was gone before: the old pages may link to
// it, and the next publish knows.
func TestARollbackLeavesWhatItsPagesMayLinkTo(t *testing.T) {
	b := newBench(t)
	one := pages{"index.html": `<a href="/a.html">a</a>`, "a.html": "a"}
	two := one.without("a.html") // still linked to
	b.publish(one)
	b.publish(two)
	b.publish(pages{"index.html": "no link"})
	b.m.Advance(2 * b.o.Grace)
	b.rollback(2)
	if broken := whole(b.m, two); len(broken) > 0 {
		t.Errorf("broken: %q", broken)
	}
}

// With nothing to write, a dry run still says only what it has proved.
func TestADryRunOfAnUnchangedSiteProvesPermission(t *testing.T) {
	b := newBench(t)
	b.publish(siteOne())
	b.o.DryRun = true
	b.m.Deny = func(op, key string) error {
		if op == "put" {
			return &store.Problem{Kind: "permission", Message: "may not put " + key, Hint: "grant it"}
		}
		return nil
	}
	b.refused("permission", siteOne(), "may not put")
}

// A page that is gone and stands in its grace period is changed late, like any
// page that readers can reach: it comes back with a link to a new page.
func TestAPageThatComesBackFollowsWhatItLinksTo(t *testing.T) {
	b := newBench(t)
	b.publish(pages{"index.html": "home", "a.html": "a"})
	b.publish(pages{"index.html": "home"})
	client, f := storetest.Wrap(b.m, nil)
	f.After = func(op, key string) {
		all := b.m.Snapshot()
		read := func(key string) ([]byte, bool) { s, ok := all[key]; return s.Body, ok }
		if broken := storetest.Crawl(read, "a.html"); op == "put" && len(broken) > 0 {
			t.Errorf("after %s: %q", key, broken)
		}
	}
	three := pages{"index.html": "home", "a.html": `<a href="/b.html">b</a>`, "b.html": "b"}
	if _, err := deploy.Publish(t.Context(), client, three.files(), b.o); err != nil {
		t.Fatal(err)
	}
}

// Where a store has no real redirects, a page that leads on is one all the
// same: built, read from a folder, or restored, it is written after the pages.
func TestPageRedirectsComeAfterPages(t *testing.T) {
	rules := web.Rules{} // of a store without real redirects
	lead := `<html><head><meta http-equiv="refresh" content="0; url=/z/"></head><body></body></html>`
	one := pages{"index.html": "home"}
	two := one.with(pages{"a/index.html": lead, "z/index.html": "the target"})
	built := two.files()
	for i, f := range built {
		if f.Path == "a/index.html" {
			built[i].Redirect = "/z/"
		}
	}
	for name, files := range map[string][]site.File{"built": built, "read": two.files(), "restored": nil} {
		b := newBench(t)
		b.o.Object, b.o.Grace = rules.Object, 0
		b.publish(one)
		run := func(st store.Store) error { _, err := deploy.Publish(t.Context(), st, files, b.o); return err }
		if files == nil {
			b.publish(two)
			b.publish(one)
			run = func(st store.Store) error { _, err := deploy.Rollback(t.Context(), st, 2, b.o); return err }
		}
		client, f := storetest.Wrap(b.m, nil)
		var order []string
		f.After = func(op, key string) {
			if (op == "put" || op == "copy") && !strings.HasPrefix(key, store.Room) {
				order = append(order, key)
			}
		}
		if err := run(client); err != nil {
			t.Fatal(err)
		}
		from, to := slices.Index(order, "a/index.html"), slices.Index(order, "z/index.html")
		if files == nil { // copies are told by their source
			steps := b.rollbackOrder(2)
			from, to = slices.Index(steps, "a/index.html"), slices.Index(steps, "z/index.html")
		}
		if from < to || to < 0 {
			t.Errorf("%s: written in the order %q", name, order)
		}
	}
}

// rollbackOrder is the order of a rollback's steps, planned from a state in
// which the release is not the one that stands.
func (b *bench) rollbackOrder(id int) []string {
	b.t.Helper()
	b.publish(pages{"index.html": "something else"})
	b.o.DryRun = true
	defer func() { b.o.DryRun = false }()
	var out []string
	for _, s := range b.rollback(id).Plan.Steps {
		out = append(out, s.Key)
	}
	return out
}

// Readers of a target must not come to see what was published there for those
// who may see more: gone pages stay for a while, and releases can be restored.
func TestATargetIsNotHandedToFewerReaders(t *testing.T) {
	b := newBench(t)
	b.publish(siteOne())
	b.o.About.Audience = "public"
	b.refused("audience", siteTwo(), "is for the audience public", "internal", "another prefix")
	b.o.About.Audience = ""
	b.publish(siteTwo())

	b = newBench(t)
	b.o.About.Audience = "public"
	b.publish(siteOne())
	b.publish(siteTwo())
	b.o.About.Audience = "partners"
	_, err := deploy.Rollback(t.Context(), b.m, 1, b.o)
	b.problem(err, "audience", "release 1 was made for public")
	b.o.About.Audience = ""
	b.rollback(1) // those who may see everything may
	all, err := deploy.Releases(t.Context(), b.m)
	if err != nil || fmt.Sprint(all[0].Audience, all[2].Audience) != "public" {
		t.Errorf("recorded %+v, %v", all, err)
	}
	// What an internal site left there, even one restored from a public release,
	// keeps the public out.
	b.o.About.Audience = "public"
	b.refused("audience", siteOne())
}
