package generator_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"quarterdeck/generator/browsertest"
	"quarterdeck/generator/site"
)

// kinds is one address of every kind of page, and what must stand on it.
var kinds = []struct{ url, text string }{
	{"/", "kept their promise"},
	{"/2026-q3/", "Undocumented burn"},
	{"/2026-q4/", "to date"},
	{"/2025-q1/", "The first quarter of this site"},
	{"/2026-q3/checkout/", "Where the budget went"},
	{"/2026-q3/fulfilment/", "no data"},
	{"/2026-q3/catalogue/", "incomplete"},
	{"/2026-q4/platform/", "on course"},
	{"/teams/checkout/", "2025"},
	{"/teams/fulfilment/", "Catalogue"},
	{"/slos/checkout-availability/", "checkout_errors"},
	{"/slos/suggest-availability/", "99.9"},
	{"/slos/tracking-availability/", "no data"},
	{"/postmortems/", "INC-2041"},
	{"/postmortems/inc-2041/", "proxy: no free slot"},
	{"/postmortems/inc-2051/", "open"},
	{"/actions/", "overdue"},
	{"/methodology/", "Error budget"},
	{"/about/", "postmortem"},
	{"/404.html", "There is no page at this address"},
}

// policy is what a page must be complete under.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; base-uri 'none'; form-action 'none'"

func serve(t *testing.T, s *site.Site) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, _, ok := s.Resolve(r.URL.Path)
		if !ok {
			http.NotFound(w, r)
			return
		}
		b, err := f.Render()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", f.ContentType())
		w.Header().Set("Content-Security-Policy", policy)
		_, _ = w.Write(b)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// faults collects what a browser complains about.
type faults struct {
	sync.Mutex
	list []string
}

func (f *faults) add(format string, args ...any) {
	f.Lock()
	defer f.Unlock()
	f.list = append(f.list, fmt.Sprintf(format, args...))
}

func (f *faults) take() []string {
	f.Lock()
	defer f.Unlock()
	out := f.list
	f.list = nil
	return out
}

func (f *faults) hear(base string) func(any) {
	return func(ev any) {
		switch e := ev.(type) {
		case *log.EventEntryAdded:
			f.add("%s: %s", e.Entry.Level, e.Entry.Text)
		case *runtime.EventExceptionThrown:
			f.add("exception: %s", e.ExceptionDetails.Text)
		case *runtime.EventConsoleAPICalled:
			f.add("console.%s", e.Type)
		case *network.EventRequestWillBeSent:
			if u := e.Request.URL; !strings.HasPrefix(u, base) && !strings.HasPrefix(u, "data:") {
				f.add("asks another host: %s", u)
			}
		}
	}
}

func scripts(on bool) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return err
	})
}

// Every kind of page opens in Chromium under the strict policy without a
// complaint, with and without JavaScript, on a phone and on a desk; it says
// what it must and never scrolls sideways.
func TestEveryKindOfPageInABrowser(t *testing.T) {
	base := serve(t, sample(t))
	ctx := browsertest.Open(t, 4*time.Minute)
	var heard faults
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, heard.hear(base)); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, network.Enable, network.EnableParams{})
		return err
	})); err != nil {
		t.Fatal(err)
	}
	for _, view := range []struct {
		name          string
		width, height int64
		script        bool
	}{{"desk", 1440, 900, true}, {"phone without script", 360, 780, false}} {
		if err := chromedp.Do(ctx, scripts(view.script), chromedp.EmulateViewport(view.width, view.height)); err != nil {
			t.Fatal(err)
		}
		for _, k := range kinds {
			look(t, ctx, base, view.name, k.url, k.text)
			for _, f := range heard.take() {
				t.Errorf("%s, %s: %s", k.url, view.name, f)
			}
		}
	}
}

// page is what a test asks of an opened page.
type page struct {
	Text              string
	H1, Width, Scroll int
}

func look(t *testing.T, ctx context.Context, base, view, url, text string) {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.Navigate(base+url)); err != nil {
		t.Errorf("%s, %s: %v", url, view, err)
		return
	}
	got, err := chromedp.Run(ctx, chromedp.Evaluate[page](`({Text: document.body.textContent, H1: document.querySelectorAll('h1').length,
		Width: document.documentElement.clientWidth, Scroll: document.documentElement.scrollWidth})`))
	if err != nil {
		t.Errorf("%s, %s: %v", url, view, err)
		return
	}
	flat := strings.Join(strings.Fields(got.Text), " ")
	if !strings.Contains(strings.ToLower(flat), strings.ToLower(text)) {
		t.Errorf("%s, %s: does not say %q", url, view, text)
	}
	if got.H1 != 1 {
		t.Errorf("%s, %s: %d first-level headings", url, view, got.H1)
	}
	if got.Scroll > got.Width {
		t.Errorf("%s, %s: %d px wide in a window of %d", url, view, got.Scroll, got.Width)
	}
}
