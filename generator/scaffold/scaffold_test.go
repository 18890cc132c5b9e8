package scaffold

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/postmortem"
)

// twoTeams share a service one after the other.
func twoTeams() fstest.MapFS {
	return fstest.MapFS{
		"config.toml": file("title = \"Shop\"\ntimezone = \"Europe/London\"\n"),
		"data/teams/search.toml": file(`[[service]]
id = "stock"
to = 2026-04-01
[[service]]
id = "search"
`),
		"data/teams/depot.toml": file(`[[service]]
id = "stock"
from = 2026-04-01
[[slo]]
id = "stock-availability"
service = "stock"
total = "requests"
bad = "errors"
objective = 0.999
`),
	}
}

func file(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }

// load reads the configuration, which must have no errors.
func load(t *testing.T, root fs.FS) *config.Site {
	t.Helper()
	var diags diag.List
	site := config.Load(root, &diags)
	for _, d := range diags.Sorted() {
		if d.Severity == diag.Error {
			t.Errorf("after writing: %v", d)
		}
	}
	return site
}

// read reads a draft as the site would, and wants no warnings.
func read(t *testing.T, site *config.Site, f File) postmortem.Postmortem {
	t.Helper()
	var diags diag.List
	pm, ok := postmortem.Read(f.Path, f.Data, postmortem.Options{Location: site.Calendar.Location}, &diags)
	if !ok || pm.LeftOut != "" {
		t.Errorf("%s is no incident: %s", f.Path, pm.LeftOut)
	}
	for _, d := range diags.Sorted() {
		if d.Severity != diag.Hint {
			t.Errorf("%v\n%s", d, f.Data)
		}
	}
	return pm
}

func TestOwnerIsTheTeamOfThatTime(t *testing.T) {
	site := load(t, twoTeams())
	for start, want := range map[string]string{
		"2026-03-31T22:59:00Z": "search", // 23:59 in London, the last minute
		"2026-03-31T23:00:00Z": "depot",  // midnight there
	} {
		at, _ := time.Parse(time.RFC3339, start)
		f, err := Postmortem(site, nil, NewPostmortem{SLOs: []string{"stock-availability", "stock-availability"}, Start: at, End: at.Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		pm := read(t, site, f)
		if len(pm.Teams) != 1 || pm.Teams[0].Text != want || len(pm.SLOs) != 1 || len(pm.Services) != 1 {
			t.Errorf("at %s the incident is of %v, %v, %v; want the team %s", start, pm.Teams, pm.Services, pm.SLOs, want)
		}
		if !pm.Started.Equal(at) || !pm.Resolved.Equal(at.Add(time.Hour)) {
			t.Errorf("the clocks read %s to %s, want %s and an hour later", pm.Started, pm.Resolved, start)
		}
	}
}

// The clocks go back in London at 01:00 UTC on 25 October 2026: an incident
// from 00:30 to 01:30 UTC begins at 01:30 with one offset and ends at 01:30
// with the other.
func TestClocksCarryTheirOffset(t *testing.T) {
	site := load(t, twoTeams())
	start := time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC)
	f, err := Postmortem(site, nil, NewPostmortem{Services: []string{"stock"}, Start: start, End: start.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\nstarted = 2026-10-25T01:30:00+01:00 ", "\nresolved = 2026-10-25T01:30:00Z "} {
		if !bytes.Contains(f.Data, []byte(want)) {
			t.Errorf("%q is missing in\n%s", want, f.Data)
		}
	}
	if got := read(t, site, f); got.Resolved.Sub(got.Started) != time.Hour {
		t.Errorf("it lasts %s, want an hour", got.Resolved.Sub(got.Started))
	}
}

// A title that nobody wrote is told even when all else is filled in.
func TestPlaceholderOfTheTitleIsTold(t *testing.T) {
	site := load(t, twoTeams())
	f, err := Postmortem(site, nil, NewPostmortem{Start: time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	head, body, _ := strings.Cut(string(f.Data), "\n## ")
	f.Data = []byte(head + "\n## " + strings.ReplaceAll(body, "TODO", "Done"))
	var diags diag.List
	postmortem.Read(f.Path, f.Data, postmortem.Options{}, &diags)
	if all := diags.Sorted(); len(all) != 1 || all[0].Code != "leftover-text" {
		t.Errorf("want one hint about the title, got %v", all)
	}
}

func TestNextID(t *testing.T) {
	at := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	cases := map[string]struct {
		have []string
		want string
	}{
		"none":                   {nil, "INC-1"},
		"the highest, not last":  {[]string{"INC-2051", "INC-7"}, "INC-2052"},
		"a gap is no invitation": {[]string{"INC-1", "INC-3"}, "INC-4"},
		"zeros":                  {[]string{"ops_007"}, "ops_008"},
		"zeros run out":          {[]string{"P-099"}, "P-100"},
		"most common style":      {[]string{"INC-5", "INC-6", "PM-900"}, "INC-7"},
		"two words":              {[]string{"SHOP-INC-12"}, "SHOP-INC-13"},
		"by year":                {[]string{"INC-2025-044", "INC-2026-007"}, "INC-2026-008"},
		"first of the year":      {[]string{"INC-2025-044"}, "INC-2026-001"},
		"dates and names":        {[]string{"2026-07-23", "2026-07-23-checkout-2", "cache-outage-2"}, "INC-1"},
	}
	for name, c := range cases {
		var all []postmortem.Postmortem
		for _, id := range c.have {
			all = append(all, postmortem.Postmortem{ID: id})
		}
		if got := NextID(all, at); got != c.want {
			t.Errorf("%s: after %v comes %s, want %s", name, c.have, got, c.want)
		}
	}
}

func TestSLOIsAddedBehindWhatIsThere(t *testing.T) {
	cases := map[string]string{
		"as it should be":   "[[service]]\nid = \"a\"\n",
		"no final newline":  "[[service]]\nid = \"a\"",
		"Windows":           "[[service]]\r\nid = \"a\"\r\n",
		"ends in a comment": "[[service]]\nid = \"a\"\n# the end",
	}
	for name, text := range cases {
		root := twoTeams()
		root["data/teams/a.toml"] = file(text)
		f, err := SLO(root, load(t, root), NewSLO{ID: "a-availability", Team: "a"})
		if err != nil || !f.Append {
			t.Errorf("%s: %v, %v", name, f.Append, err)
			continue
		}
		root["data/teams/a.toml"] = file(text + string(f.Data))
		if s, ok := load(t, root).SLO("a-availability"); !ok || s.Service != "a" {
			t.Errorf("%s: the SLO cannot be read from\n%s", name, text+string(f.Data))
		}
		if bare := strings.ReplaceAll(string(f.Data), "\r\n", ""); strings.Contains(text, "\r") && strings.Contains(bare, "\n") {
			t.Errorf("%s: line ends are mixed", name)
		}
	}
}

// An inline list of SLOs cannot be followed by [[slo]] tables; the loader says
// so, and nothing is made.
func TestSLOThatWouldBreakTheFileIsRefused(t *testing.T) {
	root := twoTeams()
	root["data/teams/a.toml"] = file("service = [{ id = \"a\" }]\nslo = [{ id = \"b\", service = \"a\", total = \"t\", bad = \"b\", objective = 0.9 }]\n")
	_, err := SLO(root, load(t, root), NewSLO{ID: "a-availability", Team: "a"})
	var p *Problem
	if !errors.As(err, &p) || p.Hint == "" {
		t.Errorf("want a problem with a hint, got %v", err)
	}
}

func TestTeamLeavesServicesOfOthersAlone(t *testing.T) {
	root := twoTeams()
	f, err := Team(root, load(t, root), "stock") // there is a service of that name
	if err != nil {
		t.Fatal(err)
	}
	root[f.Path] = &fstest.MapFile{Data: f.Data}
	team, ok := load(t, root).Team("stock")
	if !ok || len(team.Services) != 1 || team.Services[0].ID != "stock-2" {
		t.Errorf("the team reads %+v", team)
	}
}

func TestWriteTakesBackWhatItBegan(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if err := os.WriteFile(filepath.Join(dir, "b"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	err = Write(root, File{Path: "a", Data: []byte("1")}, File{Path: "b", Data: []byte("2")})
	var p *Problem
	if !errors.As(err, &p) || p.Hint == "" {
		t.Errorf("want a problem with a hint, got %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "a")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the first file is still there")
	}
	if got, _ := os.ReadFile(filepath.Join(dir, "b")); string(got) != "mine" {
		t.Errorf("the file that was there reads %q", got)
	}
}

func TestWriteDoesNotFollowLinksOut(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "data")); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if Write(root, File{Path: "data/teams/a.toml"}) == nil {
		t.Error("written through a link that leads out of the folder")
	}
	if left, _ := os.ReadDir(outside); len(left) > 0 {
		t.Errorf("outside the folder there is %v", left)
	}
}

// Whatever the title and the id, the draft is read as an incident with that
// title and id, and lies in the folder of postmortems.
func FuzzPostmortem(f *testing.F) {
	f.Add("", "Payments failed")
	f.Add("INC-1", "a \"quoted\" \\ title\n+++\nstarted = 1")
	f.Add("../../x", "{{.Start}} ''' \"\"\" # ü \u2028 \x00\xff")
	f.Add("x", "TODO: "+strings.Repeat("long ", 99))
	root := twoTeams()
	var none diag.List
	site := config.Load(root, &none)
	start := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, id, title string) {
		made, err := Postmortem(site, nil, NewPostmortem{ID: id, Title: title, Start: start})
		if err != nil {
			var p *Problem
			if !errors.As(err, &p) {
				t.Fatal(err)
			}
			return
		}
		if !fs.ValidPath(made.Path) || filepath.Dir(made.Path) != "data/postmortems/2026" {
			t.Fatalf("the path is %q", made.Path)
		}
		pm := read(t, site, made)
		if want := strings.ToValidUTF8(id, "\ufffd"); id != "" && pm.ID != want {
			t.Errorf("the id reads %q, want %q", pm.ID, want)
		}
		want := strings.Join(strings.Fields(strings.ToValidUTF8(title, "")), " ")
		if want == "" {
			want = "TODO: what failed, and for whom"
		}
		if pm.Title != want {
			t.Errorf("the title reads %q, want %q", pm.Title, want)
		}
	})
}

// A team and an SLO are either refused or can be read under their id.
func FuzzIDs(f *testing.F) {
	for _, id := range []string{"kiosk", "", "Kiosk", "a/../b", "api", "2026-q3", "ü", "\"\nid = 1", "stock", "search", " till"} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		root := twoTeams()
		made, err := Team(root, load(t, root), id)
		if err == nil {
			root[made.Path] = &fstest.MapFile{Data: made.Data}
			if _, ok := load(t, root).Team(id); !ok {
				t.Errorf("there is no team %q after its file was made", id)
			}
		}
		added, err := SLO(root, load(t, root), NewSLO{ID: id, Team: "search", Service: "search"})
		if err == nil {
			root[added.Path] = file(string(root[added.Path].Data) + string(added.Data))
			if _, ok := load(t, root).SLO(id); !ok {
				t.Errorf("there is no SLO %q after it was added", id)
			}
		}
	})
}
