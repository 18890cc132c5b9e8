package scaffold

import (
	"bytes"
	"io/fs"
	"slices"
	"strings"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

// NewSLO names an objective that is to be written. Service may be empty when
// the team has only one.
type NewSLO struct{ ID, Team, Service string }

// SLO is what goes behind the end of the team's file.
func SLO(root fs.FS, site *config.Site, n NewSLO) (File, error) {
	if other, ok := site.SLO(n.ID); ok {
		return File{}, problem("choose another id", "the SLO %q is already written at %s", n.ID, other.Pos)
	}
	team, ok := site.Team(n.Team)
	if !ok {
		return File{}, unknown("team", n.Team, teamIDs(site), "write it with: quarterdeck new team "+argument(n.Team))
	}
	service, err := serviceOf(site, team, n.Service)
	if err != nil {
		return File{}, err
	}
	file := team.Pos.File
	before, err := fs.ReadFile(root, file)
	if err != nil {
		return File{}, problem("check that it may be read", "%s cannot be read: %v", file, plain(err))
	}
	block, err := fill("slo.toml", map[string]string{"ID": n.ID, "Title": title(n.ID), "Service": service})
	if err != nil {
		return File{}, err
	}
	block = joining(before, block)
	there := func(s *config.Site) bool { _, ok := s.SLO(n.ID); return ok }
	if err := accepted(root, before, slices.Concat(before, block), there); err != nil {
		return File{}, err
	}
	return File{Path: file, Data: block, Append: true}, nil
}

// joining makes a block follow a text: after an empty line, with the text's
// own line ends.
func joining(text, block []byte) []byte {
	if len(text) > 0 {
		block = append([]byte("\n"), block...)
		if !bytes.HasSuffix(text, []byte("\n")) {
			block = append([]byte("\n"), block...)
		}
	}
	if bytes.Contains(text, []byte("\r\n")) {
		block = bytes.ReplaceAll(block, []byte("\n"), []byte("\r\n"))
	}
	return block
}

// serviceOf is the service that an objective is about: the one that is named,
// else the only one that is still the team's.
func serviceOf(site *config.Site, team config.Team, named string) (string, error) {
	var now, ever []string
	for _, s := range team.Services {
		ever = append(ever, s.ID)
		if s.To.IsZero() {
			now = append(now, s.ID)
		}
	}
	switch {
	case named != "" && slices.Contains(ever, named):
		return named, nil
	case named != "" && taken(site, named):
		return "", problem("name the team that owns it with --team", "the service %q is not one of the team %q", named, team.ID)
	case named != "":
		return "", unknown("service", named, ever, "add a [[service]] with this id to "+team.Pos.File)
	case len(now) == 1:
		return now[0], nil
	case len(now) == 0:
		return "", problem("add a [[service]] to "+team.Pos.File, "the team %q has no service", team.ID)
	}
	return "", problem("choose one with --service: "+strings.Join(now, ", "), "the team %q has %d services", team.ID, len(now))
}

// unknown is the problem of an id that nothing has.
func unknown(what, id string, known []string, otherwise string) error {
	hint := otherwise
	if near := diag.Suggest(id, known); near != "" {
		hint = "did you mean " + near + "?"
	}
	return problem(hint, "there is no %s %q", what, id)
}

// argument is a word as it is typed; a word that a shell would take apart, or
// none, is left to the reader.
func argument(id string) string {
	if id == "" || slug(id) != id {
		return "ID"
	}
	return id
}

func teamIDs(site *config.Site) []string {
	var ids []string
	for _, t := range site.Teams {
		ids = append(ids, t.ID)
	}
	return ids
}
