package content

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
	"quarterdeck/generator/quarter"
)

// commentary reads what people say about one report.
func (l *loader) commentary(file string) {
	q, team, ok := l.report(file)
	if !ok || !l.first(q.Slug()+"/"+team, file) {
		return
	}
	s, ok := l.read(file)
	if !ok {
		return
	}
	c := Commentary{
		Quarter:    q,
		Team:       team,
		Headline:   s.front.String("headline"),
		Standfirst: s.front.String("standfirst"),
		Signoffs:   l.signoffs(s.front),
		Decisions:  l.decisions(s.front),
		Pos:        s.front.Here(),
	}
	s.front.Unused(l.diags, diag.Warning)
	c.HTML = l.parse(file, s.line, s.body).HTML()
	l.out.Commentaries = append(l.out.Commentaries, c)
}

// report is the quarter and the team that a commentary's path names.
func (l *loader) report(file string) (q quarter.Quarter, team string, ok bool) {
	at := diag.Pos{File: file}
	parts := strings.Split(strings.TrimPrefix(file, reports+"/"), "/")
	if len(parts) != 2 {
		l.diags.Errorf(at, "bad-address", "commentary stands at content/reports/2026-Q3/checkout.md, the organisation's at content/reports/2026-Q3/_index.md",
			"this is no place for commentary")
		return q, "", false
	}
	q, err := l.cal.Parse(parts[0])
	if err != nil {
		l.diags.Errorf(at, "unknown-quarter", "name the folder after a quarter", "%v", err)
		return q, "", false
	}
	team = strings.ToLower(strings.TrimSuffix(path.Base(file), ".md"))
	switch {
	case team == "_index":
		return q, "", true
	case slices.Contains(l.teams, team):
		return q, team, true
	}
	hint := "name the file after a team, or _index.md for the whole organisation"
	if near := diag.Suggest(team, append(slices.Clone(l.teams), "_index")); near != "" {
		hint = "did you mean " + near + ".md?"
	}
	l.diags.Errorf(at, "unknown-team", hint, "there is no team %q", team)
	return q, "", false
}

func (l *loader) signoffs(t *doc.Table) []Signoff {
	var out []Signoff
	for _, sub := range t.Tables("signoff") {
		s := Signoff{Role: sub.RequiredString("role", `add role = "product"`), Note: sub.String("note"), Pos: sub.Here()}
		s.Date, _ = sub.Date("date", l.cal.Location)
		if s.Role != "" {
			out = append(out, s)
		}
	}
	return out
}

func (l *loader) decisions(t *doc.Table) []Decision {
	var out []Decision
	seen := map[string]bool{}
	for _, sub := range t.Tables("decision") {
		d := l.decision(sub)
		if d.ID == "" {
			continue
		}
		if seen[d.ID] {
			sub.Errorf("id", "duplicate-id", "give one of the two another id", "the decision %q is asked twice", d.ID)
			continue
		}
		seen[d.ID] = true
		out = append(out, d)
	}
	return out
}

func (l *loader) decision(t *doc.Table) Decision {
	d := Decision{
		ID:       t.RequiredString("id", `add id = "retry-budget", by which later quarters refer to it`),
		Question: t.String("question"),
		Options:  l.options(t),
		Decider:  t.String("decider"),
		Answer:   t.String("answer"),
		Metric:   t.String("metric"),
		Pos:      t.Here(),
	}
	if note := t.Word("note"); note.Text != "" {
		d.NoteHTML = l.parse(t.File(), note.Pos.Line, []byte(note.Text)).HTML()
	}
	d.By, _ = t.Date("by", l.cal.Location)
	d.Answered, _ = t.Date("answered", l.cal.Location)
	if !d.Answered.IsZero() && d.Answer == "" {
		t.Warnf("answered", "no-answer", `add answer = "…"`, "the decision %q has a day of its answer, but no answer", d.ID)
	}
	return d
}

// options reads a list of texts or tables.
func (l *loader) options(t *doc.Table) []Option {
	v := t.Value("options")
	if v == nil {
		return nil
	}
	var out []Option
	for _, item := range v.Items() {
		if label, ok := item.Text(); ok {
			out = append(out, Option{Label: label})
		} else if sub, ok := item.Table(); ok {
			o := Option{Label: sub.RequiredString("label", `add label = "Tighten the objective"`), Gains: sub.String("gains"), Costs: sub.String("costs")}
			o.Recommended, _ = sub.Bool("recommended")
			out = append(out, o)
		} else {
			l.diags.Errorf(item.Pos, "wrong-type", `write options = ["…", "…"], or [[decision.options]] tables with a label`, "an option is a text or a table")
		}
	}
	return out
}

// carryOver completes decisions that an earlier quarter asked: commentaries
// are in order of time.
func (l *loader) carryOver() {
	asked := map[[2]string]Decision{}
	for _, c := range l.out.Commentaries {
		for i := range c.Decisions {
			d := &c.Decisions[i]
			key := [2]string{c.Team, d.ID}
			d.inherit(asked[key])
			if d.Question == "" {
				l.diags.Errorf(d.Pos, "missing-key", `add question = "…?"`, "no earlier quarter asks %q, so its question is missing", d.ID)
			}
			asked[key] = *d
		}
	}
}

func (d *Decision) inherit(before Decision) {
	d.Question = cmp.Or(d.Question, before.Question)
	d.Decider = cmp.Or(d.Decider, before.Decider)
	d.Answer = cmp.Or(d.Answer, before.Answer)
	d.Metric = cmp.Or(d.Metric, before.Metric)
	if d.Options == nil {
		d.Options = before.Options
	}
	if d.By.IsZero() {
		d.By = before.By
	}
	if d.Answered.IsZero() {
		d.Answered = before.Answered
	}
}
