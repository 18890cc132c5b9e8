package cdn

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"quarterdeck/generator/publish/store"
)

// service stands in for a CDN's interface. It notes what it is asked, and
// answers with the next of its answers, the last one again and again.
type service struct {
	mu      sync.Mutex
	asked   []request
	answers []string // "503 text", "drop"
}

type request struct {
	line, body string
	header     http.Header
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, request{r.Method + " " + r.URL.RequestURI(), string(body), r.Header})
	next := s.answers[0]
	if len(s.answers) > 1 {
		s.answers = s.answers[1:]
	}
	if next == "drop" {
		panic(http.ErrAbortHandler)
	}
	var status int
	code, text, _ := strings.Cut(next, " ")
	fmt.Sscan(code, &status)
	w.WriteHeader(status)
	io.WriteString(w, text)
}

func (s *service) lines() []string {
	var out []string
	for _, r := range s.asked {
		out = append(out, r.line)
	}
	slices.Sort(out)
	return out
}

// stand starts a service and gives a configuration that leads there. Nothing
// waits.
func stand(t *testing.T, answers ...string) (*service, Config) {
	t.Helper()
	s := &service{answers: answers}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	t.Setenv("AWS_CONFIG_FILE", filepath.Join(t.TempDir(), "none"))
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(t.TempDir(), "none"))
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	return s, Config{
		Distribution: "E2EXAMPLE", Project: "shop", URLMap: "web", Service: "SU1", Host: "reports.example.com", Token: "secret-token",
		Reference: "2026-10-01T06:00:00Z", Endpoint: server.URL, Client: server.Client(),
		Rand: func() float64 { return 0 }, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
}

func invalidate(t *testing.T, c Config, kind string, paths ...string) error {
	t.Helper()
	c.Kind = kind
	i, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return i.Invalidate(t.Context(), paths)
}

// batchOf is what CloudFront is asked.
type batchOf struct {
	CallerReference string
	Paths           struct {
		Quantity int
		Items    []string `xml:"Items>Path"`
	}
}

func (r request) batch(t *testing.T) batchOf {
	t.Helper()
	var b batchOf
	if err := xml.Unmarshal([]byte(r.body), &b); err != nil {
		t.Fatal(err, r.body)
	}
	return b
}

const created = `201 <Invalidation xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Id>I1</Id><Status>InProgress</Status></Invalidation>`

func TestCloudFrontIsToldOfTheChangedPathsOnce(t *testing.T) {
	s, c := stand(t, created)
	if err := invalidate(t, c, "cloudfront", "/b/", "/a/", "/b/", "/a%20b/"); err != nil {
		t.Fatal(err)
	}
	if len(s.asked) != 1 || s.asked[0].line != "POST /2020-05-31/distribution/E2EXAMPLE/invalidation" {
		t.Fatalf("asked %v", s.lines())
	}
	b := s.asked[0].batch(t)
	if strings.Join(b.Paths.Items, " ") != "/a%20b/ /a/ /b/" || b.Paths.Quantity != 3 {
		t.Errorf("asked for %+v", b.Paths)
	}
	if !strings.HasPrefix(s.asked[0].header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/") {
		t.Error("the request is not signed")
	}
}

// 3,000 paths are what CloudFront works on at a time: 7,000 are three batches.
func TestCloudFrontBatches(t *testing.T) {
	s, c := stand(t, created)
	c.WildcardOver = 10_000
	var paths []string
	for i := range 7000 {
		paths = append(paths, fmt.Sprintf("/%05d/", i))
	}
	if err := invalidate(t, c, "cloudfront", paths...); err != nil {
		t.Fatal(err)
	}
	var sizes []int
	references := map[string]bool{}
	for _, r := range s.asked {
		b := r.batch(t)
		sizes = append(sizes, len(b.Paths.Items))
		references[b.CallerReference] = true
	}
	if fmt.Sprint(sizes) != "[3000 3000 1000]" || len(references) != 3 {
		t.Errorf("batches of %v with %d references", sizes, len(references))
	}
}

func TestVeryManyPathsBecomeOne(t *testing.T) {
	s, c := stand(t, created)
	c.Base = "/relia bility"
	var paths []string
	for i := range 1001 {
		paths = append(paths, fmt.Sprintf("/relia%%20bility/%d/", i))
	}
	if err := invalidate(t, c, "cloudfront", paths...); err != nil {
		t.Fatal(err)
	}
	if items := s.asked[0].batch(t).Paths.Items; strings.Join(items, " ") != "/relia%20bility/*" {
		t.Errorf("asked for %d paths, the first %s", len(items), items[0])
	}
}

// An answer that is lost, or a service that is busy, is tried again under the
// same reference, so that it is not done and paid twice. Another run has
// another one, or CloudFront would take it for the old one and do nothing.
func TestCloudFrontRetriesAreTheSameRequest(t *testing.T) {
	s, c := stand(t, "drop", "503 ", `400 <ErrorResponse><Error><Code>TooManyInvalidationsInProgress</Code><Message>wait</Message></Error></ErrorResponse>`, created)
	if err := invalidate(t, c, "cloudfront", "/a/"); err != nil {
		t.Fatal(err)
	}
	if len(s.asked) < 4 { // Go's client repeats a dropped request by itself as well
		t.Errorf("%d requests", len(s.asked))
	}
	first := s.asked[0].batch(t).CallerReference
	for _, r := range s.asked {
		if got := r.batch(t).CallerReference; got != first {
			t.Errorf("references %s and %s", first, got)
		}
	}
	c.Reference = "2026-10-02T06:00:00Z"
	if err := invalidate(t, c, "cloudfront", "/a/"); err != nil {
		t.Fatal(err)
	}
	if got := s.asked[len(s.asked)-1].batch(t).CallerReference; got == first {
		t.Error("the next run has the same reference")
	}
}

func TestGoogleIsToldPathByPath(t *testing.T) {
	s, c := stand(t, `200 {"kind":"compute#operation","status":"PENDING"}`)
	c.Kind = "google"
	if err := invalidate(t, c, "google", "/a/", "/b/index.html"); err != nil {
		t.Fatal(err)
	}
	var bodies []string
	ids := map[string]bool{}
	for _, r := range s.asked {
		address, id, _ := strings.Cut(r.line, "?requestId=")
		if address != "POST /compute/v1/projects/shop/global/urlMaps/web/invalidateCache" || len(id) != 36 || id[14] != '4' {
			t.Errorf("asked %s", r.line)
		}
		ids[id] = true
		bodies = append(bodies, r.body)
	}
	slices.Sort(bodies)
	if got := strings.Join(bodies, "\n"); got != `{"path":"/a/","host":"reports.example.com"}`+"\n"+`{"path":"/b/index.html","host":"reports.example.com"}` || len(ids) != 2 {
		t.Errorf("asked\n%s\nwith %d ids", got, len(ids))
	}
}

// Google says of a limit 403 with a reason, and of a failure 200 with errors in
// the operation.
func TestGoogleAnswersAreReadToTheEnd(t *testing.T) {
	s, c := stand(t, `403 {"error":{"code":403,"message":"too fast","errors":[{"reason":"rateLimitExceeded"}]}}`, "429 ", `200 {}`)
	if err := invalidate(t, c, "google", "/a/"); err != nil || len(s.asked) != 3 || s.asked[0].line != s.asked[2].line {
		t.Errorf("%v after %v", err, s.lines())
	}
	_, c = stand(t, `200 {"error":{"errors":[{"code":"RESOURCE_NOT_READY","message":"the map is being changed"}]}}`)
	if err := invalidate(t, c, "google", "/a/"); err == nil || !strings.Contains(err.Error(), "/a/: the operation failed: the map is being changed") {
		t.Errorf("said %v", err)
	}
}

func TestFastlyPurgesByAddressAndAllForMany(t *testing.T) {
	s, c := stand(t, `200 {"status":"ok"}`)
	c.Soft = true
	if err := invalidate(t, c, "fastly", "/a%20b/", "/"); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(s.lines(), "\n"); got != "POST /purge/reports.example.com/\nPOST /purge/reports.example.com/a%20b/" {
		t.Errorf("asked\n%s", got)
	}
	if h := s.asked[0].header; h.Get("Fastly-Key") != "secret-token" || h.Get("Fastly-Soft-Purge") != "1" {
		t.Errorf("headers %v", h)
	}
	s.asked = nil
	c.WildcardOver = 1
	if err := invalidate(t, c, "fastly", "/a/", "/b/"); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(s.lines(), "\n"); got != "POST /service/SU1/purge_all" {
		t.Errorf("asked\n%s", got)
	}
}

// What a person can mend says how, and no secret.
func TestWhatAPersonCanMend(t *testing.T) {
	denied := `<ErrorResponse><Error><Code>AccessDenied</Code><Message>not authorised</Message></Error></ErrorResponse>`
	for _, c := range []struct{ kind, answer, problem, hint string }{
		{"cloudfront", "403 " + denied, "permission", "allow cloudfront:CreateInvalidation"},
		{"cloudfront", "404 <ErrorResponse><Error><Code>NoSuchDistribution</Code></Error></ErrorResponse>", "refused", "check distribution"},
		{"cloudfront", "503 ", "busy", "the next deploy"},
		{"google", `403 {"error":{"message":"denied"}}`, "permission", "compute.urlMaps.invalidateCache"},
		{"google", "404 <html>", "refused", "check project and url_map"},
		{"fastly", "401 ", "credentials", "FASTLY_API_TOKEN is not valid"},
		{"fastly", `403 {"msg":"You do not have access"}`, "permission", "purge_select"},
		{"fastly", "drop", "unreachable", "the next deploy"},
	} {
		_, config := stand(t, c.answer)
		err := invalidate(t, config, c.kind, "/a/")
		var p *store.Problem
		if !errors.As(err, &p) || p.Kind != c.problem || !strings.Contains(p.Hint, c.hint) {
			t.Errorf("%s, %.20s: %#v", c.kind, c.answer, err)
			continue
		}
		if strings.Contains(p.Error()+p.Hint, "secret") {
			t.Errorf("%s tells a secret: %v", c.kind, p)
		}
	}
}

func TestWithoutCredentials(t *testing.T) {
	_, c := stand(t, created)
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	var p *store.Problem
	if err := invalidate(t, c, "cloudfront", "/a/"); !errors.As(err, &p) || p.Kind != "credentials" {
		t.Errorf("CloudFront: %v", err)
	}
	c.Kind, c.Token = "fastly", ""
	if _, err := New(c); !errors.As(err, &p) || !strings.Contains(p.Hint, "FASTLY_API_TOKEN") {
		t.Errorf("Fastly: %v", err)
	}
	t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", filepath.Join(t.TempDir(), "none.json"))
	c.Client = nil
	if err := invalidate(t, c, "google", "/a/"); !errors.As(err, &p) || p.Kind != "credentials" {
		t.Errorf("Google: %v", err)
	}
}

// A black hole takes the request and never answers: the time limit ends it.
func TestAServiceThatNeverAnswersIsGivenUp(t *testing.T) {
	hole := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	}))
	t.Cleanup(hole.Close)
	_, c := stand(t, "200 ")
	c.Endpoint, c.Timeout = hole.URL, 50*time.Millisecond
	for _, kind := range []string{"cloudfront", "google", "fastly"} {
		var p *store.Problem
		if err := invalidate(t, c, kind, "/a/"); !errors.As(err, &p) || p.Kind != "unreachable" {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

// script writes a program.
func script(t *testing.T, text string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "purge"), []byte("#!/bin/sh\n"+text), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestACommandGetsThePathsAsText(t *testing.T) {
	_, c := stand(t, "200 ")
	c.Dir = script(t, `cat > got; echo "$1" "$PURGE" >> got`)
	c.Command, c.Environ = []string{"./purge", "$(touch evil); all"}, []string{"PURGE=yes", "PATH=" + os.Getenv("PATH")}
	if err := invalidate(t, c, "command", "/b/", "/a/$(touch%20evil)"); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(c.Dir, "got"))
	if want := "/a/$(touch%20evil)\n/b/\n$(touch evil); all yes\n"; string(got) != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	if _, err := os.Stat(filepath.Join(c.Dir, "evil")); err == nil {
		t.Error("a shell has read the arguments")
	}
	t.Chdir(filepath.Dir(c.Dir)) // the site's folder is often named from here
	c.Dir = filepath.Base(c.Dir)
	if err := invalidate(t, c, "command", "/b/"); err != nil {
		t.Error(err)
	}
}

func TestACommandThatFailsIsRunAgainAndQuoted(t *testing.T) {
	_, c := stand(t, "200 ")
	c.Dir = script(t, `echo run >> runs; cat > /dev/null; echo "no such   zone" >&2; exit 3`)
	c.Command, c.Environ = []string{"./purge"}, os.Environ()
	err := invalidate(t, c, "command", "/a/")
	runs, _ := os.ReadFile(filepath.Join(c.Dir, "runs"))
	if err == nil || !strings.Contains(err.Error(), "exit status 3; it said: no such zone") || strings.Count(string(runs), "run") != 3 {
		t.Errorf("%v after %q", err, runs)
	}
	c.Command = []string{"no-such-program-anywhere"}
	var p *store.Problem
	if err := invalidate(t, c, "command", "/a/"); !errors.As(err, &p) || !strings.Contains(p.Hint, "install it") {
		t.Errorf("a program that is not there: %v", err)
	}
	c.Dir = script(t, `exec sleep 600`)
	c.Command, c.Timeout = []string{"./purge"}, 50*time.Millisecond
	if err := invalidate(t, c, "command", "/a/"); err == nil || !strings.Contains(err.Error(), "stopped after 50ms") {
		t.Errorf("a program that hangs: %v", err)
	}
}

// The adapters' requests must stay what the services document: JSON bodies
// parse, and nothing in a path can end the line it stands on.
func TestPathsCannotBreakOut(t *testing.T) {
	s, c := stand(t, "200 {}")
	if err := invalidate(t, c, "google", `/a"},{"path":"/*`); err != nil {
		t.Fatal(err)
	}
	var body struct{ Path string }
	if err := json.Unmarshal([]byte(s.asked[0].body), &body); err != nil || body.Path != `/a"},{"path":"/*` {
		t.Errorf("asked for %q, %v", body.Path, err)
	}
}
