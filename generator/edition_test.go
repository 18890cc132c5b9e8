package generator_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"quarterdeck/generator"
	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/site"
	"quarterdeck/themes"
)

// render builds a folder for an audience and renders every file of it.
func render(t *testing.T, root fs.FS, audience string) (map[string][]byte, *site.Site) {
	t.Helper()
	r, err := generator.Generate(context.Background(), generator.Options{Root: root, Themes: themes.FS, Audience: audience})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range r.Diagnostics {
		if d.Severity == diag.Error {
			t.Errorf("%s: %s", audience, d)
		}
	}
	if r.Site == nil {
		t.Fatalf("nothing is built for %q", audience)
	}
	out := map[string][]byte{}
	for _, f := range r.Site.Files() {
		if out[f.Path], err = f.Render(); err != nil {
			t.Fatalf("%s: %v", f.Path, err)
		}
	}
	return out, r.Site
}

// issueFirst adds the first quarter as it was issued to a folder.
func issueFirst(t *testing.T, root fstest.MapFS) {
	t.Helper()
	r, err := generator.Issue(context.Background(), generator.Options{Root: root, Themes: themes.FS, Version: "test"}, generator.IssueOrder{Quarter: "2026-Q1", Date: "2026-04-10", Note: "A quiet quarter"})
	if err != nil || r.Text == nil {
		t.Fatal(err, r.Refusal, r.Diagnostics)
	}
	root[r.Path] = &fstest.MapFile{Data: r.Text}
}

const (
	mark = "quixcanary"
	// The hidden team gave a service away inside the quarters that were
	// measured, or before them, which leaves the issued quarter in place.
	inside, before = "2026-05-01", "2025-05-01"
)

// forms are the ways in which a word can stand in a file: as it is, in any
// case, or within a text in base64, at each of the three places where a byte
// can begin.
func forms(word string) []string {
	out := []string{word}
	for _, w := range []string{word, strings.ToUpper(word[:1]) + word[1:], strings.ToUpper(word)} {
		for before := range 3 {
			all := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", before) + w))
			out = append(out, all[(before*8+5)/6:len(w)*8/6])
		}
	}
	return out
}

// traces are the files, and addresses, in which a word stands in any form.
func traces(files map[string][]byte, word string) []string {
	var out []string
	for _, path := range slices.Sorted(maps.Keys(files)) {
		text := append([]byte(path+"\n"), files[path]...)
		for _, form := range forms(word) {
			if bytes.Contains(text, []byte(form)) || bytes.Contains(bytes.ToLower(text), []byte(form)) {
				out = append(out, path+": "+form)
				break
			}
		}
	}
	return out
}

// Nothing of what is hidden stands in any byte of the public edition, and
// everything of it in the whole site, so that the search can fail.
func TestNothingHiddenStandsInAnyByteOfTheEdition(t *testing.T) {
	for _, moved := range []string{inside, before} {
		nothingHidden(t, moved)
	}
}

func nothingHidden(t *testing.T, moved string) {
	root := secretSite(mark, moved, 0)
	issueFirst(t, root)
	public, s := render(t, root, config.Public)
	for _, at := range traces(public, mark) {
		t.Error(at)
	}
	for _, d := range site.CheckLinks(s, 2) {
		t.Error(d)
	}
	whole, _ := render(t, root, "")
	all := bytes.ToLower(bytes.Join(slices.Collect(maps.Values(whole)), nil))
	planted := map[string]bool{}
	word := regexp.MustCompile(mark + "[a-z]*")
	for path, f := range root {
		for _, w := range word.FindAll(bytes.ToLower(append([]byte(path+"\n"), f.Data...)), -1) {
			planted[string(w)] = true
		}
	}
	// These stand in no page of the whole site either: words of the
	// configuration, and the names of files that no page says.
	unsaid := []string{"codename", "journeyfile", "altroot", "lead"}
	for w := range planted {
		if name := strings.TrimPrefix(w, mark); !bytes.Contains(all, []byte(w)) && !slices.Contains(unsaid, name) {
			t.Errorf("%s is not in the whole site, so that its absence proves nothing", name)
		}
	}
	if len(planted) < 90 {
		t.Errorf("only %d words are planted", len(planted))
	}
}

// What is hidden has no influence: other names, other texts, other measurements
// of the hidden team give the same public bytes.
func TestWhatIsHiddenChangesNoByte(t *testing.T) {
	for _, moved := range []string{inside, before} {
		changesNoByte(t, moved)
	}
}

func changesNoByte(t *testing.T, moved string) {
	one, two := secretSite(mark, moved, 0), secretSite("otherbirds", moved, 200)
	issueFirst(t, one)
	issueFirst(t, two)
	first, _ := render(t, one, config.Public)
	second, _ := render(t, two, config.Public)
	if a, b := slices.Sorted(maps.Keys(first)), slices.Sorted(maps.Keys(second)); !slices.Equal(a, b) {
		t.Fatalf("addresses differ:\n%s\n%s", a, b)
	}
	for path := range first {
		if !bytes.Equal(first[path], second[path]) {
			t.Errorf("%s differs", path)
		}
	}
	// The same holds of the whole site for nothing but what says none of it.
	whole, _ := render(t, one, "")
	other, _ := render(t, two, "")
	if bytes.Equal(whole["index.html"], other["index.html"]) {
		t.Error("the whole site is the same too, so that this proves nothing")
	}
}

// What is public is there: the page is not emptied.
func TestTheEditionShowsWhatIsPublic(t *testing.T) {
	root := secretSite(mark, inside, 0)
	public, s := render(t, root, config.Public)
	incident := string(public["postmortems/inc-1/index.html"])
	for _, want := range []string{"Orders fail", "Orders failed for two hours.", "Customers could not pay.", "one order in three failed", "The first order fails.", "All is well.", "Part of this text is not published.", `src="/reliability/files/`} {
		if !strings.Contains(incident, want) {
			t.Errorf("the incident’s page lacks %q", want)
		}
	}
	if page := string(public["postmortems/inc-4/index.html"]); !strings.Contains(page, "An incident of 12 June 2026") || !strings.Contains(page, "It was mended.") {
		t.Error("the incident whose title names a hidden team is not shown under another one")
	}
	// Two incidents that are not published burnt shop-answers and
	// parcel-arrives: their share is a part of its own.
	for _, team := range []string{"shop", "parcel"} {
		if csv := string(public["2026-q2/"+team+"/spend.csv"]); strings.Count(csv, ",withheld,,") != 1 {
			t.Errorf("%s’s spend has no part for what is not published:\n%s", team, csv)
		}
	}
	// Before the first of May the cart was the hidden team's.
	if csv := string(public["slos/cart-answers/quarters.csv"]); strings.Contains(csv, "2026-q1") && !strings.Contains(csv, "no_data") {
		t.Errorf("the cart’s figures of the time in which a hidden team owned it are shown:\n%s", csv)
	}
	if page := string(public["open/index.html"]); !strings.Contains(page, `href="/reliability/journeys/buy/"`) || strings.Contains(page, `href="/reliability/actions/"`) || !strings.Contains(page, "the actions") {
		t.Error("links of a public page are not as they should be")
	}
	if page := string(public["methodology/index.html"]); !strings.Contains(page, `id="edition"`) || strings.Contains(page, "noindex") || !strings.Contains(string(public["api/build.json"]), `"audience": "public"`) {
		t.Error("the edition does not say that it is one")
	}
	for _, gone := range []string{"actions/index.html", "todo/index.html", "about/index.html", "2026-q2/shop/actions.csv", "2026-q2/shop/contracts.csv"} {
		if _, there := s.Lookup(gone); there {
			t.Errorf("%s is there", gone)
		}
	}
	for _, kept := range []string{"till/index.html", "open/index.html", "journeys/buy/index.html", "teams/shop/index.html", "2026-q1/shop/index.html"} {
		if _, there := s.Lookup(kept); !there {
			t.Errorf("%s is not there", kept)
		}
	}
	keys := regexp.MustCompile(`"(actions|actions_open|commentary_html|contracts|decisions|policy|caused_by|sources|provenance|file|signoffs|leads|undocumented_burn)":`).FindAllString(string(public["api/2026-q2/shop.json"]), -1)
	if len(keys) > 0 {
		t.Errorf("the report as data has the names of what is hidden: %s", keys)
	}
}

// overlay is a folder with some files in place of its own.
type overlay struct {
	fs.FS
	over fstest.MapFS
}

func (o overlay) Open(name string) (fs.File, error) {
	if _, ok := o.over[name]; ok {
		return o.over.Open(name)
	}
	return o.FS.Open(name)
}

// Whichever teams of the sample are hidden, the edition builds, no link is
// broken, and none of their objectives' names is anywhere.
func TestAnyTeamsCanBeHidden(t *testing.T) {
	root := os.DirFS("..")
	text, err := fs.ReadFile(root, "config.toml")
	if err != nil {
		t.Fatal(err)
	}
	var ignored diag.List
	conf := config.Load(root, &ignored)
	r := rand.New(rand.NewPCG(6, 7))
	var some []config.Team
	for _, team := range conf.Teams {
		if r.IntN(2) == 0 {
			some = append(some, team)
		}
	}
	subsets := [][]config.Team{conf.Teams, some}
	for _, hidden := range subsets {
		var ids []string
		for _, team := range hidden {
			ids = append(ids, fmt.Sprintf("%q", team.ID))
		}
		list := strings.Join(ids, ", ")
		over := fstest.MapFS{"config.toml": {Data: append(slices.Clone(text), []byte("\n[audience.some]\nhide_teams = ["+list+"]\n")...)}}
		files, s := render(t, overlay{root, over}, "some")
		for _, d := range site.CheckLinks(s, 2) {
			t.Errorf("without %s: %s", list, d)
		}
		for _, team := range hidden {
			for _, o := range team.SLOs {
				for _, at := range traces(files, o.ID) {
					t.Errorf("without %s: %s stands in %s", list, o.ID, at)
				}
			}
		}
	}
}

// The sample without its payments team: no name, no id and no title of it is in
// any byte, but for the one title that is only the provider's.
func TestTheSampleWithoutATeam(t *testing.T) {
	root := os.DirFS("..")
	text, err := fs.ReadFile(root, "config.toml")
	if err != nil {
		t.Fatal(err)
	}
	over := fstest.MapFS{"config.toml": {Data: append(text, []byte("\n[audience.public]\nhide_teams = [\"payments\"]\n")...)}}
	files, _ := render(t, overlay{root, over}, config.Public)
	var ignored diag.List
	team, _ := config.Load(root, &ignored).Team("payments")
	words := []string{"payments", "refunds", strings.ToLower(team.Mission), strings.ToLower(team.Leads[0].Name)}
	for _, w := range words {
		for _, at := range traces(files, w) {
			t.Errorf("%s: %s", w, at)
		}
	}
	if len(files) < 500 {
		t.Errorf("only %d files are left", len(files))
	}
}

// An edition is not built where it cannot be told what it would hide, whatever
// else goes on in spite of errors.
func TestAnEditionIsNeverBuiltInDoubt(t *testing.T) {
	for name, change := range map[string]func(fstest.MapFS){
		"a hidden team’s file is broken": func(root fstest.MapFS) {
			root["data/teams/"+mark+"team.toml"].Data = []byte("name = \"x\nmission")
		},
		"the audience is misspelt": func(root fstest.MapFS) {
			c := root["config.toml"]
			c.Data = bytes.Replace(c.Data, []byte("hide_sections"), []byte("hide_section"), 1)
		},
		"a hidden team is unknown": func(root fstest.MapFS) {
			c := root["config.toml"]
			c.Data = bytes.Replace(c.Data, []byte("hide_teams = [\""), []byte("hide_teams = [\"x"), 1)
		},
		"a hidden section is unknown": func(root fstest.MapFS) {
			c := root["config.toml"]
			c.Data = bytes.Replace(c.Data, []byte(`"lessons"`), []byte(`"lesons"`), 1)
		},
	} {
		root := secretSite(mark, inside, 0)
		change(root)
		r, err := generator.Generate(context.Background(), generator.Options{Root: root, Themes: themes.FS, Audience: config.Public, KeepGoing: true})
		if err != nil || r.Site != nil {
			t.Errorf("%s: %v, and a site is built", name, err)
		}
	}
	r, _ := generator.Generate(context.Background(), generator.Options{Root: secretSite(mark, inside, 0), Themes: themes.FS, Audience: "pubic"})
	if r.Site != nil || !slices.ContainsFunc(r.Diagnostics, func(d diag.Diagnostic) bool { return d.Hint == "did you mean public?" }) {
		t.Errorf("an unknown audience gives %v", r.Diagnostics)
	}
	// A postmortem whose front matter cannot be read is held back.
	root := secretSite(mark, inside, 0)
	root["data/postmortems/"+mark+"folder/inc-3.md"].Data = []byte("+++\nid = \"" + mark + "broken\"\naudience = internal\nstarted = 2026-06-08T10:00:00Z\nteams = [\"parcel\"]\n+++\n\n# " + mark + "\n\nText of 8 June 2026.\n")
	r, err := generator.Generate(context.Background(), generator.Options{Root: root, Themes: themes.FS, Audience: config.Public, KeepGoing: true})
	if err != nil || r.Site == nil {
		t.Fatal("the rest is not built", err)
	}
	files := map[string][]byte{}
	for _, f := range r.Site.Files() {
		files[f.Path], _ = f.Render()
	}
	for _, at := range traces(files, mark) {
		t.Error(at)
	}
}
