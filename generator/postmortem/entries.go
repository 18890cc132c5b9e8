package postmortem

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/markdown"
)

// entry is one piece of a timeline as written.
type entry struct {
	stamp
	pos  diag.Pos
	html string // what the stamp's own line says
	text string
	more []ast.Node // the blocks that follow it
}

// entryReader collects the entries of one timeline, in written order, from
// whichever notation is used: headings, tables, lists, lines.
type entryReader struct {
	doc     *markdown.Document
	entries []entry
	// rest are the nodes that belong to no entry.
	rest []ast.Node
	// zone is stated over a column.
	zone string
	// listed is set while the last entry is an item or a row: text behind a
	// list belongs to no entry of it.
	listed bool
}

func (r *entryReader) read(nodes []ast.Node) {
	for _, n := range nodes {
		if !r.block(n) {
			r.attach(n)
		}
	}
}

// attach gives a block to the entry over it.
func (r *entryReader) attach(n ast.Node) {
	if len(r.entries) == 0 || r.listed || zoneStated(r.doc.TextOf(n)) {
		r.rest = append(r.rest, n)
		return
	}
	r.follow(n)
}

// follow puts a block behind the last entry.
func (r *entryReader) follow(n ast.Node) {
	if len(r.entries) == 0 {
		r.rest = append(r.rest, n)
		return
	}
	last := &r.entries[len(r.entries)-1]
	last.more = append(last.more, n)
}

// block reads one block; false if it begins no entry.
func (r *entryReader) block(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.Heading:
		return r.heading(n)
	case *ast.List:
		return r.list(n)
	case *east.Table:
		return r.table(n)
	case *ast.Paragraph:
		return r.paragraph(n)
	}
	return false
}

// heading begins an entry with its time, or states the day of what follows.
func (r *entryReader) heading(n *ast.Heading) bool {
	line := runOf(r.doc, n)
	st, ok := readStamp(line.text)
	if !ok || st.clock < 0 && !st.clear && line.text[st.length:] == "" {
		r.listed = false
		return false
	}
	line.cut(r.doc, st.length)
	e := entry{stamp: st, pos: r.doc.PosOf(n), text: strings.TrimSpace(line.text)}
	if e.text != "" {
		e.html = "<p><strong>" + line.html(r.doc) + "</strong></p>\n"
	}
	r.add(e, false)
	return true
}

func (r *entryReader) add(e entry, listed bool) {
	if e.zone == "" {
		e.zone = r.zone
	}
	r.entries = append(r.entries, e)
	r.listed = listed
}

// list reads a list whose items begin with times. Items that do not, between
// others that do, belong to the one before them.
func (r *entryReader) list(n *ast.List) bool {
	if !r.anyStamp(n) {
		return false
	}
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		if !r.item(item) {
			for n := item.FirstChild(); n != nil; n = n.NextSibling() {
				r.follow(n)
			}
		}
	}
	return true
}

func (r *entryReader) anyStamp(list ast.Node) bool {
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		if b := item.FirstChild(); b != nil {
			if _, ok := readItemStamp(runOf(r.doc, b).text); ok {
				return true
			}
		}
	}
	return false
}

// readItemStamp is readStamp for running text, where a day alone counts only
// if something sets it apart: "4 July was quiet" is no stamp.
func readItemStamp(s string) (stamp, bool) {
	st, ok := readStamp(s)
	return st, ok && (st.clock >= 0 || st.clear)
}

func (r *entryReader) item(item ast.Node) bool {
	first := item.FirstChild()
	if first == nil {
		return false
	}
	line := runOf(r.doc, first)
	st, ok := readItemStamp(line.text)
	if !ok {
		return false
	}
	pos := r.doc.PosOf(item)
	line.cut(r.doc, st.length)
	if st.clock < 0 && strings.TrimSpace(line.text) == "" { // a day over a list of times
		r.add(entry{stamp: st, pos: pos}, true)
		for n := first.NextSibling(); n != nil; n = n.NextSibling() {
			if list, isList := n.(*ast.List); isList && r.list(list) {
				continue
			}
			r.follow(n)
		}
		return true
	}
	e := entry{stamp: st, pos: pos, html: line.html(r.doc), text: strings.TrimSpace(line.text)}
	for n := first.NextSibling(); n != nil; n = n.NextSibling() {
		e.more = append(e.more, n)
	}
	r.add(e, true)
	return true
}

// paragraph reads lines that begin with times; a line that does not goes on
// with the one before it.
func (r *entryReader) paragraph(n *ast.Paragraph) bool {
	all := lines(r.doc, n)
	if len(all) == 0 {
		return false
	}
	if st, ok := readItemStamp(all[0].text); !ok || st.clock < 0 && strings.TrimSpace(all[0].text[st.length:]) != "" && !bold(all[0]) {
		return false
	}
	for i := 0; i < len(all); {
		line := all[i]
		st, _ := readItemStamp(line.text)
		pos := r.doc.PosOf(line.nodes[0])
		line.cut(r.doc, st.length)
		texts := []string{line.text}
		for i++; i < len(all); i++ {
			if _, ok := readItemStamp(all[i].text); ok {
				break
			}
			line.nodes = append(line.nodes, all[i].nodes...)
			texts = append(texts, all[i].text)
		}
		text := strings.TrimSpace(strings.Join(texts, ""))
		r.add(entry{stamp: st, pos: pos, html: line.html(r.doc), text: text}, false)
	}
	return true
}

func bold(line run) bool {
	return len(line.nodes) > 0 && line.nodes[0].Kind() == ast.KindEmphasis
}

var (
	dayHeader  = regexp.MustCompile(`(?i)^\W*date\W*$`)
	timeHeader = regexp.MustCompile(`(?i)\btimes?\b|\butc\b|\bgmt\b|timestamp|^when$|^[A-Z]{1,2}[SD]?T$`)
)

// table reads rows whose first cell (or first two: day and time) is a time.
func (r *entryReader) table(t *east.Table) bool {
	head := t.FirstChild()
	if head == nil {
		return false
	}
	heads := cells(r.doc, head)
	found := false
	zone := r.zone
	if len(heads) > 0 {
		if z := findZone(heads[0].text); z != "" {
			zone = z
		} else if len(heads) > 1 && dayHeader.MatchString(heads[0].text) {
			zone = findZone(heads[1].text)
		}
	}
	for row := head.NextSibling(); row != nil; row = row.NextSibling() {
		e, ok := r.row(row, heads)
		if !ok {
			continue
		}
		if e.zone == "" {
			e.zone = zone
		}
		found = true
		r.add(e, true)
	}
	return found
}

// row reads one row; ok is false if it has no time.
func (r *entryReader) row(row ast.Node, heads []run) (e entry, ok bool) {
	all := cells(r.doc, row)
	if len(all) < 2 {
		return e, false
	}
	first, skip := strings.TrimSpace(all[0].text), 1
	if len(heads) > 1 && dayHeader.MatchString(heads[0].text) {
		first, skip = strings.TrimSpace(first+" "+strings.TrimSpace(all[1].text)), 2
	}
	st, ok := readStamp(first)
	if !ok || strings.TrimSpace(first[st.length:]) != "" {
		return e, false
	}
	e = entry{stamp: st, pos: r.doc.PosOf(row)}
	var html, text []string
	for i, c := range all[skip:] {
		if skip+i < len(heads) && len(all) > skip+1 && timeHeader.MatchString(strings.TrimSpace(heads[skip+i].text)) {
			continue // the same time in another zone
		}
		if s := strings.TrimSpace(c.text); s != "" {
			html = append(html, c.html(r.doc))
			text = append(text, s)
		}
	}
	e.html, e.text = strings.Join(html, " · "), strings.Join(text, " · ")
	return e, true
}

func cells(d *markdown.Document, row ast.Node) []run {
	var out []run
	for c := row.FirstChild(); c != nil; c = c.NextSibling() {
		out = append(out, runOf(d, c))
	}
	return out
}
