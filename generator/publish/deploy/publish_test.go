package deploy_test

import (
	"fmt"
	"testing"
	"time"

	"quarterdeck/generator/publish/store"
)

func TestAFirstPublishAndOneWithoutAChange(t *testing.T) {
	b := newBench(t)
	one := siteOne()
	r := b.publish(one)
	b.holds(one)
	// 24 objects: the lock (taken, proved twice, released), the manifest (read,
	// compared, opened, completed) and the record are 9, the listings before and
	// after 1 + 4 pages of 7.
	n := len(one)
	if want := int64(n + 9 + 1 + (n+6)/7); r.Requests > want {
		t.Errorf("%d requests for %d objects, want at most %d", r.Requests, n, want)
	}
	if r.Released == nil || r.Released.ID != 1 || r.Released.Files != n || r.Uploaded != n {
		t.Errorf("released %+v, uploaded %d", r.Released, r.Uploaded)
	}

	before := b.m.Snapshot()
	r = b.publish(one)
	if want := int64(1 + (n+2+6)/7); r.Requests > want || r.Written || r.Released != nil {
		t.Errorf("unchanged: %d requests (want at most %d), written %v, released %v", r.Requests, want, r.Written, r.Released)
	}
	if fmt.Sprint(before) != fmt.Sprint(b.m.Snapshot()) {
		t.Error("a publish without a change changed the target")
	}
}

func TestTenThousandUnchangedObjectsCostTwelveRequests(t *testing.T) {
	b := newBench(t)
	b.m.PageSize = 0
	b.o.Jobs = 8
	p := pages{}
	for i := range 10_000 {
		p[fmt.Sprintf("p/%05d/index.html", i)] = fmt.Sprint(i)
	}
	if r := b.publish(p); r.Requests > 10_000+30 {
		t.Errorf("first: %d requests", r.Requests)
	}
	if r := b.publish(p); r.Requests > 12 || r.Written {
		t.Errorf("unchanged: %d requests", r.Requests)
	}
	p["p/00500/index.html"] = "changed"
	if r := b.publish(p); r.Requests > 30 || r.Uploaded != 1 {
		t.Errorf("one page: %d requests, %d uploads", r.Requests, r.Uploaded)
	}
}

func TestAChangeOfEverything(t *testing.T) {
	b := newBench(t)
	one, two := siteOne(), siteTwo()
	b.publish(one)
	r := b.publish(two)
	gone := []string{"assets/font.one.woff2", "assets/style.one.css", "postmortems/old/index.html"}
	b.holds(two, gone...)
	if r.Released.ID != 2 || r.Deleted != 0 {
		t.Errorf("released %+v, deleted %d", r.Released, r.Deleted)
	}
	if broken := whole(b.m, one); len(broken) > 0 {
		t.Errorf("broken: %q", broken)
	}

	b.m.Advance(b.o.Grace - time.Hour)
	if r := b.publish(two); r.Deleted != 0 {
		t.Errorf("%d objects were deleted within the grace period", r.Deleted)
	}
	b.m.Advance(time.Hour)
	r = b.publish(two)
	b.holds(two)
	if r.Deleted != 3 || r.Released != nil {
		t.Errorf("deleted %d, released %v", r.Deleted, r.Released)
	}
	if _, locked := b.m.Snapshot()[store.Room+"lock.json"]; locked {
		t.Error("the lock is still there")
	}
}

func TestOnlyHeadersChange(t *testing.T) {
	b := newBench(t)
	b.publish(siteOne())
	p := siteOne()
	b.o.Object = otherHeaders
	r := b.publish(p)
	if r.Uploaded != 0 || r.Copied != len(p) || r.Sent != 0 {
		t.Errorf("uploaded %d, copied %d of %d", r.Uploaded, r.Copied, len(p))
	}
	for key, s := range served(b.m.Snapshot()) {
		if s.Attributes.CacheControl != "max-age=5" || string(s.Body) != p[key] {
			t.Errorf("%s: %v %q", key, s.Attributes, s.Body)
		}
	}
	if r := b.publish(p); r.Written {
		t.Error("headers are set again")
	}
}
