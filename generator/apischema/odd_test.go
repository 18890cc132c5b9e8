package apischema_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"quarterdeck/generator/config"
)

// bare is the least a report needs: a team file and one metrics file, with an
// event in each hour of a quarter's first ten days.
func bare() fstest.MapFS {
	var rows strings.Builder
	rows.WriteString("time,total,bad\n")
	for h := range 240 {
		at := time.Date(2026, 1, 1, h, 0, 0, 0, time.UTC)
		fmt.Fprintf(&rows, "%s,1000,%d\n", at.Format(time.RFC3339), h%3)
	}
	return fstest.MapFS{
		"config.toml":          file("title = \"Solo\"\n"),
		"data/metrics/web.csv": file(rows.String()),
		"data/teams/solo.toml": file("name = \"Solo\"\n[[service]]\nid = \"web\"\nname = \"Web\"\n[[slo]]\nid = \"web-availability\"\nservice = \"web\"\n" +
			"total = \"total\"\nbad = \"bad\"\nobjective = 0.99\n"),
	}
}

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

// with is a site with other files laid over it.
func with(site, over fstest.MapFS) fstest.MapFS {
	out := maps.Clone(site)
	maps.Copy(out, over)
	return out
}

// Sites that lack what others have, or are broken, give documents of the same
// shape: empty lists and null, never another type.
func TestOddSitesHoldToTheSchemas(t *testing.T) {
	v := validators(t)
	incident := file("+++\nid = \"INC-1\"\ntitle = \"Down\"\nseverity = \"sev1\"\nstarted = 2026-01-03T10:00:00Z\nteams = [\"solo\"]\n+++\n\n## Action items\n\n- [ ] Do it\n")
	nothing := maps.Clone(bare())
	delete(nothing, "data/metrics/web.csv")
	for name, site := range map[string]fstest.MapFS{
		"a single bare team":          bare(),
		"no data at all":              nothing,
		"postmortems alone":           {"config.toml": file("title = \"Texts\"\n"), "data/postmortems/a.md": incident},
		"an open incident":            with(bare(), fstest.MapFS{"data/postmortems/a.md": incident}),
		"an incident without a start": with(bare(), fstest.MapFS{"data/postmortems/a.md": file("+++\nid = \"INC-2\"\ntitle = \"When?\"\n+++\n")}),
		"a target of 100 %":           with(bare(), fstest.MapFS{"data/teams/solo.toml": file(strings.Replace(string(bare()["data/teams/solo.toml"].Data), "0.99", "1.0", 1))}),
		"a broken team file":          with(bare(), fstest.MapFS{"data/teams/other.toml": file("id = \n")}),
		"metrics that cannot be read": with(bare(), fstest.MapFS{"data/metrics/web.csv": file("time,total,bad\nyesterday,many,few\n")}),
		"another address":             with(bare(), fstest.MapFS{"config.toml": file("title = \"Below\"\nbase_url = \"https://example.org/reports/\"\n")}),
	} {
		t.Run(name, func(t *testing.T) {
			if count := v.holdAll(t, build(t, site)); count["quarterdeck/methodology/1"] != 1 || count["quarterdeck/index/1"] != 1 {
				t.Errorf("the documents are %v", count)
			}
		})
	}
}

// without hides files of a folder.
type without struct {
	fs.FS
	hidden string // a path holding this is not there
}

func (w without) Open(name string) (fs.File, error) {
	if strings.Contains(name, w.hidden) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return w.FS.Open(name)
}

func (w without) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(w.FS, name)
	kept := entries[:0]
	for _, e := range entries {
		if !strings.Contains(path.Join(name, e.Name()), w.hidden) {
			kept = append(kept, e)
		}
	}
	return kept, err
}

// An issued quarter whose metrics are gone is made from its file, in the same
// shape.
func TestARestoredQuarterHoldsToItsSchema(t *testing.T) {
	v := validators(t)
	s := build(t, without{os.DirFS(repository), "data/metrics"})
	v.holdAll(t, s)
	restored := 0
	for _, text := range twins(t, s) {
		var d struct {
			SLOs []struct{ Restored bool }
		}
		_ = json.Unmarshal(text, &d) // other kinds of documents have another shape
		for _, o := range d.SLOs {
			if o.Restored {
				restored++
			}
		}
	}
	if restored == 0 {
		t.Error("no objective stands on an issued file alone")
	}
}

// An edition for the public leaves out what it does not show, and keeps the shape.
func TestThePublicEditionHoldsToTheSchemas(t *testing.T) {
	v := validators(t)
	s := buildFor(t, os.DirFS(repository), config.Public)
	if count := v.holdAll(t, s); count["quarterdeck/team-quarter/1"] == 0 {
		t.Errorf("the documents are %v", count)
	}
}
