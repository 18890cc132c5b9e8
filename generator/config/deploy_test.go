package config

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"quarterdeck/generator/diag"
)

// targetsOf reads a config.toml of these targets.
func targetsOf(t *testing.T, text string) ([]Target, string) {
	t.Helper()
	var diags diag.List
	site := Load(fstest.MapFS{
		"config.toml":         {Data: []byte("title = 'T'\ntimezone = 'UTC'\n" + text)},
		"data/postmortems/.x": {},
		"data/teams/a.toml":   {Data: []byte("name = 'A'\n")},
	}, &diags)
	var lines []string
	for _, d := range diags.Sorted() {
		if d.File == "config.toml" {
			lines = append(lines, d.String())
		}
	}
	return site.Targets, strings.Join(lines, "\n")
}

func TestATargetAndItsDefaults(t *testing.T) {
	got, reported := targetsOf(t, `
[audience.board]
[[deploy.target]]
name = "live"
url = "s3://reports/prod?region=eu-central-1"
[[deploy.target]]
name = "board"
url = "../www"
base_url = "https://board.example.com/reports"
audience = "board"
compress = ["gzip", "brotli"]
grace = "0s"
max_deletes = 50
keep_releases = 3
keep_days = 0
[[deploy.target.headers]]
files = "**/*.csv"
set = { "Content-Disposition" = "attachment" }
[deploy.target.cdn]
kind = "command"
command = ["purge"]
`)
	want(t, reported, "")
	if len(got) != 2 {
		t.Fatalf("%d targets", len(got))
	}
	live, board := got[0], got[1]
	if live.Grace != 7*24*time.Hour || live.KeepReleases != 10 || live.KeepDays != 30 || live.Audience != "" || live.CDN != nil || live.Folder() {
		t.Errorf("%+v", live)
	}
	if board.Grace != 0 || board.KeepReleases != 3 || board.KeepDays != 0 || board.MaxDeletes != "50" || board.Audience != "board" ||
		board.BaseURL != "https://board.example.com/reports/" || len(board.Headers) != 1 || board.CDN == nil || !board.Folder() ||
		fmt.Sprint(board.Compress) != "[brotli gzip]" || board.FolderOf("/site") != filepath.FromSlash("/www") {
		t.Errorf("%+v", board)
	}
}

func TestTargetsThatCannotBe(t *testing.T) {
	for text, wanted := range map[string]string{
		`url = "s3://b"`:                                                                `"name" is missing`,
		`name = "a b"` + "\n" + `url = "s3://b"`:                                        `"a b" is not the name of a target`,
		`name = "a"`:                                                                    `"url" is missing`,
		`name = "a"` + "\n" + `url = "ftp://b"`:                                         `cannot publish to "ftp://"`,
		`name = "a"` + "\n" + `url = "s3://key:secret@b"`:                               `holds a user name or password`,
		`name = "a"` + "\n" + `url = "gs:///x"`:                                         `names no bucket`,
		`name = "a"` + "\n" + `url = "file://x/y"`:                                      `three slashes`,
		`name = "a"` + "\n" + `url = "s3://b"` + "\n" + `max_deletes = "lots"`:          `max_deletes cannot be "lots"`,
		`name = "a"` + "\n" + `url = "s3://b"` + "\n" + `max_deletes = "101%"`:          `max_deletes cannot be "101%"`,
		`name = "a"` + "\n" + `url = "s3://b"` + "\n" + `max_deletes = -1`:              `max_deletes cannot be -1`,
		`name = "a"` + "\n" + `url = "s3://b"` + "\n" + `keep_releases = 0`:             `keep_releases cannot be 0`,
		`name = "a"` + "\n" + `url = "s3://b"` + "\n" + `grace = "soon"`:                `no duration`,
		`name = "a"` + "\n" + `url = "s3://b"` + "\n" + `base_url = "reports"`:          `is not an address a site can stand at`,
		`name = "a"` + "\n" + `url = "s3://b"` + "\n" + `compress = ["gzip", "brotli"]`: `a bucket keeps one form`,
	} {
		got, reported := targetsOf(t, "[[deploy.target]]\n"+text)
		if len(got) != 0 || !strings.Contains(reported, wanted) {
			t.Errorf("%s: kept %+v and said\n%s\nwant %s", text, got, reported, wanted)
		}
	}
}

func TestTwoTargetsOfOneName(t *testing.T) {
	one := "[[deploy.target]]\nname = 'live'\nurl = 's3://a'\n"
	got, reported := targetsOf(t, one+one)
	if len(got) != 1 || !strings.Contains(reported, `another deploy target called "live"`) {
		t.Errorf("%d targets, said %s", len(got), reported)
	}
}

func TestATargetForAnUnknownAudience(t *testing.T) {
	_, reported := targetsOf(t, "[[deploy.target]]\nname = 'live'\nurl = 's3://a'\naudience = 'pubilc'\n")
	if !strings.Contains(reported, `audience "pubilc", which is not described (did you mean public?)`) {
		t.Errorf("said %s", reported)
	}
}

// The manual names every key of a target, and its example is read as it is.
func TestTheManualOfTargets(t *testing.T) {
	text, err := os.ReadFile("../../docs/deploy.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := regexp.MustCompile("(?ms)^```toml\n(.*?)^```$").FindAllStringSubmatch(string(text), -1)
	if len(examples) == 0 {
		t.Fatal("the manual has no example")
	}
	for _, m := range examples {
		if got, reported := targetsOf(t, m[1]); len(got) == 0 || reported != "" {
			t.Errorf("%s\ngives %d targets and %s", m[1], len(got), reported)
		}
	}
	_, reported := targetsOf(t, "[[deploy.target]]\nname = 'x'\nurl = 's3://x'\nxxxxxxxxxx = 1\n")
	_, known, _ := strings.Cut(reported, "known here: ")
	known, _, _ = strings.Cut(known, ")")
	keys := strings.Split(known, ", ")
	if len(keys) < 11 {
		t.Fatalf("known keys %q in %s", keys, reported)
	}
	for _, key := range keys {
		if !strings.Contains(string(text), "`"+key+"`") {
			t.Errorf("the manual does not name %s", key)
		}
	}
}
