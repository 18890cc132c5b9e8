package audience

import (
	"fmt"
	"slices"
	"strings"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
	"quarterdeck/generator/postmortem"
)

func fileOf(path string) diag.Pos { return diag.Pos{File: path} }

// introduction names what stands before the first heading.
const introduction = "introduction"

// sectionShown tells the roles of sections that audiences see unless they are
// hidden. All other sections, those with headings of the author's own among
// them, are hidden until they are shown.
func sectionShown(role string) bool {
	return slices.Contains([]string{"summary", "impact", "timeline", "detection", "root-cause", "factors", "resolution"}, role)
}

// seesSection tells whether the audience sees a part of a postmortem.
func (r *redaction) seesSection(role, title string) bool {
	named := func(list []string) bool {
		return slices.ContainsFunc(list, func(w string) bool {
			return w == role && role != "" || sameHeading(w, title) || w == introduction && role == "" && title == ""
		})
	}
	switch {
	case named(texts(r.HideSections)):
		return false
	case role == "actions" && !r.shows("actions"):
		return false
	case named(texts(r.ShowSections)):
		return true
	case role == "actions":
		return true
	}
	return sectionShown(role)
}

func sameHeading(a, b string) bool {
	return b != "" && strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

// hidesIncident tells whether all of an incident is hidden: by its front
// matter, because nobody can tell, or because it is a hidden team's alone.
func (r *redaction) hidesIncident(pm *postmortem.Postmortem) bool {
	switch {
	case pm.Unread || !r.shows("incidents"):
		return true
	case len(pm.Audience) > 0 && !slices.ContainsFunc(pm.Audience, func(w postmortem.Word) bool { return w.Text == r.Name }):
		return true
	case len(pm.Teams) > 0:
		return allHidden(pm.Teams, r.teams)
	case len(pm.Services) > 0:
		return allHidden(pm.Services, r.services)
	case len(pm.SLOs) > 0:
		return allHidden(pm.SLOs, r.slos)
	}
	return false
}

func allHidden(list []postmortem.Word, hidden map[string]bool) bool {
	return !slices.ContainsFunc(list, func(w postmortem.Word) bool { return !hidden[w.Text] })
}

// postmortems are the incidents that are shown, redacted, and what is left of
// those that are not.
func (r *redaction) postmortems() []postmortem.Postmortem {
	var out []postmortem.Postmortem
	for i := range r.in.Postmortems {
		pm := r.in.Postmortems[i]
		if word, named := r.words.find(pm.ID + " / " + pm.Slug); !r.hidesIncident(&pm) && named {
			r.told(pm.Pos, word, "the incident %s is left out", pm.ID)
		} else if !r.hidesIncident(&pm) {
			r.incidents[pm.ID] = true
			out = append(out, r.incident(pm))
			continue
		}
		if shell, ok := r.shell(pm, len(out)); ok {
			out = append(out, shell)
		}
	}
	return out
}

// shell is what is left of an incident that is not shown: its window and the
// objectives that are, without any word of it.
func (r *redaction) shell(pm postmortem.Postmortem, n int) (postmortem.Postmortem, bool) {
	if pm.LeftOut != "" || pm.Started.IsZero() {
		return pm, false
	}
	name := fmt.Sprintf("withheld-%d", n+1)
	out := postmortem.Postmortem{
		ID: name, Slug: " " + name, Title: name, Status: postmortem.Record, Kind: pm.Kind, Withheld: true,
		Started: pm.Started, Mitigated: pm.Mitigated, Resolved: pm.Resolved,
	}
	out.Teams, out.Services, out.SLOs = r.refs(&pm)
	return out, true
}

// refs are the teams, services and objectives of an incident that are shown.
// One that named only hidden services touches nothing that is shown, rather
// than everything of its teams.
func (r *redaction) refs(pm *postmortem.Postmortem) (teams, services, slos []postmortem.Word) {
	keep := func(list []postmortem.Word, hidden map[string]bool) []postmortem.Word {
		return slices.DeleteFunc(slices.Clone(list), func(w postmortem.Word) bool { return hidden[w.Text] })
	}
	teams, services, slos = keep(pm.Teams, r.teams), keep(pm.Services, r.services), keep(pm.SLOs, r.slos)
	if len(pm.Services) > 0 && len(services) == 0 && slos == nil {
		slos = []postmortem.Word{}
	}
	return teams, services, slos
}

// incident is one that is shown, without what is hidden in it.
func (r *redaction) incident(pm postmortem.Postmortem) postmortem.Postmortem {
	pm.Teams, pm.Services, pm.SLOs = r.refs(&pm)
	if r.teams[pm.CausedBy.Text] || !r.shows("causes") {
		pm.CausedBy = postmortem.Word{}
	}
	if !r.shows("detection") {
		pm.NoticedBy = postmortem.Word{}
	}
	if pm.Title = r.plain(pm.Title, pm.Pos, "the title of "+pm.ID); pm.Title == "" {
		pm.Title = "An incident"
		if !pm.Started.IsZero() {
			pm.Title += " of " + pm.Started.In(r.in.Config.Calendar.Location).Format("2 January 2006")
		}
	}
	if of := pm.SummaryOf; of != nil && !r.seesSection(of.Role, of.Title) || of == nil && !r.seesSection("summary", "") {
		pm.Summary = ""
	}
	pm.Summary = r.plain(pm.Summary, pm.Pos, "the summary of "+pm.ID)
	pm.LeftOut = r.leftOut(pm.LeftOut)
	sections := r.sections(&pm)
	whole := len(pm.Timeline)
	pm.Timeline = r.timeline(&pm)
	pm.Sections = sections
	if n := len(pm.Timeline); 0 < n && n < whole {
		pm.Sections = shortened(sections)
	}
	pm.Actions = r.actions(&pm)
	return pm
}

// leftOut says without words of the file why an incident takes no part.
func (r *redaction) leftOut(why string) string {
	if why == "" || r.shows("sources") {
		return why
	}
	return "a fact in it cannot be read"
}

func (r *redaction) sections(pm *postmortem.Postmortem) []postmortem.Section {
	var out []postmortem.Section
	for _, s := range pm.Sections {
		if !r.seesSection(s.Role, s.Title) {
			continue
		}
		if word, named := r.words.find(s.Title + " / " + s.ID); named {
			r.told(pm.Pos, word, "the section %q of %s is left out", s.Title, pm.ID)
			continue
		}
		text, word := r.words.passages(s.HTML)
		if word != "" {
			r.told(pm.Pos, word, "a passage under %q of %s is left out", s.Title, pm.ID)
			if text == "" {
				continue
			}
		}
		s.HTML = text
		out = append(out, s)
	}
	return out
}

func (r *redaction) timeline(pm *postmortem.Postmortem) []postmortem.Event {
	title := ""
	for _, s := range pm.Sections {
		if s.Role == "timeline" {
			title = s.Title
		}
	}
	if !r.seesSection("timeline", title) {
		return nil
	}
	var out []postmortem.Event
	for _, e := range pm.Timeline {
		if text, word := r.words.passages(e.HTML + " " + e.Text); word != "" && text != e.HTML+" "+e.Text {
			r.told(e.Pos, word, "an entry of the timeline of %s is left out", pm.ID)
			continue
		}
		out = append(out, e)
	}
	return out
}

// shortened says in the section of the timeline that it is not the whole.
func shortened(sections []postmortem.Section) []postmortem.Section {
	for i := range sections {
		if s := &sections[i]; s.Role == "timeline" && !strings.HasSuffix(s.HTML, partLeftOut) {
			s.HTML += partLeftOut
			return sections
		}
	}
	return sections
}

func (r *redaction) actions(pm *postmortem.Postmortem) []postmortem.Action {
	if !r.shows("actions") {
		return nil
	}
	var out []postmortem.Action
	for _, a := range pm.Actions {
		if word, named := r.words.find(a.ID + " / " + a.Title + " / " + a.Ticket); named {
			r.told(a.Pos, word, "an action item of %s is left out", pm.ID)
			continue
		}
		if !r.shows("leads") {
			a.Owner = ""
		}
		a.Owner = r.plain(a.Owner, a.Pos, "the owner of an action item of "+pm.ID)
		out = append(out, a)
	}
	return out
}

func texts(list []doc.Word) []string {
	var out []string
	for _, w := range list {
		out = append(out, w.Text)
	}
	return out
}
