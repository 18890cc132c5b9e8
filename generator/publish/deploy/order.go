package deploy

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// phase is when a step is done. What a page links to comes before the page:
// whatever is new before whatever changed, because only changed pages are
// reached by readers of the old site.
type phase int

const (
	assets phase = iota
	newPages
	newIndexes
	newRedirects
	newHome // of a first publish: until then, readers find nothing rather than half
	changedPages
	changedIndexes
	changedRedirects
	notes
	deletes
	rest
)

// name is what the plan calls a phase.
func (p phase) name() string {
	return []string{
		"assets", "new pages and data", "new index pages and feeds", "new redirects", "home page",
		"changed pages and data", "changed index pages and feeds", "changed redirects",
		"noted", "deletes", "left",
	}[p]
}

// order puts every step into its phase, and the phases in order.
func (p *Plan) order() {
	parents := map[string]bool{}
	for _, s := range p.Steps {
		if isPage(s.Key) {
			dir := path.Dir(path.Dir(s.Key))
			for ; !parents[dir]; dir = path.Dir(dir) {
				parents[dir] = true
			}
		}
	}
	for i := range p.Steps {
		p.Steps[i].phase = phaseOf(p.Steps[i], parents)
	}
	slices.SortStableFunc(p.Steps, func(a, b Step) int {
		return cmp.Or(cmp.Compare(a.phase, b.phase), cmp.Compare(a.Key, b.Key))
	})
}

func phaseOf(s Step, parents map[string]bool) phase {
	switch s.Action {
	case Leave:
		return rest
	case Note:
		return notes
	case Delete:
		return deletes
	}
	if isAsset(s.Key) {
		return assets
	}
	first := changedPages
	if s.fresh {
		first = newPages
	}
	switch {
	case s.fresh && s.Key == "index.html":
		return newHome
	case s.want.redirect:
		return first + 2
	case isIndex(s.Key, parents):
		return first + 1
	}
	return first
}

// compressed are the endings of compressed siblings.
var compressed = []string{".gz", ".br"}

// plain is the file that a compressed sibling stands beside.
func plain(key string) string {
	for _, ending := range compressed {
		if name, ok := strings.CutSuffix(key, ending); ok {
			return name
		}
	}
	return key
}

// isAsset tells what pages load with themselves, and pictures.
func isAsset(key string) bool {
	switch path.Ext(plain(key)) {
	case ".html", ".json", ".csv", ".xml", ".atom", ".txt", ".pdf":
		return false
	}
	return true
}

// isIndex tells pages that exist to lead to others, and feeds.
func isIndex(key string, parents map[string]bool) bool {
	switch path.Ext(key) {
	case ".xml", ".atom", ".txt":
		return true
	case ".html":
		return path.Base(key) != "index.html" || parents[path.Dir(key)]
	}
	return strings.HasSuffix(key, "/index.json")
}
