package markdown_test

import (
	"fmt"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"quarterdeck/generator/markdown"
)

// pages is a site of three files.
func pages(from, dest string) (string, bool) {
	urls := map[string]string{
		"content/on-call.md":   "/on-call/",
		"content/my page.md":   "/my-page/",
		"content/img/load.png": "/img/load.png",
	}
	url, ok := urls[path.Join(path.Dir(from), dest)]
	return url, ok
}

func parse(src string) *markdown.Document {
	return markdown.New(markdown.Options{Resolve: pages}).Parse("content/a.md", 1, []byte(src))
}

func problems(d *markdown.Document) []string {
	l := d.Diagnostics()
	var out []string
	for _, p := range l.Sorted() {
		out = append(out, fmt.Sprintf("%s %s %s", p.Pos, p.Severity, p.Code))
	}
	return out
}

func TestHTML(t *testing.T) {
	cases := []struct{ name, in, want string }{
		{"paragraph", "One *two* **three** `a--b` \"q\" -- 3 ~~four~~", "<p>One <em>two</em> <strong>three</strong> <code>a--b</code> &quot;q&quot; -- 3 <del>four</del></p>\n"},
		{"page of the site", "[on call](on-call.md#rota)", "<p><a href=\"/on-call/#rota\">on call</a></p>\n"},
		{"escaped blank", "[p](my%20page.md)", "<p><a href=\"/my-page/\">p</a></p>\n"},
		{"other site", "[x](https://example.org/?a=1&b=2 \"T\")", "<p><a href=\"https://example.org/?a=1&amp;b=2\" title=\"T\" rel=\"noopener noreferrer\">x</a></p>\n"},
		{"bare address", "see https://example.org/a.", "<p>see <a href=\"https://example.org/a\" rel=\"noopener noreferrer\">https://example.org/a</a>.</p>\n"},
		{"mail", "<ops@example.org>", "<p><a href=\"mailto:ops@example.org\">ops@example.org</a></p>\n"},
		{"missing page", "[gone](gone.md)", "<p>gone</p>\n"},
		{"script address", "[x](javascript:alert(1))", "<p>x</p>\n"},
		{"script address in disguise", "[x](JaVa&#9;script&#58;alert(1)) [y](\\javascript:a)", "<p>x y</p>\n"},
		{"script autolink", "<javascript:alert(1)>", "<p>javascript:alert(1)</p>\n"},
		{"other site without scheme", "[x](//example.org)", "<p><a href=\"//example.org\" rel=\"noopener noreferrer\">x</a></p>\n"},
		{"raw inline", "a <b onclick=x>b</b><br>c <!-- no -->d", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;<br>\nc d</p>\n"},
		{"raw block", "<script>\nalert(1)\n</script>", "<p>&lt;script&gt;\nalert(1)\n&lt;/script&gt;</p>\n"},
		{"comment block", "<!-- a\n\nb -->\n\nc", "<p>c</p>\n"},
		{"image", "![load](img/load.png)", "<p><img src=\"/img/load.png\" alt=\"load\" loading=\"lazy\" decoding=\"async\"></p>\n"},
		{"image of another site", "![load](https://example.org/l.png)", "<p><a href=\"https://example.org/l.png\" rel=\"noopener noreferrer\">load</a></p>\n"},
		{"linked image of another site", "[![badge](https://example.org/l.png)](https://example.org)", "<p><a href=\"https://example.org\" rel=\"noopener noreferrer\">badge</a></p>\n"},
		{"image missing", "![load](l.png)", "<p>load</p>\n"},
		{"code", "```sh -x\na < b\n```", "<pre tabindex=\"0\"><code class=\"language-sh\">a &lt; b\n</code></pre>\n"},
		{"heading", "## Über *uns*: 1/2", "<h2 id=\"über-uns-1-2\">Über <em>uns</em>: 1/2</h2>\n"},
		{"tasks", "- [x] a\n- [ ] b", "<ul>\n<li><span class=\"task\" aria-hidden=\"true\">✓</span><span class=\"vh\">done:</span> a</li>\n" +
			"<li><span class=\"task\" aria-hidden=\"true\">○</span><span class=\"vh\">to do:</span> b</li>\n</ul>\n"},
		{"table", "|a|b|c\n|:-|:-:|-:|\n|1|2|3|", "<div class=\"tw\" role=\"region\" tabindex=\"0\" aria-label=\"Table 1: a, b, c\">\n<table>\n<thead>\n<tr>\n" +
			"<th scope=\"col\" class=\"al\">a</th>\n<th scope=\"col\" class=\"ac\">b</th>\n<th scope=\"col\" class=\"ar\">c</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n" +
			"<td class=\"al\">1</td>\n<td class=\"ac\">2</td>\n<td class=\"ar\">3</td>\n</tr>\n</tbody>\n</table>\n</div>\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, parse(c.in).HTML()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Columns are those of the file: a two-byte letter is one column, a front
// matter of nine lines moves lines by nine.
func TestDiagnostics(t *testing.T) {
	src := "Zoë [a](gone.md) <i>x</i>\n\n- ![](https://example.org/x.png)\n- ![](img/load.png) [k](#none)\n\n<u>\n"
	d := markdown.New(markdown.Options{Resolve: pages}).Parse("content/a.md", 10, []byte(src))
	want := []string{
		"content/a.md:10:5 warning link-broken",
		"content/a.md:10:18 warning raw-html", // and two more
		"content/a.md:12:3 hint image-external",
		"content/a.md:13:3 hint image-alt",
		"content/a.md:13:21 warning link-broken",
	}
	if diff := cmp.Diff(want, problems(d)); diff != "" {
		t.Error(diff)
	}
}

func TestBytes(t *testing.T) {
	d := parse("\ufeffa\r\n\r\nb\xff\x01c\r\n")
	if got, want := d.HTML(), "<p>a</p>\n<p>b\ufffd\ufffdc</p>\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if diff := cmp.Diff([]string{"content/a.md:3:2 warning not-utf8"}, problems(d)); diff != "" {
		t.Error(diff)
	}
}

func TestSections(t *testing.T) {
	type part struct {
		Title, ID, HTML string
		Line            int
	}
	cases := []struct {
		name, in, title string
		want            []part
	}{
		{"second level", "# T\n\nlead\n\n## A\n\na\n\n### S\n\n## A\n", "T",
			[]part{{"", "", "<p>lead</p>\n", 1}, {"A", "a", "<p>a</p>\n<h3 id=\"s\">S</h3>\n", 5}, {"A", "a-1", "", 11}}},
		{"first level", "# A\n## S\n# B\n# C\nc\n", "",
			[]part{{"A", "a", "<h3 id=\"s\">S</h3>\n", 1}, {"B", "b", "", 3}, {"C", "c", "<p>c</p>\n", 4}}},
		{"third level", "# T\n### A\n#### S\n### B\nb\n", "T",
			[]part{{"A", "a", "<h3 id=\"s\">S</h3>\n", 2}, {"B", "b", "<p>b</p>\n", 4}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := parse(c.in)
			if title, _ := d.Title(); title != c.title {
				t.Errorf("title %q, want %q", title, c.title)
			}
			var got []part
			for _, s := range d.Split() {
				got = append(got, part{s.Title, s.ID, d.Render(s.Nodes...), s.Pos.Line})
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Footnotes are the last section, wherever they were written.
func TestFootnotes(t *testing.T) {
	d := parse("## A\n\na[^1]\n\n[^1]: why\n\n## B\n")
	s := d.Split()
	if len(s) != 3 || s[2].Title != "Notes" || !strings.Contains(d.Render(s[2].Nodes...), "why") || !strings.Contains(d.Render(s[0].Nodes...), `href="#fn:1"`) {
		t.Errorf("got %+v", s)
	}
}

func TestText(t *testing.T) {
	d := parse("# T\n\nA *b* [c](https://example.org) `d` &amp; \\*e\nf\n\n- g\n- h\n\n| i | j |\n|-|-|\n| k | l |\n")
	if got, want := d.Text(), "T\nA b c d & *e f\ng\nh\ni j \nk l"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestShift(t *testing.T) {
	d := markdown.New(markdown.Options{Shift: 1}).Parse("a.md", 1, []byte("# T\n## A\n###### B\n"))
	if got, want := d.HTML(), "<h2 id=\"t\">T</h2>\n<h3 id=\"a\">A</h3>\n<h6 id=\"b\">B</h6>\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := d.Body(), "<h3 id=\"a\">A</h3>\n<h6 id=\"b\">B</h6>\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
