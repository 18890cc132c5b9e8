package report

import (
	"fmt"
	"slices"
	"strings"

	"quarterdeck/generator/config"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

// methodology lists every definition in use, with the settings that shape it.
func (b *builder) methodology() *Methodology {
	c := b.in.Config
	th := slo.Thresholds{MinCoverage: c.Budget.MinCoverage, AtRisk: c.Budget.AtRisk}
	m := &Methodology{
		Document: document("methodology", "/methodology/"), Site: b.book.Site,
		Definitions: slices.Concat(definitions(b.scale), agreementDefinitions(), policyDefinitions(), spendingDefinitions(c.Statistics.Means), journeyDefinitions(), maturityDefinitions(c.Budget), b.besideDefinitions()), SLOs: b.book.SLOs,
		States:      states(th, func(f float64) string { return unit.Percent(f, 0) }),
		Materiality: b.scale.words(),
		Settings:    b.settings(),
		Severities:  []NamedText{},
		Triggers:    terms(c.Incident.Triggers), RootCauses: terms(c.Incident.RootCauses),
	}
	for _, t := range c.Incident.Severities {
		m.Severities = append(m.Severities, NamedText{Name: t.Title, Text: strings.Join(t.Spellings, ", ")})
	}
	if page, ok := b.in.Content.Page("methodology"); ok {
		m.Prose = page.HTML
	}
	var files []string
	for _, t := range c.Teams {
		files = append(files, t.Pos.File)
	}
	m.Provenance = b.provenance(files)
	return m
}

func terms(in []config.Term) []Term {
	out := []Term{}
	for _, t := range in {
		out = append(out, Term{ID: t.ID, Title: t.Title})
	}
	return out
}

func (b *builder) settings() []NamedText {
	c := b.in.Config
	lag := "one step of the series"
	if c.Budget.AttributionLag >= 0 {
		lag = c.Budget.AttributionLag.String()
	}
	means := "not shown"
	if c.Statistics.Means {
		means = "shown beside medians, because the site asks for them"
	}
	list := []NamedText{
		{"Time zone", b.loc.String()},
		{"First month of the fiscal year", c.Calendar.FirstMonth.String()},
		{"Least coverage for a verdict", unit.Percent(c.Budget.MinCoverage, 0)},
		{"At risk from", unit.Percent(c.Budget.AtRisk, 0) + " spent"},
		{"Reach of incidents over counters", lag},
		{"Labels that tell instances apart", strings.Join(c.Budget.InstanceLabels, ", ")},
		{"Means of durations", means},
		{"Present of every figure", fmt.Sprintf("%s, the end of the data", unit.Stamp(unixUTC(b.asOf).In(b.loc)))},
	}
	if !b.shows("sources") { // labels are part of the data
		list = slices.DeleteFunc(list, func(t NamedText) bool { return t.Name == "Labels that tell instances apart" })
	}
	return list
}

// pages are the authored ones.
func (b *builder) pages() []*Page {
	var out []*Page
	for _, p := range b.in.Content.Pages {
		if p.Path == "methodology" {
			continue
		}
		out = append(out, &Page{Document: document("page", "/"+p.Path+"/"), Title: p.Title, Description: p.Description,
			HTML: p.HTML, Provenance: b.provenance([]string{p.Pos.File})})
	}
	return out
}

// checkCommentary tells of commentary that no page shows, and of signatures by
// nobody the team names.
func (b *builder) checkCommentary() {
	for _, c := range b.in.Content.Commentaries {
		if b.quarterIndex(c.Quarter.Slug()) < 0 {
			b.diags.Warnf(c.Pos, "commentary-unused", "the site’s quarters follow the metrics", "there is no report of %s to comment on", c.Quarter)
		}
		t, ok := b.team(c.Team)
		for _, s := range c.Signoffs {
			if ok && !slices.ContainsFunc(t.Leads, func(l config.Lead) bool { return l.Role == s.Role }) {
				b.diags.Warnf(s.Pos, "unknown-role", "use a role of the team’s [leads]", "%s signs off %s’s report and is none of its leads", s.Role, t.Name)
			}
		}
	}
}
