package postmortem

import (
	"bytes"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
	"quarterdeck/generator/markdown"
)

// reader reads one file.
type reader struct {
	opts  Options
	loc   *time.Location
	file  string
	diags diag.List
	doc   *markdown.Document
	pm    Postmortem
	// ours is set when the front matter is of our shape: what cannot be true
	// is then an error, and nothing is guessed.
	ours bool
	// ref is the day that is stated for the incident as a whole.
	ref day
	// dated are all days that are stated so, ref first.
	dated []day
	// bad names the clocks that are stated and cannot be read.
	bad      map[string]bool
	clockPos map[string]diag.Pos
	zoneless []string // facts whose time has no zone
	duration time.Duration

	durationPos diag.Pos
	broken      bool // the front matter cannot be read
	body        []byte
	firstLine   int
	original    []section // once more, if needed: see untouched
	timelines   []timeline
	open        bool     // without an end, it goes on
	doubtful    bool     // two of its dates contradict each other
	understood  []string // what was guessed, in words
	zones       map[zoneKey]*time.Location
}

// read fills pm; false if the file holds no incident.
func (f *reader) read(src []byte) bool {
	f.bad, f.clockPos = map[string]bool{}, map[string]diag.Pos{}
	f.zones = map[zoneKey]*time.Location{}
	body, line, ok := f.front(src)
	if !ok {
		return false
	}
	f.body, f.firstLine = body, line
	f.doc = f.opts.Render.Parse(f.file, line, body)
	f.diags.Append(f.doc.Diagnostics())
	f.names()
	sections := f.split()
	if !f.ours {
		f.otherFacts(sections)
	}
	f.readTimelines(sections)
	if f.notAnIncident() {
		f.diags = diag.List{}
		f.diags.Hintf(diag.Pos{File: f.file}, "no-incident", "move it to content/ if it is to be shown", "the file is an index or a template and holds no incident; it is passed over")
		return false
	}
	f.readAllActions(sections)
	f.settle()
	f.fillSections(sections)
	f.check()
	return true
}

// front reads the front matter and gives the body with its first line.
func (f *reader) front(src []byte) (body []byte, line int, ok bool) {
	src, ok = f.decode(src)
	if !ok {
		return nil, 0, false
	}
	var found diag.List
	front, body, line, ok := doc.Front(f.file, src, &found)
	f.pm.Pos = diag.Pos{File: f.file, Line: max(front.FirstLine-1, 1), Col: 1}
	t, read := front.Table(&found)
	f.broken = !ok || !read
	f.pm.Unread = f.broken
	if read {
		f.ours = ourShape(t)
		f.frontFacts(t)
		f.unused(t, &found)
	} else {
		f.pm.Kind = Incident
	}
	fence := bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(src, []byte("\ufeff"))), []byte("+++"))
	if f.ours || fence || f.broken && bytes.Contains(front.Source, []byte("status:")) {
		f.diags.Append(found)
	} else {
		doc.Relay(&f.diags, found, diag.Warning)
	}
	return body, line, true
}

// decode gives valid UTF-8. Text in another encoding is read as far as it
// goes, but for UTF-16, in which no line could be found: there the whole
// incident is lost, which is an error whoever wrote it.
func (f *reader) decode(src []byte) ([]byte, bool) {
	if utf8.Valid(src) && !bytes.ContainsRune(src, 0) {
		return src, true
	}
	var found diag.List
	doc.Decode(f.file, src, 1, &found)
	wide := bytes.HasPrefix(src, []byte{0xff, 0xfe}) || bytes.HasPrefix(src, []byte{0xfe, 0xff})
	if wide {
		f.diags.Append(found)
	} else {
		doc.Relay(&f.diags, found, diag.Warning)
	}
	src = bytes.ToValidUTF8(src, []byte("\ufffd"))
	return bytes.ReplaceAll(src, []byte{0}, []byte("\ufffd")), !wide
}

// ourShape tells front matter of our shape: it has a status, in YAML one of
// our words or beside a start of our name.
func ourShape(t *doc.Table) bool {
	s := t.String("status")
	if s == "" || t.Format() == doc.FormatTOML {
		return s != ""
	}
	return s == string(Record) || s == string(Draft) || s == string(Final) || t.Has("started")
}

// unused reports keys that say nothing to us.
func (f *reader) unused(t *doc.Table, found *diag.List) {
	switch {
	case t.Format() == doc.FormatTOML:
		t.Unused(found, diag.Warning)
	case f.ours:
		t.Unused(found, diag.Hint)
	}
}

// names settles id, title and day from the first heading and the file's name.
func (f *reader) names() {
	base, fileDay := fileName(f.file)
	heading, _ := f.doc.Title()
	title, headDay := titleDay(heading)
	if heading == "" {
		title = ""
	}
	if f.pm.Title == "" {
		f.pm.Title = title
	}
	if !f.ours {
		f.refer(headDay)
		f.refer(fileDay)
	}
	if f.pm.ID == "" {
		f.pm.ID = base
	}
	if f.pm.Title == "" {
		f.pm.Title = humanise(base)
		if !f.broken { // it may stand in what could not be read
			f.diags.Warnf(f.pm.Pos, "no-title", "add a title", "the postmortem has no title; %q stands in for it", f.pm.Title)
		}
	}
	f.pm.Slug = slug(f.pm.ID)
}

// humanise makes words of a file's name.
func humanise(base string) string {
	s := strings.TrimSpace(strings.NewReplacer("-", " ", "_", " ").Replace(fileDayPrefix.ReplaceAllString(base, "")))
	if s == "" {
		return base
	}
	r, n := utf8.DecodeRuneInString(s)
	return strings.ToUpper(string(r)) + s[n:]
}

// split cuts the body into sections. Timelines and action items that stand
// under a heading of another section become sections of their own; sections
// titled with a time go with the timeline before them.
func (f *reader) split() []section {
	var out []section
	for _, s := range f.doc.Split() {
		role := roleOf(s.Title)
		if s.Heading == nil {
			role = ""
		}
		if n := len(out) - 1; n >= 0 && out[n].role == roleTimeline && s.Heading != nil && role == "" {
			if _, ok := readStamp(s.Title); ok {
				out[n].Nodes = append(append(out[n].Nodes, s.Heading), s.Nodes...)
				continue
			}
		}
		if role == roleTimeline || role == roleActions {
			out = append(out, section{Section: s, role: role})
			continue
		}
		out = append(out, f.promote(section{Section: s, role: role})...)
	}
	return out
}

// promote cuts timelines and actions out of a section of another role.
func (f *reader) promote(s section) []section {
	nodes := s.Nodes
	cur := s
	cur.Nodes = nil
	var out []section
	depth := 0 // level of the promoted heading, 0 outside one
	cut := false
	for _, n := range nodes {
		h, ok := n.(*ast.Heading)
		if ok && (depth == 0 || h.Level <= depth) {
			role := roleOf(f.doc.TextOf(h))
			if role == roleTimeline || role == roleActions {
				out = append(out, cur)
				cur = section{role: role, Section: markdown.Section{Title: f.doc.TextOf(h), ID: markdown.HeadingID(h), Pos: f.doc.PosOf(h), Heading: h}}
				depth, cut = h.Level, true
				continue
			}
			if depth != 0 { // back in the section that was cut
				out = append(out, cur)
				cur = section{Section: markdown.Section{Title: f.doc.TextOf(h), ID: markdown.HeadingID(h), Pos: f.doc.PosOf(h), Heading: h}, role: role}
				depth = 0
				continue
			}
		}
		cur.Nodes = append(cur.Nodes, n)
	}
	out = append(out, cur)
	if !cut {
		return []section{s}
	}
	for i := range out {
		out[i].gone = len(out[i].Nodes) == 0
	}
	return out
}

// otherFacts takes the facts that others write into the text.
func (f *reader) otherFacts(sections []section) {
	var all []label
	for _, s := range sections {
		if s.role != roleTimeline && s.role != roleActions {
			all = append(all, f.labels(s.Nodes)...)
		}
	}
	f.bodyFacts(all)
}

// readTimelines reads each timeline, the later ones with the day and the zone
// of those before.
func (f *reader) readTimelines(sections []section) {
	ref := f.ref
	if !f.pm.Started.IsZero() {
		ref = dayOf(f.pm.Started)
	}
	said := ""
	for i, s := range sections {
		if s.role != roleTimeline {
			if text := f.doc.TextOf(s.Nodes...); said == "" && zoneStated(text) {
				said = zoneSentenceOf(text)
			}
			continue
		}
		tl := f.readTimeline(s, said, ref)
		sections[i] = tl.section
		if tl.dayless.Line > 0 {
			sections[i] = f.untouched(i)
			tl.events = nil
		} else if len(tl.events) == 0 {
			continue
		}
		f.timelines = append(f.timelines, tl)
		f.pm.Timeline = append(f.pm.Timeline, tl.events...)
		if n := len(tl.events); n > 0 {
			ref = dayOf(tl.events[n-1].At)
		}
	}
	sortEvents(f.pm.Timeline)
}

// untouched is a section as it was before its times were taken out.
func (f *reader) untouched(i int) section {
	if f.original == nil {
		again := *f
		again.doc = f.opts.Render.Parse(f.file, f.firstLine, f.body)
		f.original = again.split()
	}
	return f.original[i]
}

func (f *reader) readAllActions(sections []section) {
	if len(f.pm.Actions) > 0 {
		return
	}
	for i, s := range sections {
		if s.role == roleActions {
			var found []Action
			found, sections[i] = f.readActions(s)
			f.pm.Actions = append(f.pm.Actions, found...)
		}
	}
}

// fillSections keeps what has not been taken, and finds the summary.
func (f *reader) fillSections(sections []section) {
	for _, s := range sections {
		if f.pm.Summary == "" && (s.role == roleSummary || s.Title == "") {
			f.summarise(s)
		}
	}
	for _, s := range sections {
		if s.gone {
			continue
		}
		if f.pm.Summary == "" && s.role != roleTimeline && s.role != roleActions {
			f.summarise(s)
		}
		f.pm.Sections = append(f.pm.Sections, Section{Role: s.role, ID: s.ID, Title: s.Title, HTML: f.doc.Render(s.Nodes...)})
	}
}

// summarise takes the summary from a section, if it has a paragraph.
func (f *reader) summarise(s section) {
	if f.pm.Summary = f.firstParagraph(s.Nodes); f.pm.Summary != "" {
		f.pm.SummaryOf = &Section{Role: s.role, ID: s.ID, Title: s.Title}
	}
}

func (f *reader) firstParagraph(nodes []ast.Node) string {
	for _, n := range nodes {
		if p, ok := n.(*ast.Paragraph); ok && len(f.labels([]ast.Node{p})) == 0 {
			if s := strings.Join(strings.Fields(f.doc.TextOf(p)), " "); s != "" {
				return s
			}
		}
	}
	return ""
}

// notAnIncident tells an index or a template, by its name and because nothing
// in it says when anything happened.
func (f *reader) notAnIncident() bool {
	base := strings.TrimSuffix(path.Base(f.file), path.Ext(f.file))
	index := indexName(base) && path.Dir(f.file) == Folder || indexName(base) && !f.ref.known()
	template := strings.Contains(strings.ToLower(base), "template")
	return (index || template) && !f.ours && f.pm.Started.IsZero() && len(f.pm.Timeline) == 0 && !f.broken
}
