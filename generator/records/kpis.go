package records

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

// kpiColumns are those of a tidy table, and one for each KPI of the site, for
// tables that have a column a KPI.
func (l *loader) kpiColumns() schema {
	sc := schema{
		{"kpi", []string{"kpi_id", "metric", "measure"}},
		{"date", []string{"period", "month", "day", "week", "quarter", "time", "timestamp"}},
		{"start", []string{"period_start", "from", "start_date"}},
		{"end", []string{"period_end", "to", "end_date"}},
		{"last_day", nil},
		{"team", nil},
		{"value", []string{"amount", "figure"}},
	}
	for _, k := range l.site.KPIs() {
		sc = append(sc, column{"kpi:" + k.ID, []string{k.ID, k.Title}})
	}
	return sc
}

// kpis reads a file of data/kpis. Its KPI stands in the column kpi, else in the
// names of the columns, else in the file's name.
func (l *loader) kpis(s *source) {
	sc := l.kpiColumns()
	var wide []string // ids that may be columns
	for _, k := range l.site.KPIs() {
		wide = append(wide, k.ID)
	}
	accept := func(h *header) string {
		if !h.has("date", "start") {
			return `there is no column "date"`
		}
		named := slices.ContainsFunc(wide, func(id string) bool { return h.has("kpi:" + id) })
		if !h.has("value") && !named && !l.teamsBroken {
			return `there is no column "value", and none is named like a [[kpi]] of a team file`
		}
		return ""
	}
	s.rows(sc, accept, func(r *row) {
		if r.header.has("value") {
			l.kpiRow(r)
			return
		}
		for _, id := range wide {
			if _, ok := r.cell("kpi:" + id); ok {
				l.kpiValue(r, id, "kpi:"+id)
			}
		}
	})
}

// kpiRow reads a row of a tidy table.
func (l *loader) kpiRow(r *row) {
	id := r.text("kpi")
	if id == "" {
		id, _, _ = strings.Cut(path.Base(r.src.Path), ".")
	}
	if _, ok := r.cell("value"); ok { // an empty cell is no data
		l.kpiValue(r, id, "value")
	}
}

// kpiValue reads one value.
func (l *loader) kpiValue(r *row, name, column string) {
	k, owner, ok := l.site.KPI(l.kpiIDs[plain(name)])
	if !ok {
		if !l.teamsBroken && l.once("kpi\x00"+name) {
			l.unknownKPI(r, name)
		}
		return
	}
	if team, written := l.team(r, "team"); written != "" && team != "" && team != owner {
		r.fail("team", "other-team", "leave the team out, or give the other team a [[kpi]] of its own", "the KPI %q is defined by %s, and the row is of %s; it is left out", k.ID, owner, team)
		return
	}
	p, ok := l.period(r, k.Period)
	if !ok {
		return
	}
	x, ok := r.number(column)
	if !ok {
		return
	}
	v := KPIValue{KPI: k.ID, Start: p.start, End: p.end, Value: x, Pos: r.pos(column)}
	l.checkLength(r, k, p)
	l.out.KPIs = append(l.out.KPIs, v)
}

func (l *loader) unknownKPI(r *row, name string) {
	var known []string
	for _, k := range l.site.KPIs() {
		known = append(known, k.ID)
	}
	hint := "define it in the team's file with a [[kpi]]"
	if near := diag.Suggest(name, known); near != "" {
		hint = "did you mean " + near + "?"
	}
	r.src.repeat(diag.Warning, r.pos("kpi"), "unknown-kpi", hint, "there is no KPI %q, so its values are not used", clip(name))
}

// checkLength warns of a value whose period is not the one its KPI is defined
// by.
func (l *loader) checkLength(r *row, k config.KPI, p period) {
	want := l.around(p.start, k.Period)
	if !want.start.Equal(p.start) || !want.end.Equal(p.end) {
		r.warn("start", "other-period", "export one value a "+string(k.Period)+`, or correct the KPI's period`, "the KPI %q has a value for each %s, and this row covers another time", k.ID, k.Period)
	}
}

// settleKPIs puts values in order. Of two for one period the later row holds; of
// two that overlap in part the second is left out, since a sum would count the
// time they share twice.
func (l *loader) settleKPIs() {
	slices.SortStableFunc(l.out.KPIs, func(a, b KPIValue) int {
		return cmp.Or(cmp.Compare(a.KPI, b.KPI), a.Start.Compare(b.Start), a.End.Compare(b.End))
	})
	var kept []KPIValue
	for _, v := range l.out.KPIs {
		last := len(kept) - 1
		switch {
		case last < 0 || kept[last].KPI != v.KPI || !v.Start.Before(kept[last].End):
			kept = append(kept, v)
		case kept[last].Start.Equal(v.Start) && kept[last].End.Equal(v.End):
			if kept[last].Value != v.Value {
				l.diags.Warnf(v.Pos, "twice-the-same", "remove one of the two", "the KPI %q already has another value for this period, at %s; the later row holds", v.KPI, kept[last].Pos)
			}
			kept[last] = v
		default:
			l.diags.Errorf(v.Pos, "overlapping-periods", "give each value a period of its own", "the value of %q covers time that the one at %s covers too; it is left out", v.KPI, kept[last].Pos)
		}
	}
	l.out.KPIs = kept
}
