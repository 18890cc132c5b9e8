package metrics

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

// operator is one of the four of a matcher.
type operator string

// The operators. Regular expressions are RE2 and match the whole value.
const (
	equal     operator = "="
	unequal   operator = "!="
	like      operator = "=~"
	unlike    operator = "!~"
	nameLabel          = "__name__"
)

// matcher is one condition on a label. A label that is not there has the value
// "".
type matcher struct {
	label string
	op    operator
	value string
	re    *regexp.Regexp
}

func (m matcher) matches(v string) bool {
	switch m.op {
	case equal:
		return v == m.value
	case unequal:
		return v != m.value
	case like:
		return m.re.MatchString(v)
	default:
		return !m.re.MatchString(v)
	}
}

// selector is a parsed selector: every condition must hold.
type selector []matcher

// problem is what is wrong in a selector, at a byte of its text.
type problem struct {
	at        int
	msg, hint string
}

// parser reads a selector.
type parser struct {
	text string
	i    int
	sel  selector
	bad  *problem
}

// parseSelector reads name{label="value", other=~"re"}; the name may be left
// out, or stand quoted in the braces.
func parseSelector(text string) (selector, *problem) {
	p := &parser{text: text}
	p.blanks()
	if name := p.word(isNameByte); name != "" {
		p.sel = append(p.sel, matcher{label: nameLabel, op: equal, value: name})
		p.blanks()
	}
	if p.peek() == '{' {
		p.i++
		p.conditions()
	}
	p.blanks()
	switch {
	case p.bad != nil:
	case p.i < len(text):
		p.surplus()
	case len(p.sel) == 0:
		p.fail(0, "the selector is empty", `write it like http_requests_total{service="checkout"}`)
	case p.sel.matchesAll():
		p.fail(0, "the selector matches every series", "name the metric")
	}
	if p.bad != nil {
		return nil, p.bad
	}
	return p.sel, nil
}

// matchesAll tells whether the selector has no condition that an empty value
// fails.
func (s selector) matchesAll() bool {
	for _, m := range s {
		if !m.matches("") {
			return false
		}
	}
	return true
}

// conditions reads what stands between the braces.
func (p *parser) conditions() {
	for p.bad == nil {
		p.blanks()
		if p.peek() == '}' {
			p.i++
			return
		}
		p.condition()
		p.blanks()
		switch {
		case p.bad != nil:
		case p.peek() == ',':
			p.i++
		case p.peek() != '}':
			p.fail(p.i, "expected , or } here", "")
		}
	}
}

// condition reads one matcher, or a quoted name.
func (p *parser) condition() {
	start := p.i
	name := p.word(isLabelByte)
	if name == "" && isQuote(p.peek()) {
		name = p.quoted()
		p.blanks()
		if p.bad == nil && (p.peek() == ',' || p.peek() == '}') {
			p.sel = append(p.sel, matcher{label: nameLabel, op: equal, value: name})
			return
		}
	}
	if p.bad != nil {
		return
	}
	if name == "" {
		p.fail(start, "expected a label name here", `conditions are written label="value"`)
		return
	}
	p.blanks()
	m := matcher{label: name, op: p.operator()}
	p.blanks()
	at := p.i
	if p.bad == nil && !isQuote(p.peek()) {
		p.fail(at, "expected a quoted value here", fmt.Sprintf(`write %s="…"`, name))
	}
	if p.bad != nil {
		return
	}
	m.value = p.quoted()
	if p.bad == nil && (m.op == like || m.op == unlike) {
		if _, err := regexp.Compile(m.value); err != nil { // alone first: anchors could mend it
			p.fail(at, "not a regular expression: "+strings.TrimPrefix(err.Error(), "error parsing regexp: "), "RE2 syntax, matching the whole value")
			return
		}
		re, err := regexp.Compile("^(?s:" + m.value + ")$")
		if err != nil {
			p.fail(at, "the regular expression is too large", "")
			return
		}
		m.re = re
	}
	p.sel = append(p.sel, m)
}

// operator reads =, !=, =~ or !~.
func (p *parser) operator() operator {
	rest := p.text[p.i:]
	for _, op := range []operator{like, unequal, unlike, equal} {
		if strings.HasPrefix(rest, string(op)) {
			p.i += len(op)
			return op
		}
	}
	p.fail(p.i, "expected =, !=, =~ or !~ here", "")
	return equal
}

// quoted reads a string in ", ' or `; in the first two a backslash escapes.
func (p *parser) quoted() string {
	start, quote := p.i, p.text[p.i]
	var b strings.Builder
	for p.i++; p.i < len(p.text); p.i++ {
		c := p.text[p.i]
		if c == quote {
			p.i++
			return b.String()
		}
		if c == '\\' && quote != '`' {
			p.i++
			c = p.escape()
		}
		b.WriteByte(c)
	}
	p.fail(start, "the quote that opens here is never closed", "")
	return ""
}

// escape reads the character behind a backslash.
func (p *parser) escape() byte {
	switch c := p.peek(); c {
	case '\\', '"', '\'', '`':
		return c
	case 'n':
		return '\n'
	case 't':
		return '\t'
	case 'r':
		return '\r'
	default:
		p.fail(p.i-1, "unknown escape", `a backslash that belongs to the text is written \\`)
		return c
	}
}

// surplus tells what is wrong with text behind the selector.
func (p *parser) surplus() {
	switch p.peek() {
	case '(', '[', '+', '-', '*', '/', '>', '<', '@':
		p.fail(p.i, "this is a query, and only selectors are read", "export what the query gives and select it by its name and labels")
	default:
		p.fail(p.i, "unexpected text", `write it like http_requests_total{service="checkout"}; other characters of a name need {__name__="…"}`)
	}
}

func (p *parser) peek() byte {
	if p.i < len(p.text) {
		return p.text[p.i]
	}
	return 0
}

func (p *parser) blanks() {
	for p.i < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.i]) >= 0 {
		p.i++
	}
}

// word reads a run of bytes; it does not start with a digit.
func (p *parser) word(is func(byte) bool) string {
	start := p.i
	for p.i < len(p.text) && is(p.text[p.i]) && (p.i > start || p.text[p.i] < '0' || p.text[p.i] > '9') {
		p.i++
	}
	return p.text[start:p.i]
}

func (p *parser) fail(at int, msg, hint string) {
	if p.bad == nil {
		p.bad = &problem{at, msg, hint}
	}
}

func isLabelByte(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
func isNameByte(c byte) bool { return c == ':' || isLabelByte(c) }
func isQuote(c byte) bool    { return c == '"' || c == '\'' || c == '`' }

// inside is the place of byte i of a selector's text. A selector is written in
// quotes, so its text starts one column behind its position.
func inside(s config.Selector, i int) diag.Pos {
	at := s.Pos
	if at.Col > 0 && !strings.Contains(s.Text[:i], "\n") {
		at.Col += 1 + utf8.RuneCountInString(s.Text[:i])
	}
	return at
}
