package deploy_test

import (
	"context"
	"strings"
	"testing"

	"quarterdeck/generator/publish/deploy"
	"quarterdeck/generator/publish/store"
)

// halfHearted knows "only if there is none" and ignores "only over this one",
// as some stores do.
type halfHearted struct{ store.Store }

func (h halfHearted) Put(ctx context.Context, key string, c store.Content, a store.Attributes, when store.Condition) (store.Object, error) {
	when.IfMatch = ""
	return h.Store.Put(ctx, key, c, a, when)
}

func TestAStoreThatKnowsHalfOfTheConditionsIsFoundOut(t *testing.T) {
	b := newBench(t)
	_, err := deploy.Publish(t.Context(), halfHearted{b.m}, siteOne().files(), b.o)
	b.problem(err, "refused", "does not honour conditional writes", "--no-lock")
	if left := b.m.Snapshot(); len(left) != 0 {
		t.Errorf("left %v", left)
	}
}

// A store that brings an object's headers along with its bytes, and can change
// them only afterwards, shows a restored page with those of the kept copy: they
// must be a page's.
func TestKeptBytesAreServedAsTheyWere(t *testing.T) {
	b := newBench(t)
	b.publish(siteOne())
	b.publish(siteTwo())
	kept := 0
	for key, s := range b.m.Snapshot() {
		if strings.HasPrefix(key, store.Room+"objects/") && strings.Contains(string(s.Body), "<h1>") {
			kept++
			if s.Attributes.ContentType != "text/html; charset=utf-8" || s.Attributes.Redirect != "" {
				t.Errorf("a page is kept as %+v", s.Attributes)
			}
		}
	}
	if kept == 0 {
		t.Error("no page was kept")
	}
}
