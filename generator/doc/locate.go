package doc

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// place is a line and a rune column, both from 1.
type place struct{ line, col int }

// spot is where one key of a TOML document and its value stand, with the same
// of what lies below it.
type spot struct {
	key, value place
	fields     map[string]*spot
	items      []*spot
}

func (s *spot) field(p keyPart) *spot {
	if s.fields == nil {
		s.fields = map[string]*spot{}
	}
	if s.fields[p.text] == nil {
		s.fields[p.text] = &spot{key: p.at, value: p.at}
	}
	return s.fields[p.text]
}

type keyPart struct {
	text string
	at   place
}

// locator walks over TOML that the parser accepts and notes where keys and
// values stand. It trusts the syntax: on a text that is not TOML it stops at
// the end like on any other, with places that nobody will look at.
type locator struct {
	src  []byte
	pos  int
	at   place
	root *spot
	// deepest is where nesting went beyond maxDepth, if it did.
	deepest place
}

// locate finds the places of every key path. ok is false if the document nests
// too deeply, at the place given.
func locate(src []byte) (root *spot, deepest place, ok bool) {
	l := &locator{src: src, at: place{1, 1}, root: &spot{key: place{1, 1}, value: place{1, 1}}}
	table := l.root
	for l.blank(true); l.pos < len(l.src); l.blank(true) {
		before := l.pos
		if l.peek() == '[' {
			table = l.header()
		} else {
			l.pair(table, 1)
		}
		if l.pos == before {
			l.step()
		}
	}
	return l.root, l.deepest, l.deepest == place{}
}

func (l *locator) peek() byte {
	if l.pos < len(l.src) {
		return l.src[l.pos]
	}
	return 0
}

func (l *locator) ahead(s string) bool { return bytes.HasPrefix(l.src[l.pos:], []byte(s)) }

// step moves over one rune.
func (l *locator) step() {
	if l.pos >= len(l.src) {
		return
	}
	if l.src[l.pos] == '\n' {
		l.pos++
		l.at = place{l.at.line + 1, 1}
		return
	}
	_, size := utf8.DecodeRune(l.src[l.pos:])
	l.pos += size
	l.at.col++
}

func (l *locator) steps(n int) {
	for range n {
		l.step()
	}
}

// blank moves over white space; with lines, also over line ends and comments.
func (l *locator) blank(lines bool) {
	for l.pos < len(l.src) {
		switch c := l.src[l.pos]; {
		case c == ' ' || c == '\t' || c == '\r':
			l.step()
		case c == '\n' && lines:
			l.step()
		case c == '#' && lines:
			for l.pos < len(l.src) && l.src[l.pos] != '\n' {
				l.step()
			}
		default:
			return
		}
	}
}

// tooDeep notes a nesting beyond maxDepth and ends the walk.
func (l *locator) tooDeep(depth int) bool {
	if depth <= maxDepth {
		return false
	}
	if l.deepest == (place{}) {
		l.deepest = l.at
	}
	l.pos = len(l.src)
	return true
}

// header reads [a.b] or [[a.b]] and returns the table it opens.
func (l *locator) header() *spot {
	at := l.at
	l.step()
	list := l.peek() == '['
	if list {
		l.step()
	}
	parts := l.key()
	if l.tooDeep(len(parts)) {
		return l.root
	}
	table := l.root
	for _, p := range parts {
		if len(table.items) > 0 {
			table = table.items[len(table.items)-1]
		}
		table = table.field(p)
	}
	if list {
		table.items = append(table.items, &spot{key: at, value: at})
	}
	if n := len(table.items); n > 0 {
		table = table.items[n-1]
	} else {
		table.value = at
	}
	l.blank(false)
	for l.peek() == ']' {
		l.step()
	}
	return table
}

// pair reads key = value into table.
func (l *locator) pair(table *spot, depth int) {
	parts := l.key()
	if l.tooDeep(depth + len(parts)) {
		return
	}
	for _, p := range parts {
		table = table.field(p)
	}
	if l.peek() == '=' {
		l.step()
		l.blank(false)
	}
	table.value = l.at
	l.value(table, depth+len(parts))
}

// key reads a dotted key and the white space behind it.
func (l *locator) key() []keyPart {
	var parts []keyPart
	for {
		l.blank(false)
		parts = append(parts, l.keyPart())
		l.blank(false)
		if l.peek() != '.' {
			return parts
		}
		l.step()
	}
}

func (l *locator) keyPart() keyPart {
	at, start := l.at, l.pos
	if c := l.peek(); c == '"' || c == '\'' {
		l.quoted()
		return keyPart{text: unquote(l.src[start:l.pos]), at: at}
	}
	for l.pos < len(l.src) && bytes.IndexByte([]byte(" \t\r\n.=[]{},#\"'"), l.src[l.pos]) < 0 {
		l.step()
	}
	return keyPart{text: string(l.src[start:l.pos]), at: at}
}

// value moves over a value and notes what lies in it.
func (l *locator) value(s *spot, depth int) {
	if l.tooDeep(depth) {
		return
	}
	switch l.peek() {
	case '"', '\'':
		l.quoted()
	case '[':
		l.list(s, depth)
	case '{':
		l.inline(s, depth)
	default:
		for l.pos < len(l.src) && bytes.IndexByte([]byte(",]}#\n"), l.src[l.pos]) < 0 {
			l.step()
		}
	}
}

func (l *locator) list(s *spot, depth int) {
	l.step()
	for {
		l.blank(true)
		switch l.peek() {
		case ']':
			l.step()
			return
		case ',':
			l.step()
			continue
		}
		if l.pos >= len(l.src) {
			return
		}
		before := l.pos
		item := &spot{key: l.at, value: l.at}
		s.items = append(s.items, item)
		l.value(item, depth+1)
		if l.pos == before {
			l.step()
		}
	}
}

func (l *locator) inline(s *spot, depth int) {
	l.step()
	for {
		l.blank(true)
		switch l.peek() {
		case '}':
			l.step()
			return
		case ',':
			l.step()
			continue
		}
		if l.pos >= len(l.src) {
			return
		}
		before := l.pos
		l.pair(s, depth)
		if l.pos == before {
			l.step()
		}
	}
}

// quoted moves over a string of any of the four kinds.
func (l *locator) quoted() {
	mark := l.src[l.pos : l.pos+1]
	if l.ahead(string(mark) + string(mark) + string(mark)) {
		l.multiline(mark[0])
		return
	}
	for l.step(); l.pos < len(l.src) && l.src[l.pos] != mark[0] && l.src[l.pos] != '\n'; l.step() {
		if l.src[l.pos] == '\\' && mark[0] == '"' {
			l.step()
		}
	}
	if l.peek() == mark[0] {
		l.step()
	}
}

// multiline moves over """ or ”' strings, which may end in up to five marks:
// two of them are content.
func (l *locator) multiline(mark byte) {
	three := string([]byte{mark, mark, mark})
	for l.steps(3); l.pos < len(l.src) && !l.ahead(three); l.step() {
		if l.src[l.pos] == '\\' && mark == '"' {
			l.step()
		}
	}
	for n := 0; n < 5 && l.peek() == mark; n++ {
		l.step()
	}
}

// unquote returns the content of a one-line TOML string with its quotes.
func unquote(s []byte) string {
	if len(s) < 2 {
		return ""
	}
	mark, s := s[0], s[1:len(s)-1]
	if mark == '\'' {
		return string(s)
	}
	var out []byte
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			out = append(out, s[i])
			continue
		}
		i++
		switch digits := hexDigits(s[i]); {
		case digits > 0 && i+digits < len(s):
			code, _ := strconv.ParseUint(string(s[i+1:i+1+digits]), 16, 32)
			out = utf8.AppendRune(out, rune(code))
			i += digits
		default:
			out = append(out, escape(s[i]))
		}
	}
	return string(out)
}

func hexDigits(c byte) int {
	switch c {
	case 'x':
		return 2
	case 'u':
		return 4
	case 'U':
		return 8
	}
	return 0
}

func escape(c byte) byte {
	switch c {
	case 'b':
		return '\b'
	case 't':
		return '\t'
	case 'n':
		return '\n'
	case 'f':
		return '\f'
	case 'r':
		return '\r'
	case 'e':
		return 0x1b
	}
	return c
}
