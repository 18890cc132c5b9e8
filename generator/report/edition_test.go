package report

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"quarterdeck/generator/config"
)

var update = flag.Bool("update-audience", false, "write testdata/audience.txt anew")

// exportedFields lists every exported field of every type that a book reaches,
// with who sees it.
func exportedFields(t reflect.Type, seen map[reflect.Type]bool, out *[]string) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || seen[t] || isOpaque(t) {
		return
	}
	seen[t] = true
	for f := range t.Fields() {
		if !f.IsExported() {
			continue
		}
		who := f.Tag.Get("audience")
		if who == "" {
			who = config.Internal
		}
		*out = append(*out, fmt.Sprintf("%s.%s: %s", t.Name(), f.Name, who))
		exportedFields(f.Type, seen, out)
	}
}

// Who sees which field is decided field by field: a new one is internal until
// it is marked, and whoever marks it changes the list below testdata too.
func TestEveryFieldSaysWhoSeesIt(t *testing.T) {
	var got []string
	exportedFields(reflect.TypeFor[Book](), map[reflect.Type]bool{}, &got)
	slices.Sort(got)
	parts := []string{config.Internal, Everyone}
	for _, p := range config.Parts() {
		parts = append(parts, p.Name)
	}
	for _, line := range got {
		if _, who, _ := strings.Cut(line, ": "); !slices.Contains(parts, who) {
			t.Errorf("%s is no part of the reports", line)
		}
	}
	file := filepath.Join("testdata", "audience.txt")
	text := strings.Join(got, "\n") + "\n"
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range got {
		if !strings.Contains("\n"+string(want), "\n"+line+"\n") {
			t.Errorf("not in %s: %s", file, line)
		}
	}
	if text != string(want) {
		t.Errorf("%s lists other fields than there are; look at each, then run the test with -update-audience", file)
	}
	// What must never be marked by mistake.
	for _, line := range []string{"Burst.Command: internal", "Incident.File: sources", "SourceFile.Path: public", "Organisation.Provenance: sources", "TeamInfo.Leads: leads", "NextNine.Cost: money", "Incident.CausedBy: causes", "Book.Actions: actions"} {
		if !slices.Contains(got, line) {
			t.Errorf("it is not so that %s", line)
		}
	}
}

// A field without a mark is gone from the copy, at any depth and behind any
// pointer; what is shared stays shared; the original is as it was.
func TestForHidesWhatIsNotMarked(t *testing.T) {
	action := Action{Title: "Mend it", Owner: "A. B.", File: "data/x.md", Line: 7}
	shared := &Incident{Document: Document{Schema: "s", Audience: "internal", URL: "/u/"}, Title: "Down", File: "data/x.md", Actions: []Action{action}, CausedBy: &Ref{ID: "other"}}
	figure := Figure{Value: ptr(1.5), Unit: "ratio", Sources: []string{"data/metrics/a.csv"}}
	book := &Book{
		Library:      &Library{Incidents: []*Incident{shared}, Pages: []*Incident{shared}, Provenance: Provenance{Digest: "d"}},
		Actions:      &ActionList{Actions: []Action{action}},
		TeamQuarters: []*TeamQuarter{{Bursts: []Burst{{Command: "quarterdeck new", Bad: 3}}, SLOs: []*SLOQuarter{{SLI: figure}}}},
	}
	none := book.For(&Edition{Audience: "public", Parts: map[string]bool{}})
	in := none.Library.Pages[0]
	switch {
	case in.Title != "Down" || in.Audience != "public" || in.URL != "/u/" || none.Library.Incidents[0] != in:
		t.Errorf("what is public is not as it was: %+v", in)
	case in.File != "" || in.Actions != nil || in.CausedBy != nil || none.Actions != nil || none.Library.Provenance.Digest != "":
		t.Errorf("something is left of what is hidden: %+v", in)
	case none.TeamQuarters[0].SLOs[0].SLI.Sources != nil || *none.TeamQuarters[0].SLOs[0].SLI.Value != 1.5 || none.TeamQuarters[0].Bursts != nil:
		t.Errorf("figures are %+v", none.TeamQuarters[0].SLOs[0].SLI)
	}
	some := book.For(&Edition{Audience: "partners", Parts: map[string]bool{"actions": true, "bursts": true}})
	if a := some.Actions.Actions[0]; a.Title != "Mend it" || a.Owner != "" || a.Line != 0 {
		t.Errorf("the action is %+v", a)
	}
	if x := some.TeamQuarters[0].Bursts[0]; x.Bad != 3 || x.Command != "" {
		t.Errorf("the burst is %+v", x)
	}
	if shared.File == "" || book.Actions.Actions[0].Owner == "" || shared.Audience != "internal" {
		t.Error("the original was changed")
	}
	if book.For(nil) != book {
		t.Error("the internal edition is not the book itself")
	}
}
