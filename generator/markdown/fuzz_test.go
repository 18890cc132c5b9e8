package markdown_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"quarterdeck/generator/markdown"
)

// hostile are texts that make parsers slow, of about n bytes each.
func hostile(n int) map[string]string {
	rep := strings.Repeat
	return map[string]string{
		"quotes":        rep(">", n) + "a",
		"lists":         rep("- ", n/2) + "a",
		"footnotes":     rep("[^a]: ", n/6) + "a",
		"links":         rep("[a](", n/4),
		"brackets":      rep("[", n/2) + rep("]", n/2),
		"marks":         rep("*a_ ", n/4),
		"marks heading": "# " + rep("*a_ ", n/4),
		"marks setext":  rep("*a_ ", n/4) + "\n===\n",
		"reference":     "[a]: " + rep("x", n/2) + "\n\n" + rep("[a]\n\n", n/10),
		"wide table":    rep("|a", n/4) + "\n" + rep("|-", n/4) + "\n|\n",
		"filled table":  rep("|a", 99) + "\n" + rep("|-", 99) + "\n" + rep("|\n", n/2),
		"tall table":    "|a|b|\n|-|-|\n" + rep("|a|b|\n", n/6),
		"backticks":     rep("a` ``", n/5),
		"tags":          rep("<a x='", n/6),
	}
}

// A text of a megabyte that aims at the parser's weak places comes out no
// larger than an honest one of that size would.
func TestHostile(t *testing.T) {
	for name, src := range hostile(200_000) {
		t.Run(name, func(t *testing.T) {
			d := markdown.New(markdown.Options{}).Parse("a.md", 1, []byte(src))
			if got := len(d.HTML()); got > 30*len(src) {
				t.Errorf("%d bytes of HTML from %d", got, len(src))
			}
		})
	}
}

func BenchmarkHostile(b *testing.B) {
	for name, src := range hostile(1_000_000) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				markdown.New(markdown.Options{}).Parse("a.md", 1, []byte(src)).HTML()
			}
		})
	}
}

func FuzzHTML(f *testing.F) {
	for _, s := range []string{
		"# a\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1)) ![y](data:image/svg+xml,x)",
		"|a|b|\n|:-|-:|\n|`|`|<b style=x>|\n", "- [x] a\n  1. b\n\n      c\n[^1]\n\n[^1]: d *e*\n",
		"[a](</b> \"c\\\"onclick=x\") <jAvascript:x> www.example.org/\"x a@b.org\n---\n", "```\"><x\n<\n```\n<!-- \n<a\nhref='x'>\n",
		"[ja&#10;vascript][b]\n\n[b]: java&#x0a;script&colon;x 'y'\n", "[![a](b)](c) ![[d](e)](https://f)\n===\n",
	} {
		f.Add(s)
	}
	r := markdown.New(markdown.Options{})
	f.Fuzz(func(t *testing.T, src string) {
		d := r.Parse("a.md", 1, []byte(src))
		d.Text()
		for _, s := range d.Split() {
			for _, n := range s.Nodes {
				if p := d.PosOf(n); p.Line < 1 || p.Col < 1 {
					t.Fatalf("a node at %v", p)
				}
			}
			if html := d.Render(s.Nodes...); safe(html) != nil {
				t.Fatalf("%v in %s", safe(html), html)
			}
		}
		if err := safe(d.HTML()); err != nil {
			t.Fatalf("%v in %s", err, d.HTML())
		}
	})
}

// safe reads HTML as a browser does: known elements and attributes only, all
// of them closed, and no address that runs something.
func safe(src string) error {
	var open []string
	z := html.NewTokenizer(strings.NewReader(src))
	for {
		switch tt := z.Next(); tt {
		case html.ErrorToken:
			if len(open) > 0 {
				return fmt.Errorf("%v never closed", open)
			}
			return nil
		case html.CommentToken, html.DoctypeToken:
			return fmt.Errorf("a comment or doctype")
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			tok := z.Token()
			if err := safeTag(tok, open); err != nil {
				return err
			}
			switch {
			case tt == html.EndTagToken:
				if len(open) == 0 || open[len(open)-1] != tok.Data {
					return fmt.Errorf("</%s> closes nothing", tok.Data)
				}
				open = open[:len(open)-1]
			case tok.Data != "br" && tok.Data != "hr" && tok.Data != "img":
				open = append(open, tok.Data)
			}
		}
	}
}

const elements = " a blockquote br code del div em h1 h2 h3 h4 h5 h6 hr img li ol p pre span strong sup table tbody td th thead tr ul "
const attributes = " alt aria-hidden aria-label class decoding href id loading rel role scope src start tabindex title "

func safeTag(tok html.Token, open []string) error {
	if !strings.Contains(elements, " "+tok.Data+" ") {
		return fmt.Errorf("<%s>", tok.Data)
	}
	for _, o := range open {
		if tok.Data == "a" && o == "a" && tok.Type == html.StartTagToken {
			return fmt.Errorf("a link in a link")
		}
	}
	for _, a := range tok.Attr {
		if !strings.Contains(attributes, " "+a.Key+" ") {
			return fmt.Errorf("attribute %s", a.Key)
		}
		v := strings.ToLower(strings.Join(strings.Fields(a.Val), ""))
		if a.Key == "href" || a.Key == "src" {
			for _, s := range []string{"javascript:", "data:", "vbscript:", "file:"} {
				if strings.HasPrefix(v, s) {
					return fmt.Errorf("%s leads to %s", a.Key, a.Val)
				}
			}
		}
	}
	return nil
}
