package postmortem

import (
	"regexp"
	"strings"
	"time"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"

	"quarterdeck/generator/doc"
)

// actionReader collects the action items of one section, in written order.
type actionReader struct {
	f    *reader
	kind string // of the group that is being read
	out  []Action
	rest []ast.Node
}

// readActions reads the items of a section and leaves in it what is no item.
func (f *reader) readActions(s section) ([]Action, section) {
	r := actionReader{f: f}
	group := ast.Node(nil) // a heading whose items have not come yet
	for _, n := range s.Nodes {
		if h, ok := n.(*ast.Heading); ok {
			if group != nil {
				r.rest = append(r.rest, group)
			}
			r.kind, group = kindOf(f.doc.TextOf(h)), h
			continue
		}
		if r.block(n) {
			group = nil
			continue
		}
		if group != nil {
			r.rest = append(r.rest, group)
			group = nil
		}
		r.rest = append(r.rest, n)
	}
	s.Nodes = r.rest
	s.gone = len(r.out) > 0 && len(r.rest) == 0
	return r.out, s
}

func (r *actionReader) block(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.List:
		for item := n.FirstChild(); item != nil; item = item.NextSibling() {
			r.item(item)
		}
		return true
	case *east.Table:
		return r.table(n)
	case *ast.Paragraph: // a bold line over a list names a group
		if n.ChildCount() == 1 && bold(runOf(r.f.doc, n)) {
			r.kind = kindOf(r.f.doc.TextOf(n))
			_, list := n.NextSibling().(*ast.List)
			return list
		}
	}
	return false
}

// item reads one item. One that only names a group ("Prevent:", with a list
// below it) is that; other lists below an item are part of it.
func (r *actionReader) item(item ast.Node) {
	first := item.FirstChild()
	if first == nil {
		return
	}
	text := r.f.doc.TextOf(first)
	list, _ := first.NextSibling().(*ast.List)
	if list != nil && (strings.HasSuffix(text, ":") || kindOf(text) != "" && len(text) < 24) {
		before := r.kind
		r.kind = kindOf(text)
		r.block(list)
		r.kind = before
		return
	}
	if a, ok := r.f.parseAction(first); ok {
		a.Kind, a.Pos = r.kind, r.f.doc.PosOf(item)
		r.out = append(r.out, a)
	}
}

var (
	doneMark  = regexp.MustCompile(`(?i)^\s*(?:✅|✔️?|☑️?|\[x\]|\[done\]|\(done\)|done[:.!–-])\s*|\s*(?:✅|✔️?|☑️?|\[done\]|\(done!?\)|[-–—:]\s*done\.?)\s*$`)
	openMark  = regexp.MustCompile(`^\s*(?:\[ ?\]|☐|⬜|❌)\s*`)
	ownerAt   = regexp.MustCompile(`(?:^|[\s(\[])@([A-Za-z0-9][\w./-]*)`)
	ownerWord = regexp.MustCompile(`(?i)\(?\b(?:owner|assignee|assigned to)\s*:\s*@?([^,;()\[\]|]+?)\s*(?:[,;)\]|]|\.?\s*$)`)
	dueWord   = regexp.MustCompile(`(?i)\(?\b(?:due(?: date)?|deadline|eta|by)\s*:?\s*(?:by |on )?((?:\d{4}-\d{2}-\d{2}|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]+ \d{4}|[A-Z][a-z]+ \d{1,2},? \d{4}))\)?`)
	ticketKey = regexp.MustCompile(`\b[A-Z][A-Z0-9]{1,9}-\d+\b`)
	ticketURL = regexp.MustCompile(`(?i)/(?:issues?|pull|pulls|merge_requests|browse|tickets?|t|stories|story|card|c)/|[?&]id=\d|bugs?\.|jira`)
	linkNoise = regexp.MustCompile(`(?i)^(?:link to )?(?:github |gitlab |jira )?(?:issue|ticket|pr|pull request|mr|merge request|bug|tracking issue|link)s?(?: ?#?\d+)?$`)
	tailNoise = regexp.MustCompile(`(?:\s*[(\[,;–—:-]\s*[)\]]?)+\s*$|\s*\(\s*[,;]?\s*\)`)
	holder    = regexp.MustCompile(`\{\{.*?\}\}`)
	// placeholder is what a template leaves where words should stand.
	placeholder = regexp.MustCompile(`(?i)\{\{\s*\w*\s*\}\}|\[link to [a-z ]*\]`)
	beforeStop  = regexp.MustCompile(`\s+([.,;])`)
)

// parseAction reads an item written as a sentence.
func (f *reader) parseAction(block ast.Node) (Action, bool) {
	var a Action
	a.Ticket = f.ticketIn(block)
	_ = ast.Walk(block, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if box, ok := n.(*east.TaskCheckBox); ok && entering {
			a.Finished = box.IsChecked
		}
		return ast.WalkContinue, nil
	})
	if only := block.FirstChild(); only != nil && only.Kind() == east.KindStrikethrough && only.NextSibling() == nil {
		a.Finished = true
	}
	title := f.titleWithoutLinks(block)
	if doneMark.MatchString(title) {
		a.Finished = true
		title = doneMark.ReplaceAllString(title, "")
	}
	title = placeholder.ReplaceAllString(openMark.ReplaceAllString(title, ""), "")
	title = a.words(braces.Replace(title), f.loc)
	title = beforeStop.ReplaceAllString(strings.Join(strings.Fields(title), " "), "$1")
	a.Title = strings.TrimSpace(tailNoise.ReplaceAllString(title, ""))
	return a, a.Title != ""
}

var braces = strings.NewReplacer("{{", "", "}}", "")

// words takes owner, due date and ticket key out of a sentence.
func (a *Action) words(s string, loc *time.Location) string {
	if m := dueWord.FindStringSubmatch(s); m != nil {
		if at, ok := doc.ParseMoment(m[1], loc); ok {
			a.Due = at.Time
			s = strings.Replace(s, m[0], "", 1)
		}
	}
	if m := ownerWord.FindStringSubmatch(s); m != nil {
		a.Owner = m[1]
		s = strings.Replace(s, m[0], "", 1)
	} else if m := ownerAt.FindStringSubmatch(s); m != nil {
		a.Owner = m[1]
		s = strings.Replace(s, "@"+m[1], "", 1)
	}
	if a.Ticket == "" {
		a.Ticket = ticketKey.FindString(s)
	}
	return s
}

// titleWithoutLinks is the text of an item without links that only say "issue".
func (f *reader) titleWithoutLinks(block ast.Node) string {
	var b strings.Builder
	_ = ast.Walk(block, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		if l, ok := n.(*ast.Link); ok && f.onlyPoints(l) {
			return ast.WalkSkipChildren, nil
		}
		if t, ok := n.(*ast.Text); ok {
			b.WriteString(f.doc.InlineText(t))
		} else if s, ok := n.(*ast.String); ok {
			b.Write(s.Value)
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// onlyPoints tells a link such as "(issue)" at the end of a sentence, or in
// brackets, from one whose text belongs to the sentence.
func (f *reader) onlyPoints(l *ast.Link) bool {
	text := f.doc.TextOf(l)
	if !linkNoise.MatchString(text) && (text != string(l.Destination) || !ticketURL.MatchString(text)) {
		return false
	}
	after := ""
	if next := l.NextSibling(); next != nil {
		after = strings.TrimSpace(f.doc.InlineText(next))
	}
	return after == "" || strings.ContainsAny(after[:1], ")].")
}

// ticketIn is the address of the first link that looks like a ticket.
func (f *reader) ticketIn(n ast.Node) string {
	ticket := ""
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		l, ok := n.(*ast.Link)
		if !ok || !entering || ticket != "" {
			return ast.WalkContinue, nil
		}
		if dest := string(l.Destination); strings.HasPrefix(dest, "http") && (ticketURL.MatchString(dest) || linkNoise.MatchString(f.doc.TextOf(l))) {
			ticket = dest
		}
		return ast.WalkContinue, nil
	})
	return ticket
}

// kindOf reads the kind of a group of actions from its heading.
func kindOf(title string) string {
	title = strings.ToLower(title)
	for _, k := range []struct{ kind, words string }{
		{"prevent", "prevent"},
		{"detect", "detect monitor alert observab"},
		{"mitigate", "mitigat respon recover contain"},
		{"process", "process policy document train communicat organi"},
	} {
		for _, w := range strings.Fields(k.words) {
			if strings.Contains(title, w) {
				return k.kind
			}
		}
	}
	return ""
}
