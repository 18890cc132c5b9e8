package config

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
)

const exclusionFolder = "data/exclusions"

// Exclusion is a stretch of time that somebody agreed to leave out of budgets.
// Whom it touches is stated, never guessed: objectives, the objectives of
// services, or those of the services a team owns meanwhile. One that touches
// nobody is for the contracts that name it.
type Exclusion struct {
	ID, Title string
	// Reason and Approver (a role) are never empty.
	Reason, Approver string
	// Approved is the day on which it was agreed; zero if it is not stated.
	Approved time.Time
	// From and To bound the time; To is exclusive.
	From, To time.Time
	// SLOs, Services and Teams are ids that exist.
	SLOs, Services, Teams []string
	Pos                   diag.Pos
}

// Window is the time in which an exclusion touches one objective.
type Window struct {
	Exclusion
	Start, End time.Time
}

// exclusionFiles are the paths of the files below data/exclusions, sorted; the
// folder need not be there.
func (l *loader) exclusionFiles() []string {
	var files []string
	_ = fs.WalkDir(l.fsys, exclusionFolder, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			if name != exclusionFolder {
				l.diags.Errorf(diag.Pos{File: name}, "unreadable", "check that it may be read", "cannot read the folder or file")
			}
			return nil
		case d.IsDir() || strings.HasPrefix(d.Name(), "."):
			return nil
		}
		switch path.Ext(name) {
		case ".toml":
			files = append(files, name)
		case ".yaml", ".yml", ".json":
			l.diags.Warnf(diag.Pos{File: name}, "not-read", "write it as TOML", "files of exclusions are TOML; this one is not read")
		}
		return nil
	})
	return files
}

// exclusions reads every exclusion. It needs the teams, which it names.
func (l *loader) exclusions(site *Site) {
	seen := map[string]diag.Pos{}
	for _, file := range l.exclusionFiles() {
		t, ok := l.table(file)
		if !ok {
			continue
		}
		for _, sub := range t.Tables("exclusion") {
			if x, ok := l.exclusion(sub, site); ok && l.unique(seen, x.ID, "exclusion", x.Pos) {
				site.Exclusions = append(site.Exclusions, x)
			}
		}
		t.Unused(l.diags, diag.Error)
	}
	slices.SortStableFunc(site.Exclusions, func(a, b Exclusion) int { return a.From.Compare(b.From) })
	l.overlapping(site)
}

// exclusion reads one [[exclusion]] table. It changes figures, so what is
// missing or unknown in it is an error.
func (l *loader) exclusion(t *doc.Table, site *Site) (Exclusion, bool) {
	before := l.errors()
	id := doc.Word{Text: t.RequiredString("id", `add id = "stock-move-2026-08"`), Pos: t.ValuePos("id")}
	l.checkID(id, "exclusion")
	x := Exclusion{
		ID:       id.Text,
		Title:    t.String("title"),
		Reason:   t.RequiredString("reason", "say why this time does not count; it stands on the page"),
		Approver: t.RequiredString("approver", `name the role that agreed, such as approver = "Head of operations"`),
		Pos:      t.Here(),
	}
	if x.Title == "" {
		x.Title = titleOf(x.ID)
	}
	x.Approved, _ = t.Date("date", l.zone)
	if !t.Has("date") {
		l.diags.Warnf(t.Here(), "missing-key", "add date = 2026-08-01, the day on which it was agreed", "the exclusion %q does not say when it was approved", x.ID)
	}
	x.From, x.To = l.instant(t, "from", "the first moment that does not count"), l.instant(t, "to", "the first moment that counts again")
	if !x.From.IsZero() && !x.To.IsZero() && !x.From.Before(x.To) {
		t.Errorf("to", "end-before-start", "write the first moment that counts again", "the exclusion %q ends before it begins", x.ID)
	}
	l.touched(t, site, &x)
	t.Unused(l.diags, diag.Error)
	return x, l.errors() == before
}

// instant reads a moment that must be there.
func (l *loader) instant(t *doc.Table, key, what string) time.Time {
	if !t.Required(key, "add "+key+", "+what) {
		return time.Time{}
	}
	at, _ := t.Time(key, l.zone)
	return at
}

// touched reads whom an exclusion touches.
func (l *loader) touched(t *doc.Table, site *Site, x *Exclusion) {
	var slos, teams []string
	for _, team := range site.Teams {
		teams = append(teams, team.ID)
		for _, s := range team.SLOs {
			slos = append(slos, s.ID)
		}
	}
	x.SLOs = l.ids(t, "slos", "SLO", slos)
	x.Services = l.ids(t, "services", "service", serviceIDs(site.Teams))
	x.Teams = l.ids(t, "teams", "team", teams)
}

// ids reads a list of ids that must be known.
func (l *loader) ids(t *doc.Table, key, what string, known []string) []string {
	var out []string
	for _, w := range t.Words(key) {
		switch {
		case slices.Contains(known, w.Text):
			out = append(out, w.Text)
		case l.teamsBroken():
			// It may stand in a file that is broken, which is reported.
		default:
			hint := "write the id of a " + what + " of this site"
			if near := diag.Suggest(w.Text, known); near != "" {
				hint = "did you mean " + near + "?"
			}
			l.diags.Errorf(w.Pos, "unknown-"+strings.ToLower(what), hint, "there is no %s %q", what, w.Text)
		}
	}
	return out
}

// teamsBroken tells whether an error stands in any team file.
func (l *loader) teamsBroken() bool {
	return slices.ContainsFunc(l.diags.Sorted(), func(d diag.Diagnostic) bool {
		return d.Severity == diag.Error && strings.HasPrefix(d.File, teamFolder+"/")
	})
}

// overlapping notes exclusions that share time on an objective: that time is
// left out once.
func (l *loader) overlapping(site *Site) {
	for _, s := range site.SLOs() {
		list := site.Windows(s)
		for i := range list {
			for _, earlier := range list[:i] {
				if list[i].Start.Before(earlier.End) && list[i].ID != earlier.ID {
					l.diags.Hintf(list[i].Pos, "overlap", "nothing, if that is meant",
						"the exclusions %q and %q overlap; the time that they share is left out once", earlier.ID, list[i].ID)
				}
			}
		}
	}
}

// idle reports exclusions that change nothing: they touch nobody, and no
// contract names them.
func (l *loader) idle(site *Site) {
	named := map[string]bool{}
	for _, t := range site.Teams {
		for _, s := range t.SLAs {
			for _, id := range s.Exclusions {
				named[id] = true
			}
		}
	}
	for _, x := range site.Exclusions {
		if len(x.SLOs)+len(x.Services)+len(x.Teams) == 0 && !named[x.ID] && !l.teamsBroken() && !l.broken(x.Pos.File) {
			l.diags.Errorf(x.Pos, "touches-nothing", `add slos, services or teams, such as services = ["stock"], or name it in the exclusions of a contract`,
				"the exclusion %q touches nothing", x.ID)
		}
	}
}

// Exclusion finds an exclusion by its id.
func (s *Site) Exclusion(id string) (Exclusion, bool) {
	for _, x := range s.Exclusions {
		if x.ID == id {
			return x, true
		}
	}
	return Exclusion{}, false
}

// Windows are the stretches in which exclusions touch an objective, by start.
// One that names a team touches the objective while that team owns its service.
func (s *Site) Windows(o SLO) []Window {
	var out []Window
	for _, x := range s.Exclusions {
		if slices.Contains(x.SLOs, o.ID) || slices.Contains(x.Services, o.Service) {
			out = append(out, Window{x, x.From, x.To})
			continue
		}
		for _, own := range s.Ownerships(o.Service) {
			if !slices.Contains(x.Teams, own.Team) {
				continue
			}
			w := Window{x, x.From, x.To}
			if own.From.After(w.Start) {
				w.Start = own.From
			}
			if !own.To.IsZero() && own.To.Before(w.End) {
				w.End = own.To
			}
			if w.Start.Before(w.End) {
				out = append(out, w)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Window) int { return a.Start.Compare(b.Start) })
	return out
}
