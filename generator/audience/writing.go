package audience

import (
	"slices"
	"strings"

	"quarterdeck/generator/content"
	"quarterdeck/generator/issued"
	"quarterdeck/generator/slo"
)

// content is what people wrote, as far as it is shown.
func (r *redaction) content() *content.Content {
	out := &content.Content{}
	for _, p := range r.in.Content.Pages {
		if !slices.Contains(texts(p.Audience), r.Name) {
			continue
		}
		if word, named := r.words.find(p.Path + " / " + p.Title); named {
			r.told(p.Pos, word, "the page %q is left out", p.Title)
			continue
		}
		p.Description = r.plain(p.Description, p.Pos, "the description of the page")
		text, word := r.words.passages(p.HTML)
		if word != "" {
			r.told(p.Pos, word, "a passage of the page is left out")
		}
		p.HTML = text
		out.Pages = append(out.Pages, p)
	}
	for _, c := range r.in.Content.Commentaries {
		if !r.teams[c.Team] {
			out.Commentaries = append(out.Commentaries, r.commentary(c))
		}
	}
	return out
}

func (r *redaction) commentary(c content.Commentary) content.Commentary {
	if r.shows("commentary") {
		c.Headline = r.plain(c.Headline, c.Pos, "the headline")
		c.Standfirst = r.plain(c.Standfirst, c.Pos, "the standfirst")
		text, word := r.words.passages(c.HTML)
		if word != "" {
			r.told(c.Pos, word, "a passage of the commentary is left out")
		}
		c.HTML = text
	} else {
		c.Headline, c.Standfirst, c.HTML = "", "", ""
	}
	c.Signoffs = r.signoffs(c.Signoffs)
	c.Decisions = r.decisions(c.Decisions)
	return c
}

func (r *redaction) signoffs(list []content.Signoff) []content.Signoff {
	if !r.shows("signoffs") {
		return nil
	}
	list = slices.Clone(list)
	for i := range list {
		list[i].Note = r.plain(list[i].Note, list[i].Pos, "the note of a signature")
	}
	return list
}

func (r *redaction) decisions(list []content.Decision) []content.Decision {
	if !r.shows("decisions") {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(list), func(d content.Decision) bool {
		all := []string{d.ID, d.Question, d.Decider, d.Answer, d.Metric}
		for _, o := range d.Options {
			all = append(all, o.Label, o.Gains, o.Costs)
		}
		word, named := r.words.find(strings.Join(all, " / "))
		if _, note := r.words.passages(d.NoteHTML); !named && note != "" {
			word, named = note, true
		}
		if named {
			r.told(d.Pos, word, "the decision is left out")
		}
		return named
	})
}

// issued are the issued quarters without hidden objectives and incidents. A
// quarter in which a hidden team owned an objective that is shown is not among
// them: its figures, taken together, are partly the hidden team's.
func (r *redaction) issued(notOurs map[string][]slo.Interval) map[string]*issued.File {
	out := map[string]*issued.File{}
	for name, f := range r.in.Issued {
		if r.mixed(f, notOurs) {
			continue
		}
		g := *f
		g.Issue = r.issue(f.Issue)
		g.Earlier = nil
		for _, e := range f.Earlier {
			g.Earlier = append(g.Earlier, r.issue(e))
		}
		out[name] = &g
	}
	return out
}

func (r *redaction) mixed(f *issued.File, notOurs map[string][]slo.Interval) bool {
	for _, o := range f.Objectives {
		if hidden, known := r.slos[o.SLO]; known && !hidden && r.teams[o.Team] {
			return true
		}
	}
	for _, list := range notOurs {
		for _, x := range list {
			if x.Start < f.End.Unix() && f.Start.Unix() < x.End {
				return true
			}
		}
	}
	return false
}

func (r *redaction) issue(x issued.Issue) issued.Issue {
	x.Reason, x.Note = r.plainWords(x.Reason), r.plainWords(x.Note)
	if !r.shows("commentary") {
		x.Reason, x.Note = "", ""
	}
	// How many incidents there were speaks of all of them.
	x.Teams = nil
	x.Objectives = slices.DeleteFunc(slices.Clone(x.Objectives), func(o issued.Objective) bool {
		hidden, known := r.slos[o.SLO]
		return hidden || !known || r.teams[o.Team]
	})
	for i := range x.Objectives {
		r.issuedObjective(&x.Objectives[i])
	}
	x.Incidents = slices.DeleteFunc(slices.Clone(x.Incidents), func(in issued.Incident) bool { return !r.incidents[in.ID] })
	x.Actions = slices.DeleteFunc(slices.Clone(x.Actions), func(a issued.Action) bool { return !r.incidents[a.Incident] || !r.shows("actions") })
	return x
}

func (r *redaction) plainWords(text string) string {
	if _, named := r.words.find(text); named {
		return ""
	}
	return text
}

// issuedObjective puts what withheld incidents took into one part.
func (r *redaction) issuedObjective(o *issued.Objective) {
	o.Description = r.plainWords(o.Description)
	withheld := 0.0
	o.Spend = slices.DeleteFunc(slices.Clone(o.Spend), func(p issued.Part) bool {
		hidden := p.Kind == "incident" && !r.incidents[p.Incident]
		if hidden {
			withheld += p.Bad
		}
		return hidden
	})
	if withheld > 0 {
		o.Spend = append(o.Spend, issued.Part{Kind: "withheld", Bad: withheld})
	}
	o.Days = slices.Clone(o.Days)
	for i := range o.Days {
		o.Days[i].Incidents = slices.DeleteFunc(slices.Clone(o.Days[i].Incidents), func(id string) bool { return !r.incidents[id] })
	}
	if s, ok := o.Definition["exclusions"]; ok && len(r.excluded) > 0 {
		definition := map[string]string{}
		for k, v := range o.Definition {
			definition[k] = v
		}
		for was, is := range r.excluded {
			s = strings.ReplaceAll(s, was, is)
		}
		definition["exclusions"] = s
		o.Definition = definition
	}
}
