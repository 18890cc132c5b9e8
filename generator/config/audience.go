package config

import (
	"slices"
	"strings"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
)

// The names of audiences that every site has: the people who may see all of it,
// and everybody else.
const (
	Internal = "internal"
	Public   = "public"
)

// Audience is a circle of readers, and what a build for them holds back. Every
// audience but the internal one begins with nothing but what the report marks
// as public.
type Audience struct {
	Name string
	// HideTeams are team ids: the team, its services, SLOs, contracts and
	// incidents are absent, and no figure is made from them.
	HideTeams []doc.Word
	// HideSections and ShowSections name parts of postmortems: a role such as
	// root-cause, or a heading.
	HideSections, ShowSections []doc.Word
	// HideWords are further words whose passages are held back, KeepWords names
	// of hidden things that are ordinary words too.
	HideWords, KeepWords []string
	// Parts of reports that are shown, by name.
	Parts map[string]bool
	// NoIndex makes its pages say noindex.
	NoIndex bool
	Pos     diag.Pos
}

// Part is something that an audience may be shown, or be spared.
type Part struct {
	Name string
	// Shown is set where it is shown unless it is hidden.
	Shown bool
	// Text completes "the reports leave out …".
	Text string
}

// Parts are all parts, in the order in which they are documented.
func Parts() []Part {
	return []Part{
		{"commentary", false, "what the teams wrote to their quarters, and notes and reasons of issues"},
		{"decisions", false, "decisions that were asked for, and their answers"},
		{"signoffs", false, "signatures under the reports"},
		{"actions", false, "action items with owners and tickets"},
		{"policy", false, "what the error-budget policy asks for, and exceptions from it"},
		{"contracts", false, "contracts with customers and the credits owed"},
		{"money", false, "amounts of money"},
		{"leads", false, "the names of people"},
		{"causes", false, "which team an incident’s cause lies with"},
		{"bursts", false, "the times of failures that no postmortem covers"},
		{"approvals", false, "why time was left out of a budget, and who agreed"},
		{"detection", false, "whether alerts would have told of incidents"},
		{"maturity", false, "what is not measured well enough yet"},
		{"sources", false, "file names, digests and selectors of the data"},
		{"incidents", true, "incidents and their postmortems"},
		{"findings", true, "findings"},
		{"journeys", true, "customer journeys"},
	}
}

// Audience finds an audience by name. The public one is there without being
// configured; the internal one holds nothing back and is not among them.
func (s *Site) Audience(name string) (Audience, bool) {
	for _, a := range s.Audiences {
		if a.Name == name {
			return a, true
		}
	}
	if name == Public {
		return Audience{Name: Public, Parts: defaultParts(), Pos: diag.Pos{File: s.File}}, true
	}
	return Audience{}, false
}

// AudienceNames are all names a build can be made for, the internal one first.
func (s *Site) AudienceNames() []string {
	out := []string{Internal, Public}
	for _, a := range s.Audiences {
		if !slices.Contains(out, a.Name) {
			out = append(out, a.Name)
		}
	}
	return out
}

func defaultParts() map[string]bool {
	shown := map[string]bool{}
	for _, p := range Parts() {
		shown[p.Name] = p.Shown
	}
	return shown
}

// audiences reads the tables of [audience]. Here unknown keys are errors: a
// misspelt one would publish what was meant to be hidden.
func (l *loader) audiences(t *doc.Table) []Audience {
	sub, ok := t.Table("audience")
	if !ok {
		return nil
	}
	var out []Audience
	for _, name := range sub.Keys() {
		one, ok := sub.Table(name)
		if ok && (name == Internal || !idShape.MatchString(name)) {
			for _, key := range one.Keys() {
				one.Value(key) // read: the table's name is what is wrong
			}
		}
		switch {
		case !ok:
			continue
		case name == Internal:
			l.diags.Errorf(sub.Pos(name), "bad-audience", "write [audience.public], or another name", "the internal audience sees everything and cannot be configured")
			continue
		case !idShape.MatchString(name):
			l.diags.Errorf(sub.Pos(name), "bad-id", "use lower-case letters, digits and hyphens"+example(name), "%q cannot be the name of an audience", name)
			continue
		}
		out = append(out, l.audience(name, one))
	}
	return out
}

func (l *loader) audience(name string, t *doc.Table) Audience {
	a := Audience{Name: name, Parts: defaultParts(), Pos: t.Here(), NoIndex: name != Public,
		HideTeams: t.Words("hide_teams"), HideSections: t.Words("hide_sections"), ShowSections: t.Words("show_sections"),
		HideWords: words(t, "hide_words"), KeepWords: words(t, "keep_words")}
	if b, ok := t.Bool("noindex"); ok {
		a.NoIndex = b
	}
	shown, hidden := t.Words("show"), t.Words("hide")
	l.parts(a.Parts, shown, true)
	l.parts(a.Parts, hidden, false)
	for _, w := range shown {
		if slices.ContainsFunc(hidden, func(h doc.Word) bool { return h.Text == w.Text }) {
			l.diags.Errorf(w.Pos, "two-readings", "keep it in one of the two lists", "%q is both shown and hidden", w.Text)
		}
	}
	if a.Parts["policy"] && !a.Parts["actions"] {
		t.Errorf("show", "needs-part", `add "actions" to show, or take "policy" away`, "the policy says which incidents lack action items, so it cannot be shown without them")
	}
	t.Unused(l.diags, diag.Error)
	return a
}

// words reads a list of texts without empty ones.
func words(t *doc.Table, key string) []string {
	return slices.DeleteFunc(t.Strings(key), func(s string) bool { return strings.TrimSpace(s) == "" })
}

func (l *loader) parts(parts map[string]bool, names []doc.Word, shown bool) {
	var known []string
	for _, p := range Parts() {
		known = append(known, p.Name)
	}
	for _, w := range names {
		if _, ok := parts[w.Text]; ok {
			parts[w.Text] = shown
			continue
		}
		l.diags.Errorf(w.Pos, "unknown-part", suggestion(w.Text, known, "the parts are "+strings.Join(known, ", ")), "reports have no part %q", w.Text)
	}
}

// suggestion is the known word that was probably meant, else what to do.
func suggestion(word string, known []string, otherwise string) string {
	if near := diag.Suggest(word, known); near != "" {
		return "did you mean " + near + "?"
	}
	return otherwise
}

// checkAudiences holds hidden teams against those there are. An unknown one is
// an error even while team files are broken: a team that could not be read
// cannot be hidden with certainty.
func (l *loader) checkAudiences(site *Site) {
	var teams []string
	for _, t := range site.Teams {
		teams = append(teams, t.ID)
	}
	for _, a := range site.Audiences {
		for _, w := range a.HideTeams {
			if !slices.Contains(teams, w.Text) {
				l.diags.Errorf(w.Pos, "unknown-team", suggestion(w.Text, teams, "write the id of a team of this site"), "there is no team %q to hide", w.Text)
			}
		}
	}
}
