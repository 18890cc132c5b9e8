package config

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
)

// part reads a TOML table with one of the loader's functions.
func part[T any](t *testing.T, text string, read func(*loader, *doc.Table) T) (T, string) {
	t.Helper()
	var diags diag.List
	table, ok := doc.TOML("config.toml", []byte(text), 1, &diags)
	if !ok {
		t.Fatal(diags.Sorted())
	}
	out := read(&loader{diags: &diags}, table)
	table.Unused(&diags, diag.Warning)
	var lines []string
	for _, d := range diags.Sorted() {
		lines = append(lines, d.String())
	}
	return out, strings.Join(lines, "\n")
}

func TestEachKindOfCDN(t *testing.T) {
	for text, wanted := range map[string]CDN{
		"kind = 'cloudfront'\ndistribution = 'E2QWRUHEXAMPLE'\nwildcard_over = 50": {Kind: "cloudfront", Distribution: "E2QWRUHEXAMPLE", WildcardOver: 50},
		"kind = 'google'\nproject = 'example.com:reports'\nurl_map = 'web'":        {Kind: "google", Project: "example.com:reports", URLMap: "web"},
		"kind = 'fastly'\nservice = 'SU1Z0isxPaozGVKXdv0eY'\nsoft = true":          {Kind: "fastly", Service: "SU1Z0isxPaozGVKXdv0eY", Soft: true},
		"kind = 'command'\ncommand = ['bin/purge', 'all']\ntimeout = '30s'":        {Kind: "command", Command: []string{"bin/purge", "all"}, Timeout: 30 * time.Second},
	} {
		got, reported := part(t, text, (*loader).cdn)
		want(t, reported, "")
		if got == nil {
			t.Errorf("%q gives none", text)
			continue
		}
		got.Pos = diag.Pos{}
		if g, w := fmt.Sprintf("%+v", *got), fmt.Sprintf("%+v", wanted); g != w {
			t.Errorf("%q\ngives %s\nwant  %s", text, g, w)
		}
	}
}

func TestACDNThatCannotBeUsedIsLeftOut(t *testing.T) {
	for text, wanted := range map[string]string{
		"distribution = 'E2QWRUHEXAMPLE'": `config.toml:1:1: error: "kind" is missing`,
		"kind = 'akamai'":                 `config.toml:1:8: error: kind cannot be "akamai"`,
		"kind = 'cloudfront'":             `error: "distribution" is missing (add distribution = "E2QWRUHEXAMPLE")`,
		"kind = 'cloudfront'\ndistribution = 'https://d1.cloudfront.net'":  `config.toml:2:16: error: "https://d1.cloudfront.net" cannot be the distribution`,
		"kind = 'google'\nproject = '../x'\nurl_map = 'web'":               `config.toml:2:11: error: "../x" cannot be the project`,
		"kind = 'fastly'\nservice = 'SU1Z0isxPaozGVKXdv0eY'\nhost = 'a/b'": `config.toml:3:8: error: "a/b" cannot be the host`,
		"kind = 'command'": `error: "command" is missing`,
		"kind = 'command'\ncommand = ['x']\nwildcard_over = 0":               `config.toml:3:17: error: wildcard_over must be at least 1`,
		"kind = 'fastly'\nservice = 'SU1Z0isxPaozGVKXdv0eY'\ntimeout = '0s'": `config.toml:3:11: error: "timeout" must be longer than nothing`,
	} {
		if got, reported := part(t, text, (*loader).cdn); got != nil || !strings.Contains(reported, wanted) {
			t.Errorf("%q gives %+v and says:\n%s\nwant %s", text, got, reported, wanted)
		}
	}
}

// A key for a token is unknown: secrets do not belong into the file.
func TestATokenIsNotRead(t *testing.T) {
	_, reported := part(t, "kind = 'fastly'\nservice = 'SU1Z0isxPaozGVKXdv0eY'\ntoken = 'x'", (*loader).cdn)
	if !strings.Contains(reported, `config.toml:3:1: warning: unknown key "token"`) {
		t.Errorf("said %s", reported)
	}
}

func TestHeaderRulesAreKeptInWrittenOrder(t *testing.T) {
	rules, reported := part(t, `
[[headers]]
files = "**/*.html"
set = { "cache-control" = "no-store", "Content-Language" = "en-GB" }
[[headers]]
files = "{api/**,**/*.csv}"
set = { "Cache-Control" = "" }
`, (*loader).headers)
	want(t, reported, "")
	want(t, fmt.Sprintf("%s %v\n%s %v", rules[0].Files, rules[0].Set, rules[1].Files, rules[1].Set),
		"**/*.html map[Cache-Control:no-store Content-Language:en-GB]\n{api/**,**/*.csv} map[Cache-Control:]")
}

func TestHeadersThatCannotBe(t *testing.T) {
	rules, reported := part(t, `
[[headers]]
files = "/index.html"
set = { "Cache-Control" = "no-store" }
[[headers]]
files = "**"
set = { "Content-Encoding" = "gzip" }
[[headers]]
files = "**"
set = { "Bad header" = "x" }
[[headers]]
files = "**"
set = { "Cache-Control" = "a\r\nX-Evil: b" }
[[headers]]
files = "[**"
set = { "X-Frame-Options" = "DENY" }
`, (*loader).headers)
	if len(rules) != 0 {
		t.Errorf("kept %+v", rules)
	}
	want(t, reported, `
config.toml:3:9: error: "/index.html" is not a pattern of the site's files (write it from the site's root, like "api/**" or "**/*.html")
config.toml:7:9: error: Content-Encoding follows from the file itself (remove it)
config.toml:10:9: error: "Bad header" is not the name of a header (write a name such as "Cache-Control")
config.toml:13:27: error: the value of Cache-Control holds a control character (write it on one line)
config.toml:15:9: error: "[**" is not a pattern of the site's files (write it from the site's root, like "api/**" or "**/*.html")
config.toml:16:9: warning: object stores cannot send X-Frame-Options: they keep it beside the object, and readers do not get it (set it at the CDN or the web server; docs/recipes.md shows how)`)
}

func TestABucketHasOneCompression(t *testing.T) {
	bucket := func(l *loader, t *doc.Table) []string { return l.compress(t, false) }
	folder := func(l *loader, t *doc.Table) []string { return l.compress(t, true) }
	got, reported := part(t, `compress = ["gzip", "brotli"]`, folder)
	want(t, strings.Join(got, " ")+reported, "brotli gzip")
	got, reported = part(t, `compress = "none"`, bucket)
	want(t, strings.Join(got, " ")+reported, "")
	_, reported = part(t, `compress = ["gzip", "brotli"]`, bucket)
	want(t, reported, `config.toml:1:21: error: a bucket keeps one form of a file, so compress cannot name two (choose one; every browser takes "gzip")`)
	_, reported = part(t, `compress = "zstd"`, folder)
	want(t, reported, `config.toml:1:12: error: compress cannot be "zstd" (write "gzip", "brotli" or "none")`)
}
