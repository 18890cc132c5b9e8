package scaffold

import (
	"fmt"
	"io/fs"
	"strings"

	"quarterdeck/generator/config"
)

const teamFolder = "data/teams/"

// Team is the file of a new team, with one service. root is the site's folder
// and site what was read from it.
func Team(root fs.FS, site *config.Site, id string) (File, error) {
	if other, ok := site.Team(id); ok {
		return File{}, problem("choose another id, or write on in that file", "the team %q is already written at %s", id, other.Pos.File)
	}
	service := id
	for n := 2; taken(site, service); n++ {
		service = fmt.Sprintf("%s-%d", id, n)
	}
	data, err := fill("team.toml", map[string]string{"ID": id, "Name": title(id), "Service": service, "ServiceName": title(service)})
	if err != nil {
		return File{}, err
	}
	there := func(s *config.Site) bool { _, ok := s.Team(id); return ok }
	if err := accepted(root, nil, data, there); err != nil {
		return File{}, err
	}
	return File{Path: teamFolder + id + ".toml", Data: data}, nil
}

func taken(site *config.Site, service string) bool {
	_, ok := site.Service(service)
	return ok
}

// title makes words of an id.
func title(id string) string {
	if id == "" {
		return id
	}
	return strings.ToUpper(id[:1]) + strings.ReplaceAll(id[1:], "-", " ")
}
