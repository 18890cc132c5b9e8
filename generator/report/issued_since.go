package report

import (
	"fmt"
	"slices"
	"time"

	"quarterdeck/generator/issued"
	"quarterdeck/generator/unit"
)

// incidentsSince holds the incidents of a team (of all, with "") against the
// issued ones: a restatement where their numbers moved because one was added,
// removed or told otherwise, a completion where an open one was resolved.
func (b *builder) incidentsSince(i int, team string) ([]Restatement, []Completion) {
	f := b.issues[i].file
	k := slices.IndexFunc(f.Teams, func(t issued.Team) bool { return t.Team == team })
	if k < 0 {
		return nil, nil
	}
	summary := b.summary(i, team)
	changes := numberChanges(f.Teams[k], teamNumbers(team, summary))
	diffs, names := b.incidentDiffs(i, team)
	done := b.resolvedSince(i, diffs, names)
	told := false
	for _, how := range diffs {
		told = told || how != incidentCompleted
	}
	if len(changes) == 0 || !told {
		if len(done) > 0 {
			done[0].Changes = changes
		}
		return nil, done
	}
	r := Restatement{Kind: RestatedData, Title: "Incidents of the quarter are told otherwise than in the issued report",
		Body: incidentWords(diffs), Changes: changes, Files: b.incidentFilesSince(f, diffs)}
	if team != "" {
		r.Team = ptr(b.teamByID(team))
	} else {
		b.tellRestated(f, 0, r)
	}
	return []Restatement{r}, done
}

func numberChanges(was, now issued.Team) []Restated {
	var out []Restated
	add := func(name, unitName, def string, a, b *float64) {
		if !sameFigure(a, b) {
			out = append(out, Restated{Name: name, Unit: unitName, Definition: def, Issued: a, Now: b})
		}
	}
	add("Incidents", "incidents", defIncidents, ptr(float64(was.Incidents)), ptr(float64(now.Incidents)))
	add("Hours of impact", "hours", defImpact, was.Impact, now.Impact)
	add("Time to restore, median", "seconds", defRestore, was.Restore, now.Restore)
	return out
}

// incidentDiffs tells how the counted incidents of a quarter differ, and the
// present ones by id.
func (b *builder) incidentDiffs(i int, team string) (map[string]string, map[string]*incident) {
	f, slug := b.issues[i].file, b.book.Quarters[i].Slug
	old := map[string]*issued.Incident{}
	for k := range f.Incidents {
		x := &f.Incidents[k]
		if team == "" || slices.Contains(x.Teams, team) {
			old[x.ID] = x
		}
	}
	now := map[string]*incident{}
	diffs := map[string]string{}
	for _, in := range b.started(i, team) {
		now[in.ID] = in
		x := takeIncident(in.Incident, slug)
		if how := incidentChange(old[in.ID], &x); how != "" {
			diffs[in.ID] = how
		}
	}
	for id, x := range old {
		if now[id] == nil && x.Counted {
			diffs[id] = incidentChange(x, nil)
		}
	}
	return diffs, now
}

func (b *builder) resolvedSince(i int, diffs map[string]string, now map[string]*incident) []Completion {
	var out []Completion
	for _, id := range sortedKeys(diffs) {
		if diffs[id] != incidentCompleted {
			continue
		}
		in := now[id]
		out = append(out, Completion{Kind: "incident", Ref: ptr(in.ref().Ref),
			Text: fmt.Sprintf("%s was still open in the issued report; it was resolved on %s.", id, unit.Date(in.Resolved.In(b.loc)))})
	}
	return out
}

func (b *builder) incidentFilesSince(f *issued.File, diffs map[string]string) []FileChange {
	var then, now []string
	for _, x := range f.Incidents {
		if diffs[x.ID] != "" {
			then = append(then, x.File)
		}
	}
	for _, in := range b.incidents {
		if diffs[in.ID] != "" {
			now = append(now, in.File)
		}
	}
	return fileChanges(then, f.Inputs, now, b.digestNow())
}

// actionsSince lists the actions that were not done at the end of an issued
// quarter and are by now.
func (b *builder) actionsSince(h *issuedQuarter, team string) []Completion {
	var out []Completion
	for _, a := range b.actionsAt(b.incidents, b.asOf) {
		if a.State != actionDone || team != "" && !slices.ContainsFunc(a.Teams, func(r Ref) bool { return r.ID == team }) {
			continue
		}
		open := slices.ContainsFunc(h.file.Actions, func(x issued.Action) bool {
			return x.Incident == a.Incident.ID && x.ID == a.ID && x.Title == a.Title
		})
		if !open {
			continue
		}
		if a.Done != nil && a.Done.In(b.loc).Format(time.DateOnly) < h.file.Date {
			continue // between the quarter's end and the issue
		}
		text := fmt.Sprintf("“%s” was done", a.Title)
		if a.Done != nil {
			text += " on " + unit.Date(a.Done.In(b.loc))
		}
		out = append(out, Completion{Kind: "action", Text: text + ".", Ref: ptr(a.Incident.Ref)})
	}
	return out
}

// recoveredSince lists the failed deployments of an issued quarter that were over
// only after it was issued.
func (b *builder) recoveredSince(h *issuedQuarter, i int, team string) []Completion {
	var out []Completion
	q := b.book.Quarters[i]
	for _, t := range b.in.Config.Teams {
		if team != "" && t.ID != team {
			continue
		}
		for _, d := range b.shipments(t.ID).all {
			if d.At < q.Start.Unix() || d.At >= q.End.Unix() || !d.Failed || d.Recovered == 0 || d.Recovered > b.asOf {
				continue
			}
			at := unixUTC(d.Recovered).In(b.loc)
			if at.Format(time.DateOnly) >= h.file.Date {
				out = append(out, Completion{Kind: "deployment", Ref: &Ref{ID: d.ID, Name: d.ID, URL: teamQuarterURL(q.Slug, t.ID) + "#delivery"},
					Text: fmt.Sprintf("The failure of deployment %s was still open in the issued report; it was over on %s.", d.ID, unit.Date(at))})
			}
		}
	}
	return out
}

// settled are the restatements that later issues made their own: each earlier
// issue held against the next, with the reason that was given.
func (b *builder) settled(f *issued.File) []Restatement {
	var out []Restatement
	for k := range f.Earlier {
		next := &f.Issue
		if k+1 < len(f.Earlier) {
			next = &f.Earlier[k+1]
		}
		out = append(out, b.settledBy(&f.Earlier[k], next)...)
	}
	return out
}

func (b *builder) settledBy(was, next *issued.Issue) []Restatement {
	digests := map[string]string{}
	for _, x := range next.Inputs {
		digests[x.Path] = x.SHA256
	}
	digest := func(p string) (string, bool) { d, ok := digests[p]; return d, ok }
	var out []Restatement
	for k := range was.Objectives {
		e := &was.Objectives[k]
		c := comparison{was: e, loc: b.loc}
		for n := range next.Objectives {
			o := &next.Objectives[n]
			if o.SLO == e.SLO && o.Part == e.Part && o.Start.Equal(e.Start) && o.End.Equal(e.End) {
				c.now = o
				c.files = fileChanges(e.Sources, was.Inputs, o.Sources, digest)
			}
		}
		if c.now != nil && c.sameTotals() {
			continue // how it is shared out follows the postmortems in any case
		}
		for _, r := range c.restatements() {
			r.Team = ptr(b.teamByID(e.Team))
			r.Reason, r.Settled = next.Reason, next.Date
			out = append(out, r)
		}
	}
	return out
}
