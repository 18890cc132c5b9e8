package web

import (
	"bytes"
	"path"
	"strings"

	"golang.org/x/net/html"
)

// headOf is how much of a page is searched for its head.
const headOf = 16 << 10

// leadsTo finds where a page leads by itself, without delay; empty if it stays.
func leadsTo(p string, body []byte) string {
	if path.Ext(p) != ".html" {
		return ""
	}
	head := body[:min(len(body), headOf)]
	if end := bytes.Index(head, []byte("<body")); end >= 0 {
		head = head[:end]
	}
	if !bytes.Contains(head, []byte(`http-equiv="refresh"`)) {
		return ""
	}
	z := html.NewTokenizer(bytes.NewReader(head))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		if t := z.Token(); t.Data == "meta" {
			if to := refresh(t.Attr); to != "" {
				return to
			}
		}
	}
	return ""
}

// refresh reads the attributes of <meta http-equiv="refresh" content="0; url=…">.
func refresh(attrs []html.Attribute) string {
	var kind, content string
	for _, a := range attrs {
		switch a.Key {
		case "http-equiv":
			kind = a.Val
		case "content":
			content = a.Val
		}
	}
	if to, ok := strings.CutPrefix(content, "0; url="); ok && kind == "refresh" {
		return to
	}
	return ""
}
