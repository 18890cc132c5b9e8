package chart

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"quarterdeck/generator/browsertest"
)

const strictPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; base-uri 'none'; form-action 'none'"

// watch.js collects what a browser would complain about.
const watcher = `window.faults = [];
addEventListener('error', e => faults.push('error: ' + e.message));
addEventListener('unhandledrejection', e => faults.push('rejection: ' + e.reason));
document.addEventListener('securitypolicyviolation', e => faults.push('policy: ' + e.violatedDirective + ' ' + e.blockedURI));
for (const k of ['error', 'warn']) { const old = console[k]; console[k] = (...a) => { faults.push(k + ': ' + a.join(' ')); old.apply(console, a); }; }`

// servePage serves one page with the given figures under the strict policy, with
// the real scripts of the theme.
func servePage(t *testing.T, figures string) *httptest.Server {
	t.Helper()
	page := `<!doctype html><html lang="en"><meta charset="utf-8"><title>t</title><link rel="stylesheet" href="s.css"><link rel="icon" href="data:,">
<script src="watch.js"></script><script src="charts.js" data-echarts="echarts.min.js" defer></script><body>` + figures
	files := map[string][2]string{
		"/":         {"text/html; charset=utf-8", page},
		"/watch.js": {"text/javascript", watcher},
		"/s.css": {"text/css", `:root{--ink:rgb(1,2,3);--ink2:#555;--hair:#ccc;--paper:#fff;--over:#b00;--mid:#aaa;--dot:#777;--sans:sans-serif;--over-w:#fdd}
@media (prefers-color-scheme: dark){:root{--ink:rgb(250,251,252)}} figure{width:640px;margin:0;position:relative}
@font-face{font-family:"QD Sans";src:url(archivo-62-100.woff2) format("woff2");font-weight:400 800;font-stretch:62% 100%}
.ch{font:400 12px/1 "QD Sans";font-stretch:84%;font-variant-numeric:lining-nums tabular-nums} .b{font-weight:680}`},
	}
	for _, name := range []string{"charts.js", "echarts.min.js", "archivo-62-100.woff2"} {
		b, err := os.ReadFile("../../themes/quarterdeck/assets/" + name)
		if err != nil {
			t.Fatal(err)
		}
		kind := "text/javascript"
		if strings.HasSuffix(name, ".woff2") {
			kind = "font/woff2"
		}
		files["/"+name] = [2]string{kind, string(b)}
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", f[0])
		w.Header().Set("Content-Security-Policy", strictPolicy)
		fmt.Fprint(w, f[1])
	}))
	t.Cleanup(s.Close)
	return s
}

// browse opens the page in Chromium.
func browse(t *testing.T, url string) context.Context {
	t.Helper()
	ctx := browsertest.Open(t, time.Minute)
	focused := chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
		return err
	})
	if err := chromedp.Do(ctx, focused, chromedp.Navigate(url)); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// ask evaluates an expression, awaiting it when it is a promise.
func ask[T any](t *testing.T, ctx context.Context, js string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", js, err)
	}
	return v
}

// until is an expression that polls a condition for at most five seconds.
func until(cond string) string {
	return `new Promise(done => { let n = 0; const look = () => (` + cond + `) ? done(true) : ++n > 100 ? done(false) : setTimeout(look, 50); look(); })`
}

func figure(t *testing.T, s Spec) string {
	t.Helper()
	js, err := s.EChartsJSON()
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf(`<figure id="f-%s" data-chart="o-%s"><figcaption>%s</figcaption>%s<script type="application/json" id="o-%s">%s</script></figure>`,
		s.ID, s.ID, s.Title, s.SVG(), s.ID, js)
}

// Every kind with interaction starts under the strict policy without a fault,
// draws something, and leaves the drawing in the accessibility tree.
func TestInteractionUnderStrictPolicy(t *testing.T) {
	var page strings.Builder
	n := 0
	for _, s := range everyKind() {
		if js, _ := s.EChartsJSON(); js != nil {
			page.WriteString(figure(t, s))
			n++
		}
	}
	if n != 8 {
		t.Fatalf("%d interactive specs, want 8", n)
	}
	ctx := browse(t, servePage(t, page.String()).URL)
	ask[bool](t, ctx, `document.querySelectorAll('figure').forEach(f => f.dispatchEvent(new PointerEvent('pointerenter'))), true`)
	if !ask[bool](t, ctx, until(fmt.Sprintf(`document.querySelectorAll('figure[data-live] canvas').length >= %d`, n))) {
		t.Error("not every figure came alive:", ask[string](t, ctx, `[...document.querySelectorAll('figure:not([data-live])')].map(f => f.id).join()`))
	}
	if f := ask[string](t, ctx, `faults.join('\n')`); f != "" {
		t.Error("the browser complains:", f)
	}
	if !ask[bool](t, ctx, `[...document.querySelectorAll('.ch-live')].every(x => x.getAttribute('aria-hidden') === 'true')`) {
		t.Error("a canvas is exposed to assistive technology")
	}
	if !ask[bool](t, ctx, `[...document.querySelectorAll('svg.ch')].every(x => getComputedStyle(x).visibility === 'visible' && !x.closest('[aria-hidden]'))`) {
		t.Error("a static drawing left the accessibility tree")
	}
}

// The layer lies exactly on the drawing, Escape and printing remove it, the keyboard
// brings it back, and colours follow the scheme.
func TestInteractionComesAndGoes(t *testing.T) {
	s := burnDown()
	ctx := browse(t, servePage(t, figure(t, s)).URL)
	live := until(`document.querySelector('figure[data-live] canvas')`)
	ask[bool](t, ctx, `document.querySelector('figure').focus(), true`)
	if !ask[bool](t, ctx, live) {
		t.Fatal("focus does not start the chart:", ask[string](t, ctx, `faults.join()`))
	}
	off := ask[float64](t, ctx, `(() => { const a = document.querySelector('svg.ch').getBoundingClientRect(), b = document.querySelector('.ch-live').getBoundingClientRect();
		return Math.max(Math.abs(a.left-b.left), Math.abs(a.top-b.top), Math.abs(a.width-b.width), Math.abs(a.height-b.height)) })()`)
	if off > 0.6 {
		t.Errorf("the layer lies %g px off the drawing", off)
	}
	ask[bool](t, ctx, `document.querySelector('figure').dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'})), true`)
	if ask[int](t, ctx, `document.querySelectorAll('.ch-live, canvas').length`) != 0 {
		t.Error("Escape leaves the layer")
	}
	ask[bool](t, ctx, `document.querySelector('figure').click(), true`)
	if !ask[bool](t, ctx, live) {
		t.Error("a tap does not bring the chart back")
	}
	zoomAndDarken(t, ctx)
	ask[bool](t, ctx, `dispatchEvent(new Event('beforeprint')), true`)
	if ask[int](t, ctx, `document.querySelectorAll('.ch-live').length`) != 0 {
		t.Error("the layer would be printed")
	}
	if f := ask[string](t, ctx, `faults.join('\n')`); f != "" {
		t.Error("the browser complains:", f)
	}
}

// Options that cannot be read leave the static drawing alone, for good.
func TestBrokenOptionsKeepDrawing(t *testing.T) {
	s := burnDown()
	page := `<figure data-chart="o"><p>x</p>` + string(s.SVG()) + `<script type="application/json" id="o">{"series": [</script></figure>`
	ctx := browse(t, servePage(t, page).URL)
	ask[bool](t, ctx, `document.querySelector('figure').click(), true`)
	if !ask[bool](t, ctx, until(`!document.querySelector('figure').hasAttribute('data-loading')`)) {
		t.Error("still loading")
	}
	if ask[int](t, ctx, `document.querySelectorAll('.ch-live').length`) != 0 || !ask[bool](t, ctx, `getComputedStyle(document.querySelector('svg.ch')).opacity === '1'`) {
		t.Error("the drawing is covered")
	}
}

// zoomAndDarken zooms with the wheel, so that the library draws the whole chart,
// and changes the colour scheme; the line must then be in the dark scheme's ink.
func zoomAndDarken(t *testing.T, ctx context.Context) {
	t.Helper()
	wheel := chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		for _, kind := range []input.DispatchMouseEventType{input.DispatchMouseEventTypeMouseMoved, input.DispatchMouseEventTypeMouseWheel} {
			e := input.DispatchMouseEventParams{Type: kind, X: 320, Y: 200}
			if kind == input.DispatchMouseEventTypeMouseWheel {
				e.Modifiers, e.DeltaX, e.DeltaY = 2, 1, -400 // a zero would not be sent
			}
			if _, err := cdp.Call(ctx, target, input.DispatchMouseEvent, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err := chromedp.Do(ctx, wheel); err != nil {
		t.Fatal(err)
	}
	if !ask[bool](t, ctx, until(`document.querySelector('svg.ch').style.opacity === '0'`)) {
		t.Error("zooming does not bring up the library's own drawing")
	}
	ink := func(rgb string) string {
		return until(`(() => { const c = document.querySelector('.ch-live canvas'), d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
			for (let i = 0; i < d.length; i += 4) if (d[i] + ',' + d[i+1] + ',' + d[i+2] === '` + rgb + `' && d[i+3] === 255) return true; return false })()`)
	}
	if !ask[bool](t, ctx, ink("1,2,3")) {
		t.Error("the line is not drawn in the page's ink")
	}
	dark := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}}
	if err := chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, dark)
		return err
	})); err != nil {
		t.Fatal(err)
	}
	if !ask[bool](t, ctx, ink("250,251,252")) {
		t.Error("the line does not follow the colour scheme")
	}
}

// Measured in the browser with the theme's typeface, the estimated widths are
// never too small: what the placer keeps apart stays apart.
func TestWidthEstimateInBrowser(t *testing.T) {
	texts := []string{"INC-2041 Checkout", "payment authorisations time out", "−60.9 %", "Größe über Maß", "WWWW mmmm", sixty, "1,286,400", "€4.17 m"}
	var page strings.Builder
	page.WriteString(`<svg class="ch" width="100%" height="400">`)
	for i, s := range texts {
		fmt.Fprintf(&page, `<text y="%d">%s</text><text class="b" y="%d">%s</text>`, 20*i, s, 20*i, s)
	}
	page.WriteString(`</svg>`)
	ctx := browse(t, servePage(t, page.String()).URL)
	ask[bool](t, ctx, `Promise.all(['400', '680'].map(w => document.fonts.load(w + ' 12px "QD Sans"'))).then(() => document.fonts.size > 0)`)
	for i, s := range texts {
		for bold, nth := range map[bool]int{false: 2 * i, true: 2*i + 1} {
			real := ask[float64](t, ctx, fmt.Sprintf(`document.querySelectorAll('text')[%d].getComputedTextLength()`, nth))
			est := textWidth(s, bold, false)
			if est < real || est > real*1.25+4 {
				t.Errorf("%q (bold %v): estimated %.1f px, measured %.1f", s, bold, est, real)
			}
		}
	}
}
