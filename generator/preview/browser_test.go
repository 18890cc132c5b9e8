package preview

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"quarterdeck/generator/browsertest"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/site"
)

// faults collects what a browser complains about, on every page it opens.
const faults = `window.faults = [];
addEventListener('error', e => faults.push('error: ' + e.message));
addEventListener('unhandledrejection', e => faults.push('rejection: ' + e.reason));
document.addEventListener('securitypolicyviolation', e => faults.push('policy: ' + e.violatedDirective + ' ' + e.blockedURI));`

// browser drives one tab.
type browser struct {
	t   *testing.T
	ctx context.Context
}

// do runs actions that must succeed.
func (b browser) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

// when waits until an expression is true on the page, over reloads.
func (b browser) when(expression string) {
	b.t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("!!("+expression+")")); err == nil && ok {
			return
		}
	}
	b.t.Fatalf("never true: %s\nthe page: %.500s", expression, b.text("document.body.innerText"))
}

// text reads an expression.
func (b browser) text(expression string) string {
	b.t.Helper()
	s, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](expression))
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

func (b browser) wantNoFaults() {
	b.t.Helper()
	if got := b.text("faults.join('\\n')"); got != "" {
		b.t.Errorf("the browser complains:\n%s", got)
	}
}

// A reader's afternoon: a first page that cannot be made, then one that can,
// a save, an error, its dismissal, and its end.
func TestInABrowserPagesFollowTheFolder(t *testing.T) {
	f := newFolder(t)
	f.save("content/page.md", "error")
	r := startIn(f, Options{Generate: f.tall})
	b := browser{t, browsertest.Open(t, time.Minute)}
	b.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: faults})
		return err
	}))

	b.do(chromedp.Navigate(r.url + "/2026-q3/"))
	b.when(`document.querySelector('h1').textContent === 'The site cannot be made yet'`)
	b.when(`document.querySelector('li').innerText.includes('content/page.md:3:7')`)
	b.wantNoFaults()
	b.do(chromedp.Navigate(r.url + "/"))
	r.save("content/page.md", "one")
	b.when(`document.querySelector('p') && document.querySelector('p').textContent === 'one'`)
	b.when(`!document.getElementById('quarterdeck-preview')`)

	b.when("document.readyState === 'complete' && (scrollTo(0, 2000), scrollY === 2000)")
	r.save("content/page.md", "two")
	b.when(`document.querySelector('p').textContent === 'two' && scrollY === 2000`)

	r.save("content/page.md", "error")
	b.when(`document.getElementById('quarterdeck-preview')`)
	panel := b.text(`document.getElementById('quarterdeck-preview').innerText`)
	for _, part := range []string{"1 error: this page is from before", "content/page.md:3:7", "error: <b>the word is bad</b>", "write another"} {
		if !strings.Contains(panel, part) {
			t.Errorf("the panel lacks %q:\n%s", part, panel)
		}
	}
	b.when(`getComputedStyle(document.getElementById('quarterdeck-preview')).position === 'fixed'`)
	b.when(`document.querySelector('p').textContent === 'two' && scrollY === 2000`)

	b.do(chromedp.Click("#quarterdeck-preview button"))
	b.when(`!document.getElementById('quarterdeck-preview')`)
	b.do(chromedp.Reload())
	b.when(`document.readyState === 'complete' && !document.getElementById('quarterdeck-preview')`)
	b.wantNoFaults()

	r.save("content/page.md", "fail")
	b.when(`document.getElementById('quarterdeck-preview') && document.getElementById('quarterdeck-preview').innerText.includes('out of order')`)
	r.save("content/page.md", "three")
	b.when(`document.querySelector('p').textContent === 'three' && !document.getElementById('quarterdeck-preview')`)
	b.wantNoFaults()
}

// tall is fake with a page to scroll in.
func (f folder) tall(ctx context.Context) (*site.Site, []diag.Diagnostic, error) {
	s, found, err := f.fake(ctx)
	if s == nil {
		return s, found, err
	}
	home, _ := s.Lookup("index.html")
	s, err = site.New([]site.File{{Path: "index.html", Render: func() ([]byte, error) {
		body, err := home.Render()
		tall := strings.Repeat("<h2>A line</h2>", 300) + "</body>"
		return []byte(strings.Replace(string(body), "</body>", tall, 1)), err
	}}, {Path: "favicon.ico", Render: func() ([]byte, error) { return nil, nil }}})
	return s, found, err
}
