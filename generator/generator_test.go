package generator_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"os"
	"path"
	"runtime"
	"strings"
	"testing"
	"time"

	"quarterdeck/generator"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/site"
	"quarterdeck/themes"
)

// sample generates the sample organisation, which this repository is.
func sample(t *testing.T) *site.Site {
	t.Helper()
	r, err := generator.Generate(context.Background(), generator.Options{Root: os.DirFS(".."), Themes: themes.FS})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range r.Diagnostics {
		// The sample's second quarter was issued before a late export.
		if d.Severity != diag.Hint && d.Code != "restatement" {
			t.Error(d)
		}
	}
	if r.Site == nil {
		t.Fatal("the sample does not build")
	}
	return r.Site
}

func digests(t *testing.T, s *site.Site) map[string][32]byte {
	t.Helper()
	out := map[string][32]byte{}
	for _, f := range s.Files() {
		b, err := f.Render()
		if err != nil {
			t.Fatalf("%s: %v", f.Path, err)
		}
		out[f.Path] = sha256.Sum256(b)
	}
	return out
}

// Identical input gives identical bytes: in another time zone and on one core.
func TestIdenticalInputGivesIdenticalBytes(t *testing.T) {
	first := digests(t, sample(t))
	zone, cores := time.Local, runtime.GOMAXPROCS(1)
	defer func() { time.Local = zone; runtime.GOMAXPROCS(cores) }()
	time.Local = time.FixedZone("elsewhere", 9*3600+1800)
	second := digests(t, sample(t))
	if len(first) != len(second) {
		t.Fatalf("%d files, then %d", len(first), len(second))
	}
	for p, d := range first {
		if second[p] != d {
			t.Errorf("%s differs", p)
		}
	}
}

// Every document below /api/ names its schema and the page it is the twin of,
// and that page is there.
func TestEveryTwinHasItsPage(t *testing.T) {
	s := sample(t)
	twins := 0
	for _, f := range s.Files() {
		if !strings.HasPrefix(f.Path, "api/") || strings.HasPrefix(f.Path, "api/schema/") {
			continue
		}
		b, err := f.Render()
		if err != nil {
			t.Fatal(err)
		}
		var doc struct{ Schema, Audience, URL string }
		if err := json.Unmarshal(b, &doc); err != nil {
			t.Errorf("%s: %v", f.Path, err)
			continue
		}
		if !strings.HasPrefix(doc.Schema, "quarterdeck/") || doc.Audience == "" {
			t.Errorf("%s has the schema %q and the audience %q", f.Path, doc.Schema, doc.Audience)
		}
		if doc.URL == "" {
			continue // an index of documents
		}
		twins++
		if _, ok := s.Lookup(strings.TrimPrefix(path.Join(doc.URL, "index.html"), "/")); !ok {
			t.Errorf("%s is the twin of %s, which is not there", f.Path, doc.URL)
		}
	}
	if twins < 100 {
		t.Errorf("only %d twins", twins)
	}
}

// No link, fragment or asset of the sample's site is broken, and no page breaks
// its own content policy.
func TestTheSampleSiteHoldsTogether(t *testing.T) {
	for i, d := range site.CheckLinks(sample(t), runtime.GOMAXPROCS(0)) {
		if i == 20 {
			t.Fatal("and more")
		}
		t.Error(d)
	}
}
