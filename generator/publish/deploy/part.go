package deploy

import (
	"context"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/site"
)

// Part is a selection of reports: those of the teams, in the quarters. An
// empty list stands for all.
type Part struct {
	Teams    []string
	Quarters []string
}

// ParsePart reads "team=checkout" and "quarter=2026-Q3".
func ParsePart(words []string) (Part, error) {
	var p Part
	for _, w := range words {
		kind, id, _ := strings.Cut(w, "=")
		id = strings.ToLower(strings.TrimSpace(id))
		switch {
		case kind != "team" && kind != "quarter":
			return Part{}, fmt.Errorf("%q is neither a team nor a quarter", w)
		case id == "":
			return Part{}, fmt.Errorf("%q names no %s", w, kind)
		case kind == "team":
			p.Teams = append(p.Teams, id)
		default:
			p.Quarters = append(p.Quarters, id)
		}
	}
	return p, nil
}

// Empty tells whether the part is the whole site.
func (p Part) Empty() bool { return len(p.Teams)+len(p.Quarters) == 0 }

// String is the part as it is asked for.
func (p Part) String() string {
	var words []string
	for _, t := range p.Teams {
		words = append(words, "team="+t)
	}
	for _, q := range p.Quarters {
		words = append(words, "quarter="+q)
	}
	return strings.Join(words, " ")
}

var quarterSlug = regexp.MustCompile(`^(fy)?\d{4}-q[1-4]$`)

// of is the team and the quarter that a file of the site is about; either may
// be empty.
func partOf(key string) (team, quarter string) {
	key = plain(key)
	words := strings.Split(strings.TrimPrefix(key, "api/"), "/")
	last := len(words) - 1
	if strings.HasPrefix(key, "api/") {
		words[last] = strings.TrimSuffix(words[last], path.Ext(words[last]))
	} else {
		words[last] = "" // a file in the folder of its report
	}
	second := ""
	if len(words) > 1 {
		second = words[1]
	}
	switch {
	case words[0] == "teams":
		return second, ""
	case quarterSlug.MatchString(words[0]):
		return second, words[0]
	}
	return "", ""
}

// holds tells whether a file belongs to the part.
func (p Part) holds(key string) bool {
	team, quarter := partOf(key)
	inTeams := len(p.Teams) == 0 || slices.Contains(p.Teams, team)
	inQuarters := len(p.Quarters) == 0 || slices.Contains(p.Quarters, quarter)
	return inTeams && inQuarters
}

// unknown is a team or quarter of the part that no file is about.
func (p Part) unknown(files []site.File) string {
	teams, quarters := map[string]bool{}, map[string]bool{}
	for _, f := range files {
		team, quarter := partOf(f.Path)
		teams[team], quarters[quarter] = true, true
	}
	for _, t := range p.Teams {
		if !teams[t] {
			return "team " + t
		}
	}
	for _, q := range p.Quarters {
		if !quarters[q] {
			return "quarter " + q
		}
	}
	return ""
}

// part is the edition for a part: its files, and what they lead to that the
// target has not got. Everything else stays as it is.
func (e *engine) part(ctx context.Context, s *snapshot, files []site.File) (*edition, error) {
	if s.manifest.Open != nil {
		return nil, &store.Problem{Kind: "refused", Message: "the last publish to " + e.st.URL() + " was cut off, and a part cannot finish it",
			Hint: "publish the whole site once"}
	}
	if what := e.o.Part.unknown(files); what != "" {
		return nil, &store.Problem{Kind: "refused", Message: "the site has no page of the " + what,
			Hint: "write --only team=ID or --only quarter=2026-q3 as they stand in the addresses"}
	}
	chosen, err := e.closure(ctx, s, files)
	if err != nil {
		return nil, err
	}
	ed, err := e.render(ctx, chosen, files)
	if err != nil {
		return nil, err
	}
	ed.partial = true
	ed.about.Part = e.o.Part.String()
	return ed, nil
}

// closure follows the links from the part's files.
func (e *engine) closure(ctx context.Context, s *snapshot, files []site.File) ([]site.File, error) {
	byKey := make(map[string]site.File, len(files))
	var chosen []site.File
	seen := map[string]bool{}
	for _, f := range files {
		byKey[f.Path] = f
		if e.o.Part.holds(f.Path) {
			chosen = append(chosen, f)
			seen[f.Path] = true
		}
	}
	for i := 0; i < len(chosen); i++ {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		keys, err := e.links(chosen[i])
		if err != nil {
			return nil, err
		}
		for _, key := range keys {
			f, ok := byKey[key]
			if !ok || seen[key] || s.has(key) {
				continue
			}
			seen[key] = true
			chosen = append(chosen, f)
			for _, ending := range compressed { // the forms that a web server would choose instead
				if f, ok := byKey[key+ending]; ok && !seen[f.Path] {
					seen[f.Path] = true
					chosen = append(chosen, f)
				}
			}
		}
	}
	return chosen, nil
}

// has tells whether an object of the site stands at the key.
func (s *snapshot) has(key string) bool {
	at := s.standing(key)
	return (at == ours || at == altered) && s.manifest.Objects[key].live()
}
