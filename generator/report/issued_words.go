package report

import (
	"cmp"
	"fmt"
	"strings"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/issued"
	"quarterdeck/generator/unit"
)

// definitionName is how a part of a definition is called on pages.
func definitionName(key string) string {
	names := map[string]string{
		"total": "What counts", "good": "What is good", "bad": "What is failed", "value": "What is measured", "method": "Method",
		"kind": "How values are read", "stamp": "Which end of its interval a stamp is", "step": "Step", "absent": "A missing series",
		"slice": "Length of a slice", "slice_target": "Share that makes a slice good", "empty": "A slice without traffic", "combine": "How series become one",
		"threshold": "Threshold", "min_coverage": "Least coverage for a verdict", "at_risk": "At risk from", "time_zone": "Time zone",
		"instance_labels": "Labels that tell instances apart", "owner": "Owner", "metrics": "How files are read", "attribution_lag": "Reach of incidents",
		"exclusions": "Excluded time", "objective": "Objective",
	}
	return cmp.Or(names[key], key)
}

// word gives a restatement of figures its title and body, by kind: a changed
// definition reads otherwise than changed data.
func (c comparison) word(r *Restatement) {
	for i, d := range r.Definitions {
		r.Definitions[i].Name = definitionName(d.Name)
	}
	id := c.was.SLO
	switch r.Kind {
	case RestatedDefinition:
		r.Title = "The definition of " + id + " was changed after the report was issued"
		if !c.sameTargets() {
			r.Title = fmt.Sprintf("%s is held against %s now; the report was issued against %s", id, c.targetWords(c.now.Targets), c.targetWords(c.was.Targets))
		}
		r.Body = "What was measured is the same. The figures differ because they are judged by something else."
	case RestatedData:
		r.Title = "The measurements of " + id + " were changed after the report was issued"
		r.Body = "The definition is the same. The figures differ because " + fileWords(r.Files) + "."
	case RestatedBoth:
		r.Title = "The definition and the measurements of " + id + " were both changed after the report was issued"
		r.Body = "What each of them did cannot be told apart: " + fileWords(r.Files) + ", and it is judged by something else."
	default:
		r.Title = id + " is computed otherwise than when the report was issued"
		r.Body = "Neither its definition nor its files were changed: this version of the program computes it otherwise."
	}
}

func (c comparison) targetChange() []DefinitionChange {
	return []DefinitionChange{{Name: "objective", Issued: c.targetWords(c.was.Targets), Now: c.targetWords(c.now.Targets)}}
}

// targetWords writes objectives: "99.9 %", or with the days they began on.
func (c comparison) targetWords(targets []issued.Target) string {
	if len(targets) == 0 {
		return "none"
	}
	out := unit.Objective(targets[0].Target)
	for _, t := range targets[1:] {
		out += fmt.Sprintf(" and from %s on %s", unit.DayMonth(t.From.In(c.loc)), unit.Objective(t.Target))
	}
	return out
}

// fileWords says how files differ: "one file was changed and two were added".
func fileWords(files []FileChange) string {
	var parts []string
	for _, what := range []string{"changed", "added", "removed"} {
		n := 0
		for _, f := range files {
			if f.What == what {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, unit.Plural(n, "file behind them was ", "files behind them were ")+what)
		}
	}
	return unit.List(parts)
}

// noLonger is an objective that was issued and is not configured any more.
func (c comparison) noLonger() Restatement {
	return Restatement{Kind: RestatedDefinition, SLO: &Ref{ID: c.was.SLO, Name: c.was.SLO},
		Title:   c.was.SLO + " is no longer an objective of this site",
		Body:    "Its figures stand as they were issued; nothing is computed for it now.",
		Changes: []Restated{{Name: "Budget spent", Unit: "ratio", Definition: defSpent, Issued: c.was.Figures.Spent}}}
}

// tellRestated tells check.
func (b *builder) tellRestated(f *issued.File, line int, r Restatement) {
	kind := map[string]string{RestatedDefinition: "changed definition", RestatedData: "changed data",
		RestatedBoth: "changed definition and data", RestatedProgram: "another version of the program"}[r.Kind]
	b.diags.Warnf(diag.Pos{File: f.Path, Line: line}, "restatement",
		fmt.Sprintf("the page shows both; to make the new figures the issued ones: quarterdeck issue %s --again --reason \"…\"", f.Quarter),
		"%s is restated (%s): %s%s", f.Quarter, kind, strings.TrimSuffix(r.Title+". "+r.Body, "."), fileList(r.Files)+changeWords(r.Changes))
}

// fileList names the first files that differ: "; data/metrics/a.csv changed".
func fileList(files []FileChange) string {
	out := ""
	for i, f := range files {
		if i == 3 {
			return out + "; …"
		}
		out += "; " + f.Path + " " + f.What
	}
	return out
}

// changeWords writes the first two figures that differ: "; Budget spent: 45.8 %
// issued, 91.7 % now".
func changeWords(changes []Restated) string {
	var out []string
	for _, c := range changes {
		if len(out) < 2 && c.Unit != "state" {
			out = append(out, fmt.Sprintf("%s: %s issued, %s now", c.Name, c.write(c.Issued), c.write(c.Now)))
		}
	}
	if len(out) == 0 {
		return ""
	}
	return "; " + strings.Join(out, "; ")
}

func (c Restated) write(v *float64) string {
	switch {
	case v == nil:
		return "no figure"
	case c.Unit == "ratio":
		return unit.Share(*v)
	case c.Unit == "sli":
		return unit.Percent(*v, 4)
	case c.Unit == "seconds":
		return unit.DurationWords(*v)
	case c.Unit == "hours":
		return unit.Number(*v, 1)
	}
	return unit.Count(*v)
}
