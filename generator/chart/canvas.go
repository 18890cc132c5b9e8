package chart

import (
	"math"
	"strings"
	"unicode/utf8"
)

// layer is one of the three depths of a drawing.
type layer uint8

const (
	back  layer = iota // grid, areas
	links              // what can be pointed at or followed
	front              // curves and labels
)

// canvas collects a drawing. Horizontal places are fractions of the width,
// written as per cent; vertical places and offsets are px.
type canvas struct {
	h      int
	at     layer
	out    [3][]byte
	linked bool // the drawing holds links, so it is a group and not an image
}

// assemble writes the <svg> element around the layers.
func (c *canvas) assemble(b []byte, s Spec) []byte {
	id := safeID(s.ID)
	b = append(b, `<svg class="ch" width="100%" height="`...)
	b = appendNum(b, float64(c.h))
	if s.Hidden {
		b = append(b, `" aria-hidden="true">`...)
		return append(c.layers(b, false), "</svg>"...)
	}
	b = append(b, `" role="`...)
	if c.linked {
		b = append(b, "group"...)
	} else {
		b = append(b, "img"...)
	}
	b = append(b, `" aria-labelledby="`...)
	b = append(append(b, id...), "-t "...)
	b = append(append(b, id...), `-d"><title id="`...)
	b = append(append(b, id...), `-t">`...)
	b = appendText(b, s.Title)
	b = append(b, `</title><desc id="`...)
	b = append(append(b, id...), `-d">`...)
	b = appendText(b, s.Describe())
	b = append(b, "</desc>"...)
	return append(c.layers(b, c.linked), "</svg>"...)
}

// layers joins the three depths. In a group everything but the links is hidden
// from assistive technology: the description says it, and better.
func (c *canvas) layers(b []byte, grouped bool) []byte {
	for l, out := range c.out {
		if len(out) == 0 {
			continue
		}
		hide := grouped && layer(l) != links
		if hide {
			b = append(b, `<g aria-hidden="true">`...)
		}
		b = append(b, out...)
		if hide {
			b = append(b, "</g>"...)
		}
	}
	return b
}

// raw appends markup that holds nothing from outside the program.
func (c *canvas) raw(s string) { c.out[c.at] = append(c.out[c.at], s...) }

func (c *canvas) num(v float64) { c.out[c.at] = appendNum(c.out[c.at], v) }

func (c *canvas) pct(v float64) {
	c.out[c.at] = append(appendNum(c.out[c.at], v*100), '%')
}

// attr appends ` name="number"`.
func (c *canvas) attr(name string, v float64) {
	c.raw(name)
	c.num(v)
	c.raw(`"`)
}

// attrPct appends ` name="per cent"`.
func (c *canvas) attrPct(name string, v float64) {
	c.raw(name)
	c.pct(v)
	c.raw(`"`)
}

func (c *canvas) line(class string, x1, y1, x2, y2 float64) {
	c.raw(`<line class="`)
	c.raw(class)
	c.attrPct(`" x1="`, x1)
	c.attr(` y1="`, y1)
	c.attrPct(` x2="`, x2)
	c.attr(` y2="`, y2)
	c.raw("/>")
}

// hline draws a line over the whole width.
func (c *canvas) hline(class string, y float64) { c.line(class, 0, y, 1, y) }

// rect draws a rectangle; tip, when given, becomes its <title>.
func (c *canvas) rect(class string, x, y, w, h float64, tip string) {
	c.raw(`<rect class="`)
	c.raw(class)
	c.attrPct(`" x="`, x)
	c.attr(` y="`, y)
	c.attrPct(` width="`, math.Max(w, 0))
	c.attr(` height="`, math.Max(h, 0))
	c.close("rect", tip)
}

func (c *canvas) circle(class string, x, y, r float64, tip string) {
	c.raw(`<circle class="`)
	c.raw(class)
	c.attrPct(`" cx="`, x)
	c.attr(` cy="`, y)
	c.attr(` r="`, r)
	c.close("circle", tip)
}

// close ends an element, with a <title> in it when there is a tip.
func (c *canvas) close(name, tip string) {
	if tip == "" {
		c.raw("/>")
		return
	}
	c.raw("><title>")
	c.out[c.at] = appendText(c.out[c.at], tip)
	c.raw("</title></")
	c.raw(name)
	c.raw(">")
}

// text writes one line of text at x plus dx px.
func (c *canvas) text(class string, x, y, dx float64, s string) {
	if s == "" {
		return
	}
	c.raw("<text")
	if class != "" {
		c.raw(` class="`)
		c.raw(class)
		c.raw(`"`)
	}
	c.attrPct(` x="`, x)
	c.attr(` y="`, y)
	if dx != 0 {
		c.attr(` dx="`, dx)
	}
	c.raw(">")
	c.out[c.at] = appendText(c.out[c.at], s)
	c.raw("</text>")
}

// box opens a nested <svg> at a place, in which coordinates are px.
func (c *canvas) box(x, y float64) {
	c.attrPct(`<svg class="gg" x="`, x)
	c.attr(` y="`, y)
	c.raw(">")
}

// shape draws a state glyph of the given size around a place. The outlines are
// drawn here and not referenced, so that a chart stands alone.
func (c *canvas) shape(s Shape, class string, x, y, size float64, tip string) {
	if s == Circle {
		c.circle(class, x, y, size/2, tip)
		return
	}
	if s == Hollow {
		c.circle("nodata", x, y, size/2, tip)
		return
	}
	c.box(x, y)
	c.raw(`<path class="`)
	c.raw(class)
	c.raw(`" d="`)
	r := size / 2
	switch s {
	case Triangle:
		c.poly(0, -r*.98, r*1.05, r*.85, -r*1.05, r*.85)
	case Diamond:
		c.poly(0, -r*1.1, r*1.1, 0, 0, r*1.1, -r*1.1, 0)
	default:
		c.poly(-r, -r, r, -r, r, r, -r, r)
	}
	c.raw(`z"`)
	c.close("path", tip)
	c.raw("</svg>")
}

// poly appends the commands of an open outline through pairs of px.
func (c *canvas) poly(xy ...float64) {
	for i := 0; i+1 < len(xy); i += 2 {
		if i == 0 {
			c.raw("M")
		} else {
			c.raw("L")
		}
		c.num(xy[i])
		c.raw(" ")
		c.num(xy[i+1])
	}
}

// open starts a link when href is safe to follow and reports whether it did.
func (c *canvas) open(href, name string) bool {
	if !safeHref(href) {
		return false
	}
	c.linked = true
	c.raw(`<a href="`)
	c.out[c.at] = appendText(c.out[c.at], href)
	if c.at == links {
		c.raw(`" aria-label="`)
		c.out[c.at] = appendText(c.out[c.at], name)
		c.raw(`">`)
		return true
	}
	c.raw(`" tabindex="-1">`)
	return true
}

// appendText appends s with everything escaped that could end a text or an
// attribute; control characters become spaces, broken UTF-8 its replacement.
func appendText(b []byte, s string) []byte {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	for i := 0; i < len(s); i++ {
		switch ch := s[i]; ch {
		case '&':
			b = append(b, "&amp;"...)
		case '<':
			b = append(b, "&lt;"...)
		case '>':
			b = append(b, "&gt;"...)
		case '"':
			b = append(b, "&#34;"...)
		case '\'':
			b = append(b, "&#39;"...)
		default:
			if ch < 0x20 || ch == 0x7f {
				ch = ' '
			}
			b = append(b, ch)
		}
	}
	return b
}

// appendNum appends v with at most two decimals and no trailing zeros.
func appendNum(b []byte, v float64) []byte {
	if math.IsNaN(v) || math.Abs(v) > 1e9 {
		v = 0
	}
	n := int64(math.Round(v * 100))
	if n < 0 {
		b = append(b, '-')
		n = -n
	}
	b = appendInt(b, n/100)
	switch f := n % 100; {
	case f == 0:
	case f%10 == 0:
		b = append(b, '.', byte('0'+f/10))
	default:
		b = append(b, '.', byte('0'+f/10), byte('0'+f%10))
	}
	return b
}

func appendInt(b []byte, n int64) []byte {
	var d [20]byte
	i := len(d)
	for {
		i--
		d[i] = byte('0' + n%10)
		if n /= 10; n == 0 {
			return append(b, d[i:]...)
		}
	}
}

// safeID keeps what is plain in an id and in a selector.
func safeID(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		}
		return '-'
	}, s)
}

// safeHref accepts relative addresses and http(s) ones; a script address, an
// address without scheme but with a host, and anything odd are refused.
func safeHref(h string) bool {
	if h == "" || strings.HasPrefix(h, "//") || strings.ContainsAny(h, "\\") {
		return false
	}
	for _, r := range h {
		if r <= ' ' || r == 0x7f {
			return false
		}
	}
	i := strings.IndexAny(h, ":/?#")
	if i < 0 || h[i] != ':' {
		return true
	}
	scheme := strings.ToLower(h[:i])
	return scheme == "http" || scheme == "https"
}

// classes joins class names, leaving out empty ones.
func classes(names ...string) string {
	n := 0
	only := ""
	for _, s := range names {
		if s != "" {
			n++
			only = s
		}
	}
	if n < 2 {
		return only
	}
	var b strings.Builder
	for _, s := range names {
		if s != "" {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(s)
		}
	}
	return b.String()
}
