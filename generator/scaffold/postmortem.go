package scaffold

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/postmortem"
)

// NewPostmortem is what is known of an incident of which nobody has written
// yet. Only Start must be there.
type NewPostmortem struct {
	ID, Title      string
	SLOs, Services []string
	Team           string
	// Start and End bound the impact; End is zero while it lasts. Guessed is
	// set when nobody stated Start.
	Start, End time.Time
	Guessed    bool
}

// Postmortem is the draft of a postmortem. all are those that the site has:
// the id must not be one of theirs, and without one the next in their style is
// taken. Services and teams follow from the objectives, by who owned them when
// the incident started. The draft is read without errors as it is, and takes
// part in the figures.
func Postmortem(site *config.Site, all []postmortem.Postmortem, n NewPostmortem) (File, error) {
	zone := site.Calendar.Location
	n.Start = n.Start.In(zone)
	if n.ID == "" {
		n.ID = NextID(all, n.Start)
	} else if err := free(all, n); err != nil {
		return File{}, err
	}
	n.Title = strings.Join(strings.Fields(strings.ToValidUTF8(n.Title, "")), " ")
	what, err := concern(site, n)
	if err != nil {
		return File{}, err
	}
	data, err := fill("postmortem.md", sheetOf(site, n, what))
	if err != nil {
		return File{}, err
	}
	return File{Path: pathOf(n, what), Data: data}, nil
}

// free checks a stated id.
func free(all []postmortem.Postmortem, n NewPostmortem) error {
	next := "leave --id out for the next free one, " + NextID(all, n.Start)
	if slug(n.ID) == "" || strings.TrimSpace(n.ID) != n.ID {
		return problem(next, "%q cannot be the id of a postmortem", n.ID)
	}
	for _, pm := range all {
		if strings.EqualFold(pm.ID, n.ID) {
			return problem(next, "%s is the id of %s", n.ID, pm.File)
		}
	}
	return nil
}

// pathOf names the file for the incident: id, and title or what it concerns.
func pathOf(n NewPostmortem, what concerned) string {
	about := n.Title
	for _, words := range [][]string{what.slos, what.services, what.teams} {
		if about == "" && len(words) > 0 {
			about = words[0]
		}
	}
	name := strings.TrimSuffix(slug(n.ID)+"-"+slug(about), "-")
	return fmt.Sprintf("%s/%04d/%s.md", postmortem.Folder, n.Start.Year(), name)
}

// concerned are the ids that an incident concerns, without repeats.
type concerned struct{ slos, services, teams []string }

// concern checks what was named and derives the rest.
func concern(site *config.Site, n NewPostmortem) (concerned, error) {
	var c concerned
	for _, id := range n.SLOs {
		s, ok := site.SLO(id)
		if !ok {
			return c, unknown("SLO", id, sloIDs(site), "see the [[slo]] tables in data/teams")
		}
		c.slos = with(c.slos, id)
		c.services = with(c.services, s.Service)
	}
	for _, id := range n.Services {
		if !taken(site, id) {
			return c, unknown("service", id, serviceIDs(site), "see the [[service]] tables in data/teams")
		}
		c.services = with(c.services, id)
	}
	if n.Team != "" {
		if _, ok := site.Team(n.Team); !ok {
			return c, unknown("team", n.Team, teamIDs(site), "see the files in data/teams")
		}
		c.teams = with(c.teams, n.Team)
	}
	for _, id := range c.services {
		if team, ok := site.Owner(id, n.Start); ok {
			c.teams = with(c.teams, team)
		}
	}
	return c, nil
}

// with adds a word that is not there yet.
func with(words []string, word string) []string {
	if slices.Contains(words, word) {
		return words
	}
	return append(words, word)
}

func sloIDs(site *config.Site) []string {
	var ids []string
	for _, s := range site.SLOs() {
		ids = append(ids, s.ID)
	}
	return ids
}

// serviceIDs are in the teams' order.
func serviceIDs(site *config.Site) []string {
	var ids []string
	for _, t := range site.Teams {
		for _, s := range t.Services {
			ids = with(ids, s.ID)
		}
	}
	return ids
}

// sheet is what the template is filled from.
type sheet struct {
	ID, Title             string
	Severity              string
	Severities            []string
	Guessed, Ended        bool
	Start, End            time.Time
	Teams, Services, SLOs []string
	AllTeams, AllServices []string
	CausedBy, Trigger     string
	Triggers              []string
	RootCause, RootCauses []string
	Due, Zone             string
}

func sheetOf(site *config.Site, n NewPostmortem, what concerned) sheet {
	s := sheet{
		ID: n.ID, Title: n.Title, Guessed: n.Guessed, Start: n.Start, Ended: !n.End.IsZero(), End: n.End.In(n.Start.Location()),
		Teams: what.teams, Services: what.services, SLOs: what.slos,
		AllTeams: teamIDs(site), AllServices: serviceIDs(site),
		Severities: terms(site.Incident.Severities), Triggers: terms(site.Incident.Triggers), RootCauses: terms(site.Incident.RootCauses),
		CausedBy: first(slices.Concat(what.teams, teamIDs(site)), "team"),
		Due:      n.Start.AddDate(0, 1, 0).Format(time.DateOnly),
		Zone:     offset(n.Start),
	}
	s.Severity = first(s.Severities, "SEV3")
	s.Trigger = first(s.Triggers, "release")
	s.RootCause = []string{first(s.RootCauses, "software")}
	return s
}

func terms(all []config.Term) []string {
	var ids []string
	for _, t := range all {
		ids = append(ids, t.ID)
	}
	return ids
}

func first(words []string, otherwise string) string {
	return cmp.Or(append(slices.Clone(words), otherwise)...)
}

// clock writes an instant as TOML and postmortems do, with its offset.
func clock(t time.Time) string { return t.Format(time.RFC3339) }

// minute writes an instant for a timeline, whose heading has the offset.
func minute(t time.Time) string { return t.Format("2006-01-02 15:04") }

// offset names a zone without doubt: UTC, or UTC+01:00.
func offset(t time.Time) string {
	if _, seconds := t.Zone(); seconds == 0 {
		return "UTC"
	}
	return "UTC" + t.Format("-07:00")
}
