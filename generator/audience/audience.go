// Package audience takes out of what was loaded whatever an audience does not
// see. It belongs between load and compute: a hidden team, incident, section or
// commentary is gone before the first figure is made, so that nothing derives
// from it. What only the reports hold (file names, digests) is left out of them
// by report.Book.For, field by field.
//
//  1. names lists the words by which hidden things are known.
//  2. Redact drops hidden teams with all that is theirs, incidents that the
//     audience does not see, and parts that it is not shown.
//  3. In texts that stay, passages with such a word are left out, and told.
package audience

import (
	"slices"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/report"
)

// redaction is one input on its way to an audience.
type redaction struct {
	config.Audience
	in    report.Input
	diags *diag.List
	words *words
	// teams, services, slos and journeys are the hidden ones, by id.
	teams, services, slos, journeys map[string]bool
	// excluded gives exclusions whose id names something hidden another one.
	excluded map[string]string
	// incidents are the ids of those that are shown.
	incidents map[string]bool
}

// Redact is the input as an audience sees it. What had to be left out of texts
// because it names something hidden is told as a warning. in itself is not
// changed.
func Redact(in report.Input, a config.Audience, diags *diag.List) report.Input {
	r := &redaction{Audience: a, in: in, diags: diags, words: newWords(), incidents: map[string]bool{}, excluded: map[string]string{}}
	r.hide()
	r.names()
	out := in
	out.Edition = r.edition()
	out.NotOurs = r.notOurs()
	out.Config = r.config()
	out.Postmortems = r.postmortems()
	out.Content = r.content()
	out.Issued = r.issued(out.NotOurs)
	out.Records = nil // what was shipped, sold, paid and paged is the organisation's own
	return out
}

// Names tells whether a text names something that the audience must not see.
// It is for checking what was built.
func Names(in report.Input, a config.Audience) func(text string) (word string, named bool) {
	r := &redaction{Audience: a, in: in, diags: &diag.List{}, words: newWords(), incidents: map[string]bool{}, excluded: map[string]string{}}
	r.hide()
	r.names()
	return r.words.find
}

// shows tells whether the audience is shown a part.
func (r *redaction) shows(part string) bool { return r.Parts[part] }

// hide settles which teams, services, objectives and journeys are hidden. A
// service is when no team that is shown ever owned it; an objective with its
// service or with the file that states it.
func (r *redaction) hide() {
	r.teams, r.services, r.slos, r.journeys = map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, w := range r.HideTeams {
		r.teams[w.Text] = true
	}
	for _, t := range r.in.Config.Teams {
		for _, s := range t.Services {
			if hidden, known := r.services[s.ID]; r.teams[t.ID] && (hidden || !known) {
				r.services[s.ID] = true
			} else {
				r.services[s.ID] = false
			}
		}
	}
	for _, t := range r.in.Config.Teams {
		for _, s := range t.SLOs {
			r.slos[s.ID] = r.teams[t.ID] || r.services[s.Service]
		}
	}
	// Without one of its steps a journey's verdict would be another one.
	for _, j := range r.in.Config.Journeys {
		r.journeys[j.ID] = !r.shows("journeys") || slices.ContainsFunc(j.Steps, func(s config.JourneyStep) bool {
			return slices.ContainsFunc(s.SLOs, func(id string) bool { return r.slos[id] })
		})
	}
}

// names collects the words of everything hidden: ids, names and titles.
func (r *redaction) names() {
	for _, t := range r.in.Config.Teams {
		if r.teams[t.ID] {
			r.words.add(t.ID, t.Name, t.Mission)
			for _, l := range t.Leads {
				r.words.add(l.Name)
			}
			for _, s := range t.SLAs {
				r.words.add(s.ID, s.Title)
			}
		}
		for _, s := range t.Services {
			if r.services[s.ID] {
				r.words.add(s.ID, s.Name, s.Description)
			}
		}
		for _, s := range t.SLOs {
			if r.slos[s.ID] {
				r.words.add(s.ID, s.Title, s.Description)
			}
		}
	}
	for i := range r.in.Postmortems {
		if pm := &r.in.Postmortems[i]; r.hidesIncident(pm) {
			r.words.add(pm.ID, pm.Slug, pm.Title)
		}
	}
	r.words.add(r.HideWords...)
	r.words.drop(r.KeepWords...)
}

// edition is what the reports need to know of all this.
func (r *redaction) edition() *report.Edition {
	e := &report.Edition{Audience: r.Name, NoIndex: r.NoIndex, Parts: r.Parts}
	for _, p := range config.Parts() {
		if !r.shows(p.Name) {
			e.LeftOut = append(e.LeftOut, p.Text)
		}
	}
	return e
}

// told warns of something that was left out because it names what is hidden.
// The word itself is for the author, never for a page.
func (r *redaction) told(at diag.Pos, word, format string, args ...any) {
	r.diags.Warnf(at, "left-out", "reword it, or list the word under keep_words of [audience."+r.Name+"] if it is an ordinary one",
		"in the edition for "+r.Name+", "+format+", for it names %q, which is hidden", append(args, word)...)
}

// plain is a text, or nothing where it names something hidden.
func (r *redaction) plain(text string, at diag.Pos, what string) string {
	if word, named := r.words.find(text); named {
		r.told(at, word, "%s is left out", what)
		return ""
	}
	return text
}

// structural warns where the name of something that is shown names something
// hidden: nothing can stand in its place.
func (r *redaction) structural(at diag.Pos, what string, names ...string) {
	for _, name := range names {
		if word, named := r.words.find(name); named {
			r.diags.Warnf(at, "named-in-public", "rename it, hide it too, or list the word under keep_words of [audience."+r.Name+"]",
				"in the edition for %s, %s is shown as %q, which names the hidden %q", r.Name, what, name, word)
			return
		}
	}
}
