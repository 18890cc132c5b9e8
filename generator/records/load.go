package records

import (
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
)

// Load reads the five folders; none of them need be there. It always returns
// what could be read.
func Load(fsys fs.FS, site *config.Site, diags *diag.List) *Records {
	l := &loader{fsys: fsys, site: site, diags: diags, out: &Records{}, zone: site.Calendar.Location,
		services: map[string]string{}, teams: map[string]string{}, kpiIDs: map[string]string{}, told: map[string]bool{}, deployments: map[string]int{}}
	l.index()
	l.each(DeploymentFolder, "deployments", (*loader).deploys)
	l.each(LaunchFolder, "launches", (*loader).launches)
	l.each(OnCallFolder, "oncall", (*loader).oncall)
	l.each(CostFolder, "costs", (*loader).costs)
	l.each(KPIFolder, "kpis", (*loader).kpis)
	l.settle()
	return l.out
}

// loader carries what the readers of all kinds need.
type loader struct {
	fsys  fs.FS
	site  *config.Site
	diags *diag.List
	out   *Records
	zone  *time.Location
	// services, teams and kpiIDs are ids by every name they go by, made plain.
	services, teams, kpiIDs map[string]string
	// teamsBroken is set when a team file has an error: a name that seems
	// unknown may stand in it, so nothing is said of such names.
	teamsBroken bool
	// told holds what is reported once for the whole site.
	told map[string]bool
	// deployments are the places in out of those with an id, so that several
	// rows make one.
	deployments map[string]int
}

// settle puts every list in order and holds rows against each other.
func (l *loader) settle() {
	slices.SortStableFunc(l.out.Deployments, func(a, b Deployment) int {
		return cmp.Or(a.Finished.Compare(b.Finished), cmp.Compare(a.Service, b.Service), cmp.Compare(a.ID, b.ID))
	})
	slices.SortStableFunc(l.out.Elsewhere, func(a, b Elsewhere) int { return a.At.Compare(b.At) })
	slices.SortStableFunc(l.out.Launches, func(a, b Launch) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.ID, b.ID))
	})
	slices.SortStableFunc(l.out.Pages, func(a, b Page) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	slices.SortStableFunc(l.out.Shifts, func(a, b Shift) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Team, b.Team)) })
	slices.SortStableFunc(l.out.Work, func(a, b Work) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Team, b.Team)) })
	slices.SortStableFunc(l.out.Costs, func(a, b Cost) int {
		return cmp.Or(a.Start.Compare(b.Start), a.End.Compare(b.End), cmp.Compare(a.Team, b.Team), cmp.Compare(a.Category, b.Category))
	})
	l.checkShifts()
	l.settleKPIs()
	l.checkCurrencies()
}

// each reads every file below a folder, in order of path.
func (l *loader) each(folder, kind string, read func(*loader, *source)) {
	_ = fs.WalkDir(l.fsys, folder, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			if name != folder {
				l.diags.Errorf(diag.Pos{File: name}, "unreadable", "check that it may be read", "cannot read the folder or file")
			}
			return nil
		case strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir() || doc.LinkedFolder(l.fsys, name, d, l.diags):
			return nil
		case slices.Contains([]string{".toml", ".md", ".yaml", ".yml", ".txt"}, path.Ext(name)):
			l.diags.Warnf(diag.Pos{File: name}, "not-read", "write it as CSV or JSON Lines, or keep it elsewhere", "tables are CSV or JSON; this file is not read")
			return nil
		}
		l.file(name, kind, read)
		return nil
	})
}

// file reads one file and notes what came of it.
func (l *loader) file(name, kind string, read func(*loader, *source)) {
	s := &source{File: File{Path: name, Kind: kind}, zone: l.zone, diags: l.diags, told: map[string]*repeated{}, moments: map[string]moment{}}
	if s.load(l.fsys) {
		read(l, s)
		s.finish()
		l.out.Files = append(l.out.Files, s.File)
	}
}

// index learns every name of teams and services. A name that two of a kind
// claim is the first one's, by the order of files.
func (l *loader) index() {
	add := func(m map[string]string, id string, names ...string) {
		for _, n := range names {
			if p := plain(n); p != "" {
				if _, taken := m[p]; !taken {
					m[p] = id
				}
			}
		}
	}
	for _, t := range l.site.Teams { // ids before names
		add(l.teams, t.ID, t.ID)
		for _, s := range t.Services {
			add(l.services, s.ID, s.ID)
		}
	}
	for _, t := range l.site.Teams {
		add(l.teams, t.ID, t.Name)
		for _, s := range t.Services {
			add(l.services, s.ID, append([]string{s.Name}, s.Aliases...)...)
		}
	}
	for _, k := range l.site.KPIs() {
		add(l.kpiIDs, k.ID, k.ID)
	}
	l.teamsBroken = len(l.site.Teams) == 0
	for _, d := range l.diags.Sorted() {
		l.teamsBroken = l.teamsBroken || d.Severity == diag.Error && strings.HasPrefix(d.File, "data/teams/")
	}
}

// once tells whether something has not been said yet.
func (l *loader) once(what string) bool {
	if l.told[what] {
		return false
	}
	l.told[what] = true
	return true
}
