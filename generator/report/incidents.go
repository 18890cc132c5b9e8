package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/postmortem"
	"quarterdeck/generator/slo"
)

// incident is a postmortem while it is being joined: its report, and what the
// arithmetic needs of it.
type incident struct {
	*Incident
	pm *postmortem.Postmortem
	// window is the impact: started to resolved (else mitigated, else as-of).
	window slo.Window
	// touches are the ids of the objectives it can have spent.
	touches []string
	// counts is set on incidents proper; near misses and game days count
	// apart.
	counts bool
}

// joinIncidents resolves every postmortem's words and clocks, in order of
// start (those without one last, by id).
func (b *builder) joinIncidents() {
	for i := range b.in.Postmortems {
		in := b.joinIncident(&b.in.Postmortems[i])
		if in.pm.Withheld {
			b.withheld = append(b.withheld, in)
		} else {
			b.incidents = append(b.incidents, in)
		}
	}
	slices.SortFunc(b.incidents, func(x, y *incident) int {
		return cmp.Or(compareTime(x.Started, y.Started), cmp.Compare(x.ID, y.ID), cmp.Compare(x.File, y.File))
	})
	b.bySlug = make(map[string]*incident, len(b.incidents))
	for _, in := range slices.Backward(b.incidents) {
		b.bySlug[in.Slug] = in
	}
	b.indexIncidents()
	b.warnLater()
}

func (b *builder) joinIncident(pm *postmortem.Postmortem) *incident {
	in := &incident{pm: pm, counts: pm.Kind == postmortem.Incident && pm.LeftOut == ""}
	r := &Incident{
		Document: document("postmortem", incidentURL(pm.Slug)),
		ID:       pm.ID, Slug: pm.Slug, Title: pm.Title,
		Kind: string(pm.Kind), Status: string(pm.Status),
		Started: utc(pm.Started), Detected: utc(pm.Detected), Acknowledged: utc(pm.Acknowledged),
		Mitigated: utc(pm.Mitigated), Resolved: utc(pm.Resolved),
		NoticedBy: b.noticed(pm), LeftOut: pm.LeftOut, Summary: pm.Summary, File: pm.File,
		Spends: []IncidentSpend{}, RootCauses: []Term{}, Teams: []Ref{}, Services: []Ref{},
	}
	in.Incident = r
	b.resolveWords(in)
	if pm.Started.IsZero() {
		in.counts = false
		if r.LeftOut == "" {
			r.LeftOut = "it does not say when it started"
		}
		return in
	}
	r.Open = pm.Resolved.IsZero()
	r.ToDetect, r.ToAcknowledge = since(pm.Started, pm.Detected), since(pm.Started, pm.Acknowledged)
	r.ToMitigate, r.ToRestore = since(pm.Started, pm.Mitigated), since(pm.Started, pm.Resolved)
	in.window = slo.Window{ID: pm.Slug, Start: pm.Started.Unix(), End: b.impactEnd(pm)}
	if q, ok := b.quarterAt(pm.Started.Unix()); ok {
		r.Quarter = &Ref{ID: q.Slug, Name: q.Label, URL: quarterURL(q.Slug)}
	} else {
		q := b.in.Config.Calendar.Of(pm.Started)
		r.Quarter = &Ref{ID: q.Slug(), Name: q.Label()}
	}
	in.touches = b.touched(in)
	return in
}

// impactEnd is the end of the impact window: resolved, else mitigated, else the
// as-of instant; never before the start.
func (b *builder) impactEnd(pm *postmortem.Postmortem) int64 {
	end := b.asOf
	if !pm.Mitigated.IsZero() {
		end = pm.Mitigated.Unix()
	}
	if !pm.Resolved.IsZero() {
		end = pm.Resolved.Unix()
	}
	return max(end, pm.Started.Unix())
}

// warnLater tells of clocks that lie after the present of the report: once, at
// the first file, for an early --as-of makes many.
func (b *builder) warnLater() {
	var first diag.Diagnostic
	n := 0
	for i := range b.in.Postmortems { // in order of their files
		pm := &b.in.Postmortems[i]
		word, at := "starts", pm.Started
		if at.Unix() <= b.asOf {
			word, at = "ends", pm.Resolved
		}
		if at.IsZero() || at.Unix() <= b.asOf || pm.Withheld {
			continue
		}
		if n++; n == 1 {
			first = diag.Diagnostic{Pos: pm.Pos, Severity: diag.Warning, Code: "later-than-as-of", Hint: "add newer metrics, or build with a later --as-of",
				Message: fmt.Sprintf("%s %s at %s, after the present of the report (%s)", pm.ID, word, at.Format(time.RFC3339), unixUTC(b.asOf).Format(time.RFC3339))}
		}
	}
	switch {
	case n == 2:
		first.Message += "; one more incident lies after it too"
	case n > 2:
		first.Message += fmt.Sprintf("; %d more incidents lie after it too", n-1)
	}
	if n > 0 {
		b.diags.Add(first)
	}
}

func (b *builder) resolveWords(in *incident) {
	pm, r, voc := in.pm, in.Incident, b.in.Config.Incident
	r.Severity, r.SeverityRank = b.severity(pm)
	if pm.Trigger.Text != "" {
		r.Trigger = ptr(b.term(pm.ID, "trigger", voc.Trigger, voc.Triggers, pm.Trigger))
	}
	for _, w := range pm.RootCauses {
		// Two spellings of one cause are one: each cause has an equal part.
		if t := b.term(pm.ID, "root cause", voc.RootCause, voc.RootCauses, w); !hasCause(r.RootCauses, t.ID) {
			r.RootCauses = append(r.RootCauses, t)
		}
	}
	for _, w := range pm.Teams {
		if t, ok := b.team(w.Text); ok {
			r.Teams = appendRef(r.Teams, teamRef(t))
		} else {
			b.unknown(w, pm.ID, "team", b.teamIDs())
		}
	}
	for _, w := range pm.Services {
		if s, ok := b.services[w.Text]; ok {
			r.Services = append(r.Services, s)
			if t, ok := b.ownerAt(w.Text, pm.Started); ok && len(pm.Teams) == 0 {
				r.Teams = appendRef(r.Teams, t)
			}
		} else {
			b.unknown(w, pm.ID, "service", sortedKeys(b.services))
		}
	}
	if pm.CausedBy.Text != "" {
		if t, ok := b.team(pm.CausedBy.Text); ok {
			r.CausedBy = ptr(teamRef(t))
		} else {
			b.unknown(pm.CausedBy, pm.ID, "team", b.teamIDs())
		}
	}
}

// severity maps a written severity; an unknown one is told, not guessed, and
// ranks behind the known ones.
func (b *builder) severity(pm *postmortem.Postmortem) (Term, int) {
	voc, w := b.in.Config.Incident, pm.Severity
	rank := voc.SeverityRank(w.Text)
	if w.Text == "" {
		return Term{ID: "", Title: "not stated"}, rank
	}
	if t, ok := voc.Severity(w.Text); ok {
		return Term{ID: t.ID, Title: t.Title}, rank
	}
	b.diags.Warnf(w.Pos, "unknown-severity", "add the spelling under [incidents.severities] in config.toml",
		"%s has the severity %q, which the configuration does not know", pm.ID, w.Text)
	return Term{ID: w.Text, Title: w.Text}, rank
}

// term maps a word of a vocabulary. A site without that vocabulary takes words
// as they come.
func (b *builder) term(id, what string, find func(string) (config.Term, bool), terms []config.Term, w postmortem.Word) Term {
	if t, ok := find(w.Text); ok {
		return Term{ID: t.ID, Title: t.Title}
	}
	if len(terms) > 0 {
		b.diags.Warnf(w.Pos, "unknown-term", "use one of "+termIDs(terms)+", or add it to config.toml",
			"%s names the %s %q, which the configuration does not know", id, what, w.Text)
	}
	return Term{ID: w.Text, Title: w.Text}
}

func termIDs(terms []config.Term) string {
	var ids []string
	for _, t := range terms {
		ids = append(ids, t.ID)
	}
	return strings.Join(ids, ", ")
}

// touched lists the objectives an incident can have spent: those declared, else
// those of its services, else those of its teams' services at its start. Near
// misses and game days spend only what they declare: else nobody was hurt.
func (b *builder) touched(in *incident) []string {
	var ids []string
	for _, w := range in.pm.SLOs {
		if _, ok := b.slos[w.Text]; ok {
			ids = append(ids, w.Text)
		} else {
			b.unknownSLO(w, in.pm.ID)
		}
	}
	if in.pm.SLOs != nil || in.pm.Kind != postmortem.Incident {
		return sortedSet(ids)
	}
	for _, s := range in.Services {
		ids = append(ids, b.slosOf[s.ID]...)
	}
	if len(in.pm.Services) > 0 {
		return sortedSet(ids)
	}
	for _, t := range in.Teams {
		for service, slos := range b.slosOf {
			if owner, ok := b.ownerAt(service, in.pm.Started); ok && owner.ID == t.ID {
				ids = append(ids, slos...)
			}
		}
	}
	return sortedSet(ids)
}

func (b *builder) unknown(w postmortem.Word, id, what string, known []string) {
	if b.teamsBroken {
		return
	}
	b.diags.Add(diag.Diagnostic{Pos: w.Pos, Severity: diag.Warning, Code: "unknown-" + what,
		Message: id + " names the " + what + " " + quote(w.Text) + ", which no team file has",
		Hint:    nearest(w.Text, known, "add it to a file in data/teams")})
}

func (b *builder) unknownSLO(w postmortem.Word, id string) {
	if b.teamsBroken {
		return
	}
	b.diags.Add(diag.Diagnostic{Pos: w.Pos, Severity: diag.Error, Code: "unknown-slo",
		Message: id + " names the objective " + quote(w.Text) + ", which no team file has; its spend cannot be attributed",
		Hint:    nearest(w.Text, sortedKeys(b.slos), "declare it as an [[slo]] in data/teams")})
}
