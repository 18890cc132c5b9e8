package postmortem

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"

	"quarterdeck/generator/doc"
)

// columns are the words that head the columns of action tables.
var columns = []struct{ field, words string }{
	{"owner", "owner owners assignee assigned who responsible dri lead team"},
	{"due", "due deadline target when by eta date"},
	{"ticket", "ticket tickets issue issues bug jira tracking link pr reference ref"},
	{"status", "status state done progress complete completed"},
	{"kind", "type kind category class"},
	{"id", "id # no no. nr"},
	{"title", "action actions item description task what todo summary title step"},
}

// fieldOf reads the field from a column's heading.
func fieldOf(head string) string {
	for _, w := range strings.Fields(strings.ToLower(head)) {
		w = strings.Trim(w, ":()?*")
		for _, c := range columns {
			for _, known := range strings.Fields(c.words) {
				if w == known {
					return c.field
				}
			}
		}
	}
	return ""
}

// table reads a table of action items; false if no column holds their titles.
func (r *actionReader) table(t *east.Table) bool {
	head := t.FirstChild()
	if head == nil {
		return false
	}
	fields := map[string]int{}
	for i, c := range cells(r.f.doc, head) {
		if f := fieldOf(c.text); f != "" {
			if _, taken := fields[f]; !taken {
				fields[f] = i
			}
		}
	}
	if strings.Contains(strings.ToLower(r.f.doc.TextOf(head)), "action item") {
		for i, c := range cells(r.f.doc, head) {
			if strings.Contains(strings.ToLower(c.text), "action item") {
				fields["title"] = i
			}
		}
	}
	if _, ok := fields["title"]; !ok {
		return false
	}
	for row := head.NextSibling(); row != nil; row = row.NextSibling() {
		r.row(row, fields)
	}
	return true
}

func (r *actionReader) row(row ast.Node, fields map[string]int) {
	var nodes []ast.Node
	for c := row.FirstChild(); c != nil; c = c.NextSibling() {
		nodes = append(nodes, c)
	}
	cell := func(field string) (ast.Node, string) {
		i, ok := fields[field]
		if !ok || i >= len(nodes) {
			return nil, ""
		}
		return nodes[i], r.f.doc.TextOf(nodes[i])
	}
	titleCell, _ := cell("title")
	if titleCell == nil {
		return
	}
	a, ok := r.f.parseAction(titleCell)
	if !ok {
		return
	}
	a.Pos, a.Kind = r.f.doc.PosOf(row), r.kind
	_, a.ID = cell("id")
	if _, s := cell("owner"); s != "" && !blank(s) {
		a.Owner = strings.TrimPrefix(s, "@")
	}
	if _, s := cell("due"); s != "" {
		if at, ok := doc.ParseMoment(s, r.f.loc); ok {
			a.Due = at.Time
		}
	}
	if n, s := cell("ticket"); n != nil && !blank(s) {
		a.Ticket = s
		if url := r.f.linkIn(n); url != "" {
			a.Ticket = url
		}
	}
	if _, s := cell("kind"); kindOf(s) != "" {
		a.Kind = kindOf(s)
	}
	n, s := cell("status")
	a.Finished = a.Finished || finished(s) || n != nil && checked(n)
	r.out = append(r.out, a)
}

// blank tells the marks that people put where nothing is known.
func blank(s string) bool {
	switch strings.ToLower(strings.Trim(s, " .?-–—")) {
	case "", "n/a", "na", "none", "tbd", "tba", "todo", "unassigned", "unknown":
		return true
	}
	return false
}

// finished reads the words of a status column.
func finished(s string) bool {
	s = strings.ToLower(strings.TrimSpace(s))
	for _, w := range []string{"done", "complete", "closed", "fixed", "resolved", "finished", "shipped", "merged", "yes", "✅", "✔", "☑", "[x]", "100%"} {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

func checked(n ast.Node) bool {
	found := false
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if box, ok := n.(*east.TaskCheckBox); ok && entering {
			found = found || box.IsChecked
		}
		return ast.WalkContinue, nil
	})
	return found
}

// linkIn is the address of the first link.
func (f *reader) linkIn(n ast.Node) string {
	url := ""
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if l, ok := n.(*ast.Link); ok && entering && url == "" {
			url = string(l.Destination)
		}
		return ast.WalkContinue, nil
	})
	return url
}
