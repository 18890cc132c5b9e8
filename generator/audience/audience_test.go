package audience

import (
	"html"
	"testing"
)

func named(names ...string) *words {
	w := newWords()
	w.add(names...)
	return w
}

func TestNamesAreFoundAsWholeWords(t *testing.T) {
	w := named("payments-api", "Pay Later", "QA", "A. M.")
	for text, want := range map[string]string{
		"the Payments API is slow":        "payments api",
		`<a href="/teams/payments_api/">`: "payments api",
		"PAY\nLATER":                      "pay later",
		"ask qa, please":                  "qa",
		"repayments api":                  "",
		"pay now or later":                "",
		"at 9 a.m. sharp":                 "", // initials are no name
	} {
		if got, _ := w.find(text); got != want {
			t.Errorf("in %q %q is found, not %q", text, got, want)
		}
	}
	w.drop("QA")
	if got, found := w.find("ask qa"); found {
		t.Errorf("%q is found though it is kept", got)
	}
}

// The smallest block that says a name goes; what is empty without it goes too.
func TestPassages(t *testing.T) {
	w := named("heron")
	for in, want := range map[string]string{
		"<p>All is well.</p>\n":                                 "<p>All is well.</p>\n",
		"<p>One.</p><p>The heron.</p>":                          "<p>One.</p>\n" + partLeftOut,
		"<ul><li>One</li><li>a <em>Her</em>on</li></ul>":        "<ul><li>One</li></ul>\n" + partLeftOut,
		"<ul><li>heron</li></ul>":                               "",
		`<p><a href="/x/heron/">this</a></p><p>b</p>`:           "<p>b</p>\n" + partLeftOut,
		`<p>a</p><p><img src="/files/1.png" alt="A heron"></p>`: "<p>a</p>\n" + partLeftOut,
		"<table><thead><tr><th>x</th></tr></thead><tbody><tr><td>heron</td></tr><tr><td>b</td></tr></tbody></table>": "<table><thead><tr><th>x</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>\n" + partLeftOut,
		"<p>&#104;eron</p>": "",
	} {
		if got, _ := w.passages(in); got != want {
			t.Errorf("%s\ngives %q\nnot   %q", in, got, want)
		}
	}
}

// Whatever the text, the name is gone from what is left of it.
func FuzzPassages(f *testing.F) {
	for _, s := range []string{"<p>heron</p>x", "<ul><li>a<p>heron", "heron", "<b>her</b>on<p>", "<table><tr>heron", "<p title='heron'>a<p>b", "<!-- heron --><p>a", "<script>heron</script>a", "<pre>x\nheron</pre>y"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		w := named("heron")
		out, word := w.passages(text)
		if word == "" {
			if out != text {
				t.Errorf("%q was changed to %q for no reason", text, out)
			}
			return
		}
		if _, found := w.find(html.UnescapeString(out)); found {
			t.Errorf("%q leaves %q", text, out)
		}
	})
}
