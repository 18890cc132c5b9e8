package report

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"

	"quarterdeck/generator/issued"
	"quarterdeck/generator/slo"
)

// rounding is the relative difference up to which two figures are the same: far
// above what adding in another order does, far below anything counted.
const rounding = 1e-9

func sameFigure(a, b *float64) bool {
	if a == nil || b == nil {
		return a == b
	}
	return math.Abs(*a-*b) <= rounding*math.Max(1, math.Max(math.Abs(*a), math.Abs(*b)))
}

// comparison is one objective as issued beside the same one at another time:
// now, or in a later issue.
type comparison struct {
	was, now *issued.Objective // now is nil where the objective is gone
	loc      *time.Location
	// files are the metric files that differ, postmortems those of incidents
	// that spent from it.
	files, postmortems []FileChange
	// incidents tells which incidents differ, and how.
	incidents map[string]string
	// gone is set where nothing but the raw metrics is missing: no restatement.
	gone bool
}

// compare holds an issued objective against what is computed now.
func (b *builder) compare(was *issued.Issue, e *issued.Objective, q *SLOQuarter) comparison {
	c := comparison{was: e, loc: b.loc}
	digest := b.digestNow()
	if q != nil {
		now := takeDown(b.in, q, e.Part)
		c.now = &now
		c.files = fileChanges(e.Sources, was.Inputs, now.Sources, digest)
		c.gone = onlyRemoved(c.files) && !c.sameTotals()
		c.incidents, c.postmortems = b.partChanges(was, e, &now, digest)
		return c
	}
	if _, defined := b.slos[e.SLO]; defined {
		now := issued.Objective{SLO: e.SLO, Targets: e.Targets, Definition: e.Definition}
		c.now = &now
		c.files = fileChanges(e.Sources, was.Inputs, nil, digest)
		c.gone = onlyRemoved(c.files)
	}
	return c
}

// digestNow finds a file's digest; ok is false where there is no such file. A
// site whose files were not digested knows the metrics that were read.
func (b *builder) digestNow() func(path string) (string, bool) {
	return func(path string) (string, bool) {
		if b.in.Files != nil {
			f, ok := b.in.Files[path]
			return f.SHA256, ok
		}
		_, ok := b.extents[path]
		return "", ok
	}
}

// fileChanges tells how the files behind a figure differ. A file that was only
// renamed has not changed.
func fileChanges(then []string, inputs []issued.Input, now []string, digest func(string) (string, bool)) []FileChange {
	old := map[string]string{}
	known := map[string]bool{}
	for _, x := range inputs {
		old[x.Path] = x.SHA256
		known[x.SHA256] = x.SHA256 != ""
	}
	var out []FileChange
	kept := map[string]bool{} // digests that are still there
	for _, p := range now {
		d, _ := digest(p)
		kept[d] = d != ""
		if _, was := old[p]; !was && !known[d] {
			out = append(out, FileChange{Path: p, What: "added"})
		}
	}
	for _, p := range then {
		d, there := digest(p)
		switch {
		case !there && !kept[old[p]]:
			out = append(out, FileChange{Path: p, What: "removed"})
		case there && d != old[p] && d != "" && old[p] != "":
			out = append(out, FileChange{Path: p, What: "changed"})
		}
	}
	slices.SortFunc(out, func(x, y FileChange) int { return cmp.Compare(x.Path, y.Path) })
	return out
}

func onlyRemoved(files []FileChange) bool {
	return len(files) > 0 && !slices.ContainsFunc(files, func(f FileChange) bool { return f.What != "removed" })
}

func (c comparison) sameTotals() bool {
	if c.now == nil {
		return false
	}
	a, b := c.was.Figures, c.now.Figures
	return c.was.State == c.now.State && sameFigure(a.SLI, b.SLI) && sameFigure(a.Spent, b.Spent) && sameFigure(a.Budget, b.Budget) &&
		sameFigure(a.Bad, b.Bad) && sameFigure(a.Valid, b.Valid) && sameFigure(a.Coverage, b.Coverage)
}

// sameTargets tells whether the same objectives were in force.
func (c comparison) sameTargets() bool {
	return slices.EqualFunc(c.was.Targets, c.now.Targets, func(a, b issued.Target) bool {
		return a.Target == b.Target && a.From.Equal(b.From)
	})
}

// definitions are the parts of the definition that differ, the objectives
// apart.
func (c comparison) definitions() []DefinitionChange {
	names := map[string]bool{}
	for _, m := range []map[string]string{c.was.Definition, c.now.Definition} {
		for k := range maps.Keys(m) {
			names[k] = true
		}
	}
	var out []DefinitionChange
	for _, k := range sortedKeys(names) {
		if was, now := c.was.Definition[k], c.now.Definition[k]; was != now {
			out = append(out, DefinitionChange{Name: k, Issued: was, Now: now})
		}
	}
	return out
}

// restatements are what differs, by kind. An objective that changed while its
// data did too gives two: the first with the issued data under the new
// objective, the second from there to the present.
func (c comparison) restatements() []Restatement {
	if c.now == nil {
		return []Restatement{c.noLonger()}
	}
	targets := !c.sameTargets()
	if c.gone {
		if mid, ok := c.underNewTargets(); ok && targets {
			return c.step(RestatedDefinition, c.was, mid, c.targetChange(), nil)
		}
		return nil
	}
	defs := c.definitions()
	if c.sameTotals() {
		return c.partRestatement(defs)
	}
	switch {
	case targets && len(defs) == 0 && len(c.files) > 0:
		if mid, ok := c.underNewTargets(); ok {
			return slices.Concat(c.step(RestatedDefinition, c.was, mid, c.targetChange(), nil), c.step(RestatedData, mid, c.now, nil, c.files))
		}
		return c.step(RestatedBoth, c.was, c.now, c.targetChange(), c.files)
	case targets || len(defs) > 0:
		if targets {
			defs = append(c.targetChange(), defs...)
		}
		kind := RestatedDefinition
		if len(c.files) > 0 {
			kind = RestatedBoth
		}
		return c.step(kind, c.was, c.now, defs, c.files)
	case len(c.files) > 0:
		return c.step(RestatedData, c.was, c.now, nil, c.files)
	}
	return c.step(RestatedProgram, c.was, c.now, nil, nil)
}

// step is one restatement with the figures that differ; none where none do.
func (c comparison) step(kind string, from, to *issued.Objective, defs []DefinitionChange, files []FileChange) []Restatement {
	changes := figureChanges(from, to)
	if len(changes) == 0 {
		return nil
	}
	r := Restatement{Kind: kind, SLO: ptr(sloRef(c.was.SLO)), Changes: changes, Definitions: defs, Files: files}
	c.word(&r)
	return []Restatement{r}
}

func figureChanges(from, to *issued.Objective) []Restated {
	var out []Restated
	add := func(name, unitName, def string, a, b *float64) {
		if !sameFigure(a, b) {
			out = append(out, Restated{Name: name, Unit: unitName, Definition: def, Issued: a, Now: b})
		}
	}
	a, b := from.Figures, to.Figures
	if from.State != to.State {
		out = append(out, Restated{Name: "State", Unit: "state", WasState: ptr(from.State), NowState: ptr(to.State)})
	}
	add("Budget spent", "ratio", defSpent, a.Spent, b.Spent)
	add("Measured", "sli", defSLI, a.SLI, b.SLI)
	add("Failed", from.Counts, defBad, a.Bad, b.Bad)
	add("Allowed to fail", from.Counts, defBudget, a.Budget, b.Budget)
	add("Valid", from.Counts, defValid, a.Valid, b.Valid)
	add("Coverage", "ratio", defCoverage, a.Coverage, b.Coverage)
	return out
}

// underNewTargets judges what was issued by the present objectives. ok is false
// where that cannot be told, or there is no budget.
func (c comparison) underNewTargets() (*issued.Objective, bool) {
	budget, ok := c.budgetUnderNewTargets()
	if !ok || budget <= 0 {
		return nil, false
	}
	mid := *c.was
	spent := value(c.was.Figures.Bad) / budget
	mid.Targets, mid.Figures.Budget, mid.Figures.Spent = c.now.Targets, &budget, &spent
	mid.State = c.stateUnder(spent)
	return &mid, true
}

// budgetUnderNewTargets is Σ (1 − objective) × valid over the issued days; where
// an objective changes within a day, the day's events lie evenly over it. One
// objective for the whole quarter needs no daily series.
func (c comparison) budgetUnderNewTargets() (float64, bool) {
	switch {
	case c.was.Figures.Valid == nil || len(c.now.Targets) == 0:
		return 0, false
	case len(c.now.Targets) == 1 && len(c.was.Targets) == 1 && c.now.Targets[0].From.Equal(c.was.Targets[0].From):
		return *c.was.Figures.Valid * meanAllowance(c.now.Targets, c.was.Start, c.was.End), true
	case len(c.was.Days) == 0:
		return 0, false
	}
	budget := 0.0
	for _, d := range c.was.Days {
		start, err := time.ParseInLocation(time.DateOnly, d.Date, c.loc)
		if err != nil {
			return 0, false
		}
		budget += value(d.Valid) * meanAllowance(c.now.Targets, start, start.AddDate(0, 0, 1))
	}
	return budget, true
}

// stateUnder is the verdict on an issued quarter under another budget. One
// whose coverage was too low stays as it was.
func (c comparison) stateUnder(spent float64) slo.State {
	switch atRisk := parseNumber(c.was.Definition["at_risk"]); {
	case c.was.State == slo.Incomplete || c.was.State == slo.NoData:
		return c.was.State
	case spent > 1+1e-12:
		return slo.Overspent
	case spent >= atRisk*(1-1e-12):
		return slo.AtRisk
	}
	return slo.Within
}

// meanAllowance is the share of events that may fail, over a stretch of time.
func meanAllowance(targets []issued.Target, start, end time.Time) float64 {
	total := 0.0
	for i, t := range targets {
		from, to := start, end
		if i > 0 && t.From.After(from) {
			from = t.From
		}
		if i+1 < len(targets) && targets[i+1].From.Before(to) {
			to = targets[i+1].From
		}
		if from.Before(to) {
			// Fifteen decimals undo what binary fractions add to 1 − 0.9995.
			total += math.Round((1-t.Target)*1e15) / 1e15 * to.Sub(from).Seconds()
		}
	}
	return total / end.Sub(start).Seconds()
}
