// Package recipes_test tries the recipes that are programs.
package recipes_test

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"quarterdeck/generator/browsertest"
)

// What the CloudFront function makes of an address: a request for an object,
// "=> 302 to", or "=> 404".
func TestCloudFrontFunction(t *testing.T) {
	source, err := os.ReadFile("cloudfront-index.js")
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]string{
		"/":                                "/index.html",
		"/2026-q3/checkout/":               "/2026-q3/checkout/index.html",
		"/2026-q3/checkout":                "=> 302 /2026-q3/checkout/?a=1&b=x%20y&b=2&c",
		"/reliability":                     "=> 302 /reliability/?a=1&b=x%20y&b=2&c",
		"//evil.example/x":                 "=> 302 /evil.example/x/?a=1&b=x%20y&b=2&c", // must not lead to another host
		"/404.html":                        "/404.html",
		"/api/2026-q3.json":                "/api/2026-q3.json",
		"/files/a%20b%2B.png":              "/files/a%20b%2B.png",
		"/files/Gr%C3%B6%C3%9Fe/":          "/files/Gr%C3%B6%C3%9Fe/index.html",
		"/~quarterdeck/manifest.json":      "=> 404",
		"/%7Equarterdeck/releases/":        "=> 404",
		"/%7equarterdeck":                  "=> 404",
		"/prefix/~quarterdeck/objects/00/": "=> 404",
		"/my~quarterdeck/":                 "/my~quarterdeck/index.html",
		"/100%":                            "=> 404",
	}
	var names []string
	for uri := range cases {
		names = append(names, uri)
	}
	list, err := json.Marshal(names)
	if err != nil {
		t.Fatal(err)
	}
	program := string(source) + `
JSON.stringify(Object.fromEntries(` + string(list) + `.map(function (uri) {
  var out = handler({ request: { uri: uri, querystring: { a: { value: '1' }, b: { value: 'x%20y', multiValue: [{ value: 'x%20y' }, { value: '2' }] }, c: { value: '' } } } });
  return [uri, out.uri || '=> ' + out.statusCode + (out.headers.location ? ' ' + out.headers.location.value : '')];
})))`
	ctx := browsertest.Open(t, time.Minute)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatal(err)
	}
	answer, err := chromedp.Run(ctx, chromedp.Evaluate[string](program))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]string
	if err := json.Unmarshal([]byte(answer), &got); err != nil {
		t.Fatal(err)
	}
	for uri, want := range cases {
		if got[uri] != want {
			t.Errorf("%s gives %s, want %s", uri, got[uri], want)
		}
	}
}

// Policies are pasted as they are: each must be JSON, with statements that say
// whom or what they are about.
func TestPoliciesAreSound(t *testing.T) {
	text, err := os.ReadFile("../recipes.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?ms)^```json\n(.*?)^```$").FindAllSubmatch(text, -1)
	for _, b := range blocks {
		var policy struct {
			Version   string
			Statement []struct {
				Effect                                               string
				Action, Resource, Principal, NotPrincipal, Condition any
			}
		}
		d := json.NewDecoder(bytes.NewReader(b[1]))
		d.DisallowUnknownFields()
		if err := d.Decode(&policy); err != nil || policy.Version != "2012-10-17" || len(policy.Statement) == 0 {
			t.Errorf("%v in\n%s", err, b[1])
		}
		for _, s := range policy.Statement {
			if s.Effect != "Allow" && s.Effect != "Deny" || s.Action == nil || s.Resource == nil && s.Principal == nil {
				t.Errorf("a statement is incomplete: %+v", s)
			}
		}
	}
	if len(blocks) != 4 {
		t.Errorf("%d policies, want 4", len(blocks))
	}
}
