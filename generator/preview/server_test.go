package preview

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/site"
)

// fake generates a site from content/page.md: its text is the home page.
// "error" in it is an error of the input, "fail" of the program.
func (f folder) fake(context.Context) (*site.Site, []diag.Diagnostic, error) {
	text, err := os.ReadFile(f.at("content/page.md"))
	warning := diag.Diagnostic{Pos: diag.Pos{File: "data"}, Severity: diag.Warning, Code: "w", Message: "no metrics"}
	switch {
	case err != nil, strings.Contains(string(text), "error"):
		return nil, []diag.Diagnostic{warning, {
			Pos: diag.Pos{File: "content/page.md", Line: 3, Col: 7}, Severity: diag.Error,
			Code: "bad-word", Message: "<b>the word is bad</b>", Hint: "write another",
		}}, nil
	case strings.Contains(string(text), "fail"):
		return nil, nil, errors.New("out of order")
	case strings.Contains(string(text), "panic"):
		panic("nil map")
	}
	return fakeSite(f.t, string(text)), nil, nil
}

func fakeSite(t testing.TB, text string) *site.Site {
	file := func(p, text string) site.File {
		return site.File{Path: p, Render: func() ([]byte, error) { return []byte(text), nil }}
	}
	s, err := site.New([]site.File{
		file("index.html", "<!doctype html><body><p>"+text+"</p></body></html>"),
		file("2026-q3/index.html", "<p>quarter"),
		file("404.html", "<body>the site's own page</body>"),
		file("api/a.json", `{"a":"</body>"}`),
		{Path: "old/index.html", Redirect: "/2026-q3/#budgets", Render: func() ([]byte, error) { return []byte("moved"), nil }},
		{Path: "broken/index.html", Render: func() ([]byte, error) { return nil, errors.New("<i>no template</i>") }},
		{Path: "panics/index.html", Render: func() ([]byte, error) { panic("nil chart") }},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// running is a server over a folder, watched and generated as in use.
type running struct {
	folder
	url      string
	outcomes chan Outcome
}

func start(t *testing.T, o Options) running {
	t.Helper()
	f := newFolder(t)
	if o.Generate == nil {
		o.Generate = f.fake
	}
	return startIn(f, o)
}

func startIn(f folder, o Options) running {
	t := f.t
	r := running{folder: f, outcomes: make(chan Outcome, 100)}
	o.Finished = func(o Outcome) { r.outcomes <- o }
	s := New(o)
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	go s.Run(ctx, r.watch(false))
	h := httptest.NewServer(s)
	t.Cleanup(func() { h.CloseClientConnections(); h.Close() })
	r.url = h.URL
	return r
}

// await waits for a generation to end.
func (r running) await() Outcome {
	r.t.Helper()
	select {
	case o := <-r.outcomes:
		return o
	case <-time.After(10 * time.Second):
		r.t.Fatal("nothing was generated")
		return Outcome{}
	}
}

// get asks for an address and returns status and body; redirects are not
// followed.
func (r running) get(address string) (*http.Response, string) {
	r.t.Helper()
	return r.ask(http.MethodGet, address, "")
}

func (r running) ask(method, address, host string) (*http.Response, string) {
	r.t.Helper()
	request, err := http.NewRequest(method, r.url+address, nil)
	r.must(err)
	request.Host = host
	answer, err := http.DefaultTransport.RoundTrip(request)
	r.must(err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	r.must(err)
	return answer, string(body)
}

// wantAnswer asks and looks for a part of the body.
func (r running) wantAnswer(address string, status int, part string) string {
	r.t.Helper()
	answer, body := r.get(address)
	if answer.StatusCode != status || !strings.Contains(body, part) {
		r.t.Errorf("GET %s: %d %s, want %d with %q", address, answer.StatusCode, body, status, part)
	}
	return body
}

// listen opens the event stream and returns the names of its events.
func (r running) listen(edition string) <-chan string {
	r.t.Helper()
	answer, err := http.Get(r.url + "/_preview/events?edition=" + edition)
	r.must(err)
	r.t.Cleanup(func() { answer.Body.Close() })
	names := make(chan string, 100)
	go func() {
		lines := bufio.NewScanner(answer.Body)
		for lines.Scan() {
			if name, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				names <- name
			}
		}
	}()
	return names
}

func (r running) wantEvent(events <-chan string, want string) {
	r.t.Helper()
	select {
	case got := <-events:
		if got != want {
			r.t.Errorf("event %q, want %q", got, want)
		}
	case <-time.After(10 * time.Second):
		r.t.Fatalf("no event, want %q", want)
	}
}

func TestPagesAreServedAsAWebServerWould(t *testing.T) {
	r := start(t, Options{})
	r.await()
	live := `<script src="/_preview/live.js" data-edition="1" defer></script>`
	r.wantAnswer("/", 200, "<p>one</p>"+live+"</body>")
	r.wantAnswer("/2026-q3/", 200, "<p>quarter"+live)
	r.wantAnswer("/nothing/", 404, "the site's own page"+live)
	if body := r.wantAnswer("/api/a.json", 200, `{"a":"</body>"}`); strings.Contains(body, "live.js") {
		t.Error("the script went into a file that is no page")
	}
	answer, _ := r.get("/2026-q3?x=1")
	if to := answer.Header.Get("Location"); answer.StatusCode != http.StatusFound || to != "/2026-q3/?x=1" {
		t.Errorf("without the final slash: %d to %q, want 302 to /2026-q3/?x=1", answer.StatusCode, to)
	}
}

func TestARedirectIsFollowedAtOnce(t *testing.T) {
	r := start(t, Options{})
	r.await()
	resp, body := r.get("/old/")
	if to := resp.Header.Get("Location"); resp.StatusCode != http.StatusFound || to != "/2026-q3/#budgets" {
		t.Errorf("answered %d to %q: %s", resp.StatusCode, to, body)
	}
}

func TestHeadersAreStrict(t *testing.T) {
	r := start(t, Options{})
	r.await()
	for _, address := range []string{"/", "/nothing/", "/broken/", "/_preview/live.js", "/_preview/state", "/api/a.json"} {
		answer, _ := r.get(address)
		csp := answer.Header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "form-action 'none'"} {
			if !strings.Contains(csp, part) {
				t.Errorf("%s: policy %q lacks %s", address, csp, part)
			}
		}
		if answer.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be cached", address)
		}
	}
	answer, body := r.ask(http.MethodHead, "/", "")
	if answer.StatusCode != 200 || body != "" || answer.ContentLength <= 0 {
		t.Errorf("HEAD: %d, %d bytes announced, body %q", answer.StatusCode, answer.ContentLength, body)
	}
}

func TestOtherMethodsAndHostsAreRefused(t *testing.T) {
	r := start(t, Options{Host: "192.0.2.7"})
	r.await()
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS"} {
		if answer, _ := r.ask(method, "/", ""); answer.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d, want 405", method, answer.StatusCode)
		}
	}
	hosts := map[string]int{
		"localhost": 200, "LOCALHOST:1": 200, "127.0.0.1:99": 200, "[::1]:1313": 200, "[::1]": 200, "192.0.2.7:1313": 200,
		"evil.example": 403, "evil.example:1313": 403, "localhost.evil.example": 403, "127.0.0.1.evil.example": 403,
		"192.0.2.8": 403, "evil.example:localhost": 403,
	}
	for host, want := range hosts {
		for _, address := range []string{"/", "/_preview/state"} {
			if answer, body := r.ask("GET", address, host); answer.StatusCode != want || want == 403 && strings.Contains(body, "one") {
				t.Errorf("Host %s%s: %d, want %d", host, address, answer.StatusCode, want)
			}
		}
	}
}

// Bound to every address, number addresses are let in: a name cannot be made
// to lead to one of them.
func TestBoundToEveryAddressNamesAreStillRefused(t *testing.T) {
	for _, bound := range []string{"", "0.0.0.0", "::"} {
		s := New(Options{Host: bound})
		for host, want := range map[string]bool{"192.168.1.5:1313": true, "[fe80::1]:1313": true, "localhost:1": true, "evil.example": false, "": false} {
			if got := s.answersTo(host); got != want {
				t.Errorf("bound to %q, Host %q: %v, want %v", bound, host, got, want)
			}
		}
	}
}

func TestNoPathLeavesTheSite(t *testing.T) {
	r := start(t, Options{})
	r.await()
	r.save("secret.txt", "secret")
	for _, address := range []string{
		"/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "//secret.txt", "/secret.txt",
		"/2026-q3/../../secret.txt", `/..\secret.txt`, "/%00", "//evil.example/%2e%2e",
	} {
		answer, body := r.get(address)
		if answer.StatusCode != 404 || strings.Contains(body, "secret") {
			t.Errorf("GET %s: %d %s", address, answer.StatusCode, body)
		}
	}
}

func TestASaveReloadsThePage(t *testing.T) {
	r := start(t, Options{})
	r.await()
	events := r.listen("1")
	r.wantEvent(events, "state")
	r.save("content/page.md", "two")
	if o := r.await(); !o.Served || !slices.Equal(o.Changed, []string{"content/page.md"}) {
		t.Errorf("outcome %+v, want content/page.md served", o)
	}
	r.wantEvent(events, "reload")
	r.wantAnswer("/", 200, "<p>two</p>")
	// A page from before that only now begins to listen is told at once.
	r.wantEvent(r.listen("1"), "reload")
}

func TestAnErrorKeepsTheLastGoodSiteAndIsShown(t *testing.T) {
	r := start(t, Options{})
	r.await()
	events := r.listen("1")
	r.wantEvent(events, "state")

	r.save("content/page.md", "error")
	r.await()
	r.wantEvent(events, "state") // no reload: the page is as it was
	r.wantAnswer("/", 200, "<p>one</p>")
	var st state
	_, body := r.get("/_preview/state")
	r.must(json.Unmarshal([]byte(body), &st))
	want := problem{"content/page.md:3:7", "error", "<b>the word is bad</b>", "write another"}
	if !st.Failed || !st.Stale || st.Errors != 1 || st.Warnings != 1 || !slices.Equal(st.Problems, []problem{want}) {
		t.Errorf("state %+v, want failed, stale and the error in words", st)
	}

	for _, text := range []string{"fail", "panic"} {
		r.save("content/page.md", text)
		r.await()
		r.wantEvent(events, "state")
		r.wantAnswer("/", 200, "<p>one</p>")
	}
	r.wantAnswer("/_preview/state", 200, `"failure":"panic: nil map"`)

	r.save("content/page.md", "mended")
	r.await()
	r.wantEvent(events, "reload")
	r.wantAnswer("/", 200, "<p>mended</p>")
	r.wantAnswer("/_preview/state", 200, `"failed":false`)
}

func TestWithoutAnyGoodSiteEveryAddressSaysWhatIsWrong(t *testing.T) {
	f := newFolder(t)
	f.save("content/page.md", "error")
	r := startIn(f, Options{Generate: f.fake})
	r.await()
	for _, address := range []string{"/", "/2026-q3/checkout/", "/style.css"} {
		body := r.wantAnswer(address, 503, "content/page.md:3:7")
		for _, part := range []string{"&lt;b&gt;the word is bad", "write another", `http-equiv="refresh"`, `href="/_preview/live.css"`} {
			if !strings.Contains(body, part) {
				t.Errorf("the page lacks %q:\n%s", part, body)
			}
		}
	}
}

func TestTheServerSurvivesTheLossOfItsFolder(t *testing.T) {
	r := start(t, Options{})
	r.await()
	r.must(os.RemoveAll(r.root))
	r.await()
	r.wantAnswer("/", 200, "<p>one</p>")
	r.save("config.toml", "")
	r.save("content/page.md", "back")
	for deadline := time.Now().Add(10 * time.Second); ; {
		if _, body := r.get("/"); strings.Contains(body, "<p>back</p>") {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the folder's return was not seen")
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func TestAPageThatCannotBeRenderedIsOnlyThatPage(t *testing.T) {
	r := start(t, Options{})
	r.await()
	r.wantAnswer("/broken/", 500, "&lt;i&gt;no template")
	r.wantAnswer("/panics/", 500, "nil chart")
	r.wantAnswer("/", 200, "<p>one</p>")
}

func TestAChangeCancelsARunningGeneration(t *testing.T) {
	began := make(chan struct{}, 10)
	cancelled := make(chan struct{}, 10)
	changes := make(chan Change)
	outcomes := make(chan Outcome, 10)
	runs := 0
	s := New(Options{
		Generate: func(ctx context.Context) (*site.Site, []diag.Diagnostic, error) {
			began <- struct{}{}
			if runs++; runs > 2 {
				return fakeSite(t, "third"), nil, nil
			}
			<-ctx.Done()
			cancelled <- struct{}{}
			return fakeSite(t, "out of date"), nil, nil
		},
		Finished: func(o Outcome) { outcomes <- o },
	})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go s.Run(ctx, changes)
	<-began
	changes <- Change{[]string{"b"}}
	<-cancelled
	<-began
	changes <- Change{[]string{"a"}}
	<-cancelled
	if o := <-outcomes; !o.Served || !slices.Equal(o.Changed, []string{"a", "b"}) {
		t.Errorf("outcome %+v, want one that was served, of a and b", o)
	}
	if v := s.look(); v.edition != 1 {
		t.Errorf("%d sites were served, want only the third", v.edition)
	}
}

// A site that was made in spite of errors is served, and they are shown.
func TestASiteWithErrorsIsServedWithThem(t *testing.T) {
	st := newState(4, true, Outcome{Served: true, Diagnostics: slices.Repeat([]diag.Diagnostic{{Message: "m"}}, 130)})
	if !st.Failed || st.Stale || st.Errors != 130 || len(st.Problems) != 100 || st.More() != 30 {
		t.Errorf("state failed %v, stale %v, %d errors, %d listed, %d more; want true, false, 130, 100, 30",
			st.Failed, st.Stale, st.Errors, len(st.Problems), st.More())
	}
}

// The panel is built from hostile text: the script must never parse any.
func TestTheScriptPutsNothingOnThePageButText(t *testing.T) {
	for _, way := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", ".style"} {
		if strings.Contains(liveScript, way) {
			t.Errorf("live.js uses %s", way)
		}
	}
}
