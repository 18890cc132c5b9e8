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
	"quarterdeck/generator/quarter"
)

// The files of the configuration, relative to the site's root.
const (
	siteFile   = "config.toml"
	teamFolder = "data/teams"
)

// Load reads config.toml and every team file below data/teams. It always
// returns a usable Site: what is wrong is reported, and what cannot be used (a
// team, a service or an SLO with an error in it) is left out of it.
func Load(fsys fs.FS, diags *diag.List) *Site {
	l := &loader{fsys: fsys, diags: diags, written: map[string]bool{}}
	site := l.site()
	l.zone, l.cal = site.Calendar.Location, site.Calendar
	for _, file := range l.teamFiles() {
		if team, ok := l.team(file); ok {
			site.Teams = append(site.Teams, team)
		}
	}
	l.check(site)
	l.checkBusiness(site)
	l.checkAudiences(site)
	l.checkTargets(site)
	l.checkPolicies(site)
	l.journeys(site)
	l.exclusions(site)
	l.checkSLAs(site)
	l.idle(site)
	slices.SortStableFunc(site.Teams, func(a, b Team) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID))
	})
	return site
}

// loader carries what every part of the configuration needs.
type loader struct {
	fsys  fs.FS
	diags *diag.List
	// zone is the site's; dates without one are read in it.
	zone *time.Location
	cal  quarter.Calendar
	// currency of amounts that state none.
	currency string
	// written holds every service id in the files, also of services that were
	// left out, so that one mistake is reported once.
	written map[string]bool
	// steps of the policy are what team files may change: the built-in ones and
	// those of config.toml.
	steps []Step
}

// errors is how many there are so far: a part is left out if its reading adds
// to them.
func (l *loader) errors() int { return l.diags.Count(diag.Error) }

// table reads a TOML file.
func (l *loader) table(file string) (*doc.Table, bool) {
	src, ok := doc.ReadFile(l.fsys, file, l.diags)
	if !ok {
		return nil, false
	}
	return doc.TOML(file, src, 1, l.diags)
}

// teamFiles are the paths of the team files, sorted.
func (l *loader) teamFiles() []string {
	if info, err := fs.Stat(l.fsys, teamFolder); err != nil || !info.IsDir() {
		l.noTeams("there is no folder with team files")
		return nil
	}
	var files []string
	_ = fs.WalkDir(l.fsys, teamFolder, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			l.diags.Errorf(diag.Pos{File: name}, "unreadable", "check that it may be read", "cannot read the folder or file")
			return nil
		}
		if d.IsDir() || strings.HasPrefix(d.Name(), ".") || doc.LinkedFolder(l.fsys, name, d, l.diags) {
			return nil
		}
		switch path.Ext(name) {
		case ".toml":
			files = append(files, name)
		case ".yaml", ".yml", ".json":
			l.diags.Warnf(diag.Pos{File: name}, "not-read", "write it as TOML", "team files are TOML; this one is not read")
		}
		return nil
	})
	if len(files) == 0 {
		l.noTeams("there is no team file")
	}
	return files
}

// noTeams reports a site without teams: an error, unless it is plainly a
// collection of postmortems, with nothing measured that could be judged.
func (l *loader) noTeams(message string) {
	d := diag.Diagnostic{Pos: diag.Pos{File: teamFolder}, Severity: diag.Error, Code: "no-teams", Message: message,
		Hint: "create data/teams/checkout.toml, named for your team, with a name, a [[service]] and an [[slo]]"}
	if !l.holdsFiles("data/metrics") && l.holdsFiles("data/postmortems") {
		d.Severity = diag.Warning
		d.Message += ", so the site tells of incidents alone"
	}
	l.diags.Add(d)
}

// holdsFiles tells whether a folder has any file in it, hidden ones aside.
func (l *loader) holdsFiles(folder string) bool {
	found := false
	_ = fs.WalkDir(l.fsys, folder, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.HasPrefix(d.Name(), ".") {
			found = true
			return fs.SkipAll
		}
		return nil
	})
	return found
}
