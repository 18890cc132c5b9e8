package config

import (
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
)

// journeyFolder holds one file a journey, relative to the site's root.
const journeyFolder = "data/journeys"

// Journey is SLOs of several teams in the order in which a customer meets them.
type Journey struct {
	ID          string // lower case; the file's name without .toml unless stated
	Name        string
	Description string
	// Customer completes the sentence "A customer who …", in the past tense;
	// may be empty.
	Customer string
	Order    int
	// Steps in the order of the file, at least one.
	Steps []JourneyStep
	Pos   diag.Pos
}

// JourneyStep is one thing a customer does on a journey, and the ids of the
// SLOs that measure it: at least one, all known, none twice.
type JourneyStep struct {
	Name string
	SLOs []string
	Pos  diag.Pos
}

// journeys reads every file below data/journeys; there need be none. It stands
// after check, which says which SLOs there are. A journey with an error in it
// is left out: without one of its steps its verdict would be another one.
func (l *loader) journeys(site *Site) {
	seen := map[string]diag.Pos{}
	for _, file := range l.journeyFiles() {
		before := l.errors()
		j, ok := l.journey(file, site)
		if ok && l.errors() == before && l.unique(seen, j.ID, "journey", j.Pos) {
			site.Journeys = append(site.Journeys, j)
		}
	}
	slices.SortStableFunc(site.Journeys, func(a, b Journey) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID))
	})
}

// journeyFiles are the paths of the journeys' files, sorted.
func (l *loader) journeyFiles() []string {
	if info, err := fs.Stat(l.fsys, journeyFolder); err != nil || !info.IsDir() {
		return nil
	}
	var files []string
	_ = fs.WalkDir(l.fsys, journeyFolder, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			l.diags.Errorf(diag.Pos{File: name}, "unreadable", "check that it may be read", "cannot read the folder or file")
		case d.IsDir() || strings.HasPrefix(d.Name(), "."):
		case path.Ext(name) == ".toml":
			files = append(files, name)
		case slices.Contains([]string{".yaml", ".yml", ".json"}, path.Ext(name)):
			l.diags.Warnf(diag.Pos{File: name}, "not-read", "write it as TOML", "journeys are TOML files; this one is not read")
		}
		return nil
	})
	return files
}

// journey reads one file.
func (l *loader) journey(file string, site *Site) (Journey, bool) {
	t, ok := l.table(file)
	if !ok {
		return Journey{}, false
	}
	base := strings.TrimSuffix(path.Base(file), ".toml")
	id := doc.Word{Text: strings.ToLower(base), Pos: diag.Pos{File: file}}
	if t.Has("id") && t.Required("id", "leave it out to use the file's name") {
		id = t.Word("id")
	}
	if l.checkID(id, "journey") && reservedTeam(id.Text) {
		l.diags.Errorf(id.Pos, "reserved-id", `state another one, such as id = "`+id.Text+`-journey"`, "%q is a word the site's own addresses need", id.Text)
	}
	j := Journey{ID: id.Text, Name: t.String("name"), Description: t.String("description"), Customer: t.String("customer"), Pos: t.Here()}
	if j.Name == "" {
		j.Name = titleOf(base)
	}
	j.Order, _ = t.Int("order")
	steps := t.Tables("step")
	if len(steps) == 0 {
		l.diags.Errorf(diag.Pos{File: file}, "no-steps", `add a [[step]] with a name and slos = ["…"]`, "the journey %q has no steps", j.ID)
	}
	whole := true
	for _, sub := range steps {
		s, ok := l.journeyStep(sub, site)
		j.Steps, whole = append(j.Steps, s), whole && ok
	}
	t.Unused(l.diags, diag.Warning)
	return j, whole
}

// journeyStep reads one [[step]]; whole is false if one of its SLOs is not
// there. A misspelt key would lose SLOs, so here unknown keys are errors.
func (l *loader) journeyStep(t *doc.Table, site *Site) (s JourneyStep, whole bool) {
	s = JourneyStep{Name: t.RequiredString("name", `say what the customer does: name = "Pay"`), Pos: t.Here()}
	if words := t.Words("slos"); len(words) == 0 {
		t.Errorf("slos", "no-slos", `name what measures it: slos = ["checkout-availability"]`, "the step %q has no SLOs", s.Name)
	} else {
		whole = true
		for _, w := range words {
			if _, known := site.SLO(w.Text); known {
				l.journeySLO(&s, w)
				continue
			}
			whole = false
			l.unknownSLO(&s, w, site)
		}
	}
	t.Unused(l.diags, diag.Error)
	return s, whole
}

// journeySLO adds an SLO to a step.
func (l *loader) journeySLO(s *JourneyStep, w doc.Word) {
	if slices.Contains(s.SLOs, w.Text) {
		l.diags.Warnf(w.Pos, "named-twice", "remove one of the two", "the step %q names the SLO %q twice", s.Name, w.Text)
		return
	}
	s.SLOs = append(s.SLOs, w.Text)
}

// unknownSLO reports a name that no SLO has. Where a team file has an error it
// may stand in there, and one mistake is reported once.
func (l *loader) unknownSLO(s *JourneyStep, w doc.Word, site *Site) {
	if slices.ContainsFunc(l.diags.Sorted(), func(d diag.Diagnostic) bool {
		return d.Severity == diag.Error && strings.HasPrefix(d.File, teamFolder+"/")
	}) {
		return
	}
	var known []string
	for _, o := range site.SLOs() {
		known = append(known, o.ID)
	}
	hint := "name an SLO by its id, as it stands in a team file"
	if near := diag.Suggest(w.Text, known); near != "" {
		hint = "did you mean " + near + "?"
	}
	l.diags.Errorf(w.Pos, "unknown-slo", hint, "the step %q names the SLO %q, which no team has", s.Name, w.Text)
}

// Launched is when customers first met a service: where any of its entries says
// so, else the day its first owner got it; ok is false where neither is stated.
func (s *Site) Launched(service string) (at time.Time, ok bool) {
	for _, t := range s.Teams {
		for _, v := range t.Services {
			if v.ID == service && !v.Launched.IsZero() && (!ok || v.Launched.Before(at)) {
				at, ok = v.Launched, true
			}
		}
	}
	if ok {
		return at, true
	}
	if o := s.Ownerships(service); len(o) > 0 && !o[0].From.IsZero() {
		return o[0].From, true
	}
	return time.Time{}, false
}
