package postmortem

import (
	"bytes"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
)

// label is a fact that stands in the body: "- **Started**: 14:05 UTC".
type label struct {
	name, value string
	pos         diag.Pos // of the value
}

var (
	labelLine = regexp.MustCompile(`^\s*(?:[-*+]\s+|\d+[.)]\s+)?(?:(?:\*\*|__)\s*([A-Za-z][A-Za-z ()/-]{1,40}?)\s*(?::\s*(?:\*\*|__)|(?:\*\*|__)\s*:)|([A-Za-z][A-Za-z ()/-]{1,40}?)\s*:)\s+(.+?)\s*$`)
	labelRow  = regexp.MustCompile(`^\s*\|?\s*(?:\*\*|__)?([A-Za-z][A-Za-z ()/-]{1,40}?)\s*:?\s*(?:\*\*|__)?\s*:?\s*\|\s*([^|]+?)\s*\|?\s*$`)
	marksOff  = strings.NewReplacer("**", "", "__", "", "`", "")
)

// labels collects the labelled facts of a section: bold labels of lines, items
// with a label, rows of two cells.
func (f *reader) labels(nodes []ast.Node) []label {
	var out []label
	for _, n := range nodes {
		switch n := n.(type) {
		case *ast.Paragraph:
			out = append(out, f.labelLines(n, false)...)
		case *ast.List:
			for item := n.FirstChild(); item != nil; item = item.NextSibling() {
				if b := item.FirstChild(); b != nil {
					out = append(out, f.labelLines(b, true)...)
				}
			}
		case *east.Table:
			for row := n.FirstChild(); row != nil; row = row.NextSibling() {
				if row.ChildCount() == 2 {
					out = append(out, f.labelAt(labelRow, row.Pos(), true)...)
				}
			}
		}
	}
	return out
}

func (f *reader) labelLines(block ast.Node, item bool) []label {
	var out []label
	segs := block.Lines()
	for i := range segs.Len() {
		out = append(out, f.labelAt(labelLine, segs.At(i).Start, item)...)
	}
	return out
}

// labelAt reads the line of the source that holds an offset. A label that is
// not bold counts in items and rows only.
func (f *reader) labelAt(re *regexp.Regexp, offset int, plain bool) []label {
	src := f.doc.Source()
	start := bytes.LastIndexByte(src[:offset], '\n') + 1
	end := len(src)
	if i := bytes.IndexByte(src[start:], '\n'); i >= 0 {
		end = start + i
	}
	line := string(src[start:end])
	m := re.FindStringSubmatchIndex(line)
	if m == nil {
		return nil
	}
	last := len(m) - 2
	name := m[2:4]
	if name[0] < 0 {
		name = m[4:6]
		if !plain {
			return nil
		}
	}
	return []label{{
		name:  strings.ToLower(line[name[0]:name[1]]),
		value: strings.TrimSpace(marksOff.Replace(line[m[last]:m[last+1]])),
		pos:   f.doc.At(start + m[last]),
	}}
}

// labelled maps what labels say to facts.
var labelled = []struct {
	words *regexp.Regexp
	fact  string
}{
	{regexp.MustCompile(`^(?:(?:incident|impact|outage) )?(?:start(?:ed|s)?|began|begins?)(?: time| at| date)?$|^time (?:started|of start)$|^start of (?:the )?(?:incident|impact|outage)$`), "started"},
	{regexp.MustCompile(`^(?:(?:incident|impact|outage) )?(?:end(?:ed|s)?|resolved|finished)(?: time| at| date)?$|^time (?:resolved|ended|of end)$|^end of (?:the )?(?:incident|impact|outage)$`), "resolved"},
	{regexp.MustCompile(`^detected(?: at)?$|^time detected$`), "detected"},
	{regexp.MustCompile(`^acknowledged(?: at)?$|^time acknowledged$`), "acknowledged"},
	{regexp.MustCompile(`^mitigated(?: at)?$|^time mitigated$`), "mitigated"},
	{regexp.MustCompile(`^(?:incident )?date(?: of (?:the )?incident)?$`), "date"},
	{regexp.MustCompile(`^(?:incident )?(?:severity|sev|priority)(?: level)?$`), "severity"},
	{regexp.MustCompile(`^(?:incident )?status$`), "status"},
	{regexp.MustCompile(`^(?:total |outage |incident )?duration$|^time to (?:repair|restore|resolve|recovery?)$`), "duration"},
	{regexp.MustCompile(`^(?:affected |impacted )?services?(?: affected| impacted)?$`), "services"},
	{regexp.MustCompile(`^(?:responsible |owning )?teams?$`), "teams"},
	{regexp.MustCompile(`^incident (?:id|number)$`), "id"},
	{regexp.MustCompile(`^trigger$`), "trigger"},
}

// bodyFacts takes from labels what the front matter does not say. Days come
// first: times may need one.
func (f *reader) bodyFacts(all []label) {
	for _, days := range []bool{true, false} {
		for _, l := range all {
			for _, k := range labelled {
				if k.words.MatchString(l.name) && (k.fact == "date") == days {
					f.bodyFact(k.fact, l)
					break
				}
			}
		}
	}
}

func (f *reader) bodyFact(fact string, l label) {
	pm := &f.pm
	w := Word{l.value, l.pos}
	if blank(l.value) || holder.MatchString(l.value) {
		return
	}
	short := len(l.value) <= 60
	switch fact {
	case "date":
		if d, ok := findDay(l.value); ok {
			f.refer(d)
		}
	case "severity":
		if pm.Severity.Text == "" && short {
			pm.Severity = w
		}
	case "status":
		if pm.Status == "" {
			pm.Status = foreignStatus(strings.ToLower(l.value))
		}
	case "duration":
		if d, ok := doc.ParseDuration(strings.TrimLeft(l.value, "~≈ ")); ok && f.duration == 0 {
			f.duration, f.durationPos = d, l.pos
		}
	case "services":
		if pm.Services == nil {
			pm.Services = splitWords(l)
		}
	case "teams":
		if pm.Teams == nil {
			pm.Teams = splitWords(l)
		}
	case "id":
		if pm.ID == "" && short {
			pm.ID, pm.idPos = l.value, l.pos
		}
	case "trigger":
		if pm.Trigger.Text == "" && short {
			pm.Trigger = w
		}
	default:
		f.bodyClock(fact, l)
	}
}

// bodyClock reads a labelled time; one without a day is of the day stated
// elsewhere, and an end before the start is of the next day.
func (f *reader) bodyClock(fact string, l label) {
	to := f.pm.clock(fact)
	if !to.IsZero() {
		return
	}
	st, ok := readStamp(l.value)
	if !ok || st.clock < 0 {
		if ok {
			f.refer(st.day)
		}
		if strings.ContainsAny(l.value, "0123456789") && !ok {
			f.bad[fact] = true
			f.diags.Warnf(l.pos, "bad-time", "write it like 2026-07-01 14:05 UTC", "%q cannot be read as the time of %q", clip(l.value), l.name)
		}
		return
	}
	d := st.day.near(f.ref)
	if !d.known() {
		d = f.ref
	}
	if !d.known() || d.year == 0 {
		return
	}
	f.refer(d)
	loc, zoned := zoneAt(st.zone, d, f.loc)
	if !zoned {
		loc = f.loc
		f.zoneless = append(f.zoneless, l.name)
	}
	at := time.Date(d.year, d.month, d.day, st.clock/3600, st.clock/60%60, st.clock%60, 0, loc)
	if !st.day.known() && fact != "started" && at.Before(f.pm.Started) {
		at = at.AddDate(0, 0, 1)
	}
	*to, f.clockPos[fact] = at, l.pos
}

// splitWords makes words of a list in one line.
func splitWords(l label) []Word {
	var out []Word
	at := 0
	for part := range strings.SplitSeq(l.value, ",") {
		s := strings.TrimSpace(part)
		if s != "" && !blank(s) && len(s) <= 60 {
			lead := len([]rune(l.value[:at])) + len(part) - len(strings.TrimLeft(part, " "))
			out = append(out, Word{s, diag.Pos{File: l.pos.File, Line: l.pos.Line, Col: l.pos.Col + lead}})
		}
		at += len(part) + 1
	}
	return out
}

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return s
}

var (
	titleLead = regexp.MustCompile(`(?i)^(?:(?:post[- ]?mortem|incident(?: report| review| date)?|outage report)\s*(?::|-|–|—|for|of)\s*)+`)
	titleGap  = regexp.MustCompile(`^[\s,:;|–—-]+`)
)

// titleDay takes the day, and the words that every title has, off a title.
func titleDay(s string) (title string, d day) {
	s = titleLead.ReplaceAllString(strings.TrimSpace(s), "")
	rest := s
	if st, ok := readStamp(s); ok && st.day.known() {
		rest, d = s[st.length:], st.day
	} else if at, ok := findDay(s); ok {
		d = at
	}
	rest = strings.TrimSpace(titleGap.ReplaceAllString(rest, ""))
	if rest == "" {
		rest = s
	}
	return rest, d
}

var fileDayPrefix = regexp.MustCompile(`^\d{4}[-_]?\d{2}[-_]?\d{2}[-_ ]*`)

var fileDay = regexp.MustCompile(`(?:^|\D)(\d{4})[-_]?(\d{2})[-_]?(\d{2})(?:\D|$)`)

// fileName is the part of a path that names the incident, and the day in it.
func fileName(file string) (base string, d day) {
	base = strings.TrimSuffix(path.Base(file), path.Ext(file))
	if indexName(base) {
		if dir := path.Base(path.Dir(file)); path.Dir(file) != Folder {
			base = dir
		}
	}
	if m := fileDay.FindStringSubmatch(base); m != nil {
		got := day{atoi(m[1]), time.Month(atoi(m[2])), atoi(m[3])}
		if got.month >= 1 && got.month <= 12 && got.valid() {
			d = got
		}
	}
	return base, d
}

func indexName(base string) bool {
	switch strings.ToLower(base) {
	case "index", "_index", "readme":
		return true
	}
	return false
}
