package gitlog

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

// repo is a repository under construction. Its clock stands still unless told.
type repo struct {
	*testing.T
	folder string
}

func newRepo(t *testing.T) repo {
	t.Helper()
	r := repo{t, t.TempDir()}
	r.git("", "init", "--quiet", "--initial-branch=main")
	return r
}

// git runs git at a time such as "2026-07-01T10:00:00Z"; one of two times is
// the author's.
func (r repo) git(when string, args ...string) string {
	r.Helper()
	authored, committed, two := strings.Cut(when, " ")
	if !two {
		committed = authored
	}
	c := exec.Command("git", args...)
	c.Dir = r.folder
	c.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com",
		"GIT_AUTHOR_DATE="+authored, "GIT_COMMITTER_DATE="+committed)
	out, err := c.CombinedOutput()
	if err != nil {
		r.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// commit makes an empty commit and returns its id.
func (r repo) commit(when, message string) string {
	r.Helper()
	r.git(when, "commit", "--quiet", "--allow-empty", "--message", message)
	return r.git("", "rev-parse", "HEAD")
}

func (r repo) read(o Options) []Deployment {
	r.Helper()
	h, err := Read(context.Background(), Repository{r.folder, os.Environ()}, o)
	if err != nil {
		r.Fatal(err)
	}
	return h.Deployments(o)
}

// lines prints deployments, a line each: id, time, commits by their hour, and
// what is known of failure.
func lines(list []Deployment, names map[string]string) string {
	var out []string
	for _, d := range list {
		s := d.ID + " " + d.At.Format("02T15") + ":"
		for _, c := range d.Commits {
			s += " " + names[c.SHA] + "@" + c.Authored.Format("02T15") + "/" + c.Committed.Format("02T15")
		}
		if d.Failed {
			s += " failed until " + d.RecoveredAt.Format("02T15")
		}
		if d.Rework {
			s += " rework"
		}
		out = append(out, s)
	}
	return strings.Join(out, "\n")
}

func want(t *testing.T, got, want string) {
	t.Helper()
	want = strings.TrimSpace(strings.ReplaceAll(want, "\t", ""))
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// July 2026, by day and hour. v1.1 reverts b, which v1.0 brought; the backport
// v1.0.1 comes after v1.1 and brings only what v1.1 has not; v1.2 mends v1.1 …
// which is not the one before it in time: that is v1.0.1.
func TestTags(t *testing.T) {
	r := newRepo(t)
	names := map[string]string{}
	note := func(name, sha string) string { names[sha] = name; return sha }
	note("a", r.commit("2026-07-01T08:00:00Z", "first"))
	r.git("2026-07-01T09:00:00Z", "tag", "v0.9") // plain: its commit's time
	b := note("b", r.commit("2026-07-01T10:00:00Z 2026-07-02T10:00:00Z", "b"))
	r.git("2026-07-03T12:00:00Z", "tag", "-a", "v1.0", "-m", "annotated: its own time")
	r.git("2026-07-03T13:00:00Z", "tag", "nightly-1")
	note("c", r.commit("2026-07-04T10:00:00Z", "c"))
	r.git("2026-07-04T11:00:00Z", "checkout", "--quiet", "-b", "side")
	note("d", r.commit("2026-07-04T12:00:00Z", "d"))
	r.git("2026-07-04T13:00:00Z", "checkout", "--quiet", "main")
	r.git("2026-07-05T10:00:00Z", "merge", "--quiet", "--no-ff", "-m", "Merge branch 'side'", "side")
	note("rb", r.commit("2026-07-05T11:00:00Z", "Revert \"b\"\n\nThis reverts commit "+b+"."))
	r.git("2026-07-05T12:00:00Z", "tag", "-a", "v1.1", "-m", "x")
	r.git("2026-07-05T13:00:00Z", "checkout", "--quiet", "-b", "backport", "v1.0")
	note("e", r.commit("2026-07-06T10:00:00Z", "e"))
	r.git("2026-07-06T12:00:00Z", "tag", "-a", "v1.0.1", "-m", "x")
	r.git("2026-07-06T13:00:00Z", "checkout", "--quiet", "main")
	note("f", r.commit("2026-07-07T10:00:00Z", "hotfix: f"))
	r.git("2026-07-07T12:00:00Z", "tag", "-a", "v1.2", "-m", "x")
	note("g", r.commit("2026-07-20T10:00:00Z", "Hotfixes are not hot here"))
	r.git("2026-07-20T12:00:00Z", "tag", "-a", "v1.3", "-m", "x")

	o := Options{By: ByTags, Within: DefaultWithin, FixForward: regexp.MustCompile(DefaultFixForward)}
	all := r.read(o)
	want(t, lines(all, names), `
		v0.9 01T08:
		v1.0 03T12: b@01T10/02T10 failed until 05T12
		v1.1 05T12: c@04T10/04T10 d@04T12/04T12 rb@05T11/05T11 rework
		v1.0.1 06T12: e@06T10/06T10 failed until 07T12
		v1.2 07T12: f@07T10/07T10 rework
		v1.3 20T12: g@20T10/20T10`)
	if all[1].Reason != "revert of "+b[:12] {
		t.Errorf("v1.0 failed by %q", all[1].Reason)
	}
	o.Within = 24 * time.Hour
	o.Since, o.Until = time.Date(2026, 7, 3, 0, 0, 0, 0, time.UTC), time.Date(2026, 7, 6, 0, 0, 0, 0, time.UTC)
	want(t, lines(r.read(o), names), "v1.0 03T12: b@01T10/02T10\nv1.1 05T12: c@04T10/04T10 d@04T12/04T12 rb@05T11/05T11")
	o = Options{By: ByTags, Branch: "main", Tags: []string{"v*", "nightly-*"}, Exclude: []string{"v1.[23]"}}
	want(t, lines(r.read(o), names), "v0.9 01T08:\nnightly-1 02T10: b@01T10/02T10\nv1.0 03T12:\nv1.1 05T12: c@04T10/04T10 d@04T12/04T12 rb@05T11/05T11")
}

// Each first parent of main is a deployment at its commit's time. The branch
// hotfix/x is merged: its merge mends the deployment before it.
func TestMerges(t *testing.T) {
	r := newRepo(t)
	names := map[string]string{}
	note := func(name, sha string) string { names[sha] = name; return sha[:12] }
	a := note("a", r.commit("2026-07-01T08:00:00Z", "first"))
	r.git("2026-07-01T09:00:00Z", "checkout", "--quiet", "-b", "feature")
	note("b", r.commit("2026-07-01T10:00:00Z", "b"))
	note("c", r.commit("2026-07-02T10:00:00Z", "c"))
	r.git("2026-07-02T11:00:00Z", "checkout", "--quiet", "main")
	r.git("2026-07-03T10:00:00Z", "merge", "--quiet", "--no-ff", "-m", "Merge branch 'feature'", "feature")
	m := note("m", r.git("", "rev-parse", "HEAD"))
	d := note("d", r.commit("2026-07-03T08:00:00Z 2026-07-03T11:00:00Z", "pushed straight"))
	r.git("2026-07-03T11:00:00Z", "checkout", "--quiet", "-b", "hotfix/x")
	note("e", r.commit("2026-07-03T12:00:00Z", "e"))
	r.git("2026-07-03T13:00:00Z", "checkout", "--quiet", "main")
	r.git("2026-07-03T13:00:00Z", "merge", "--quiet", "--no-ff", "-m", "Merge pull request #7 from shop/hotfix/x", "hotfix/x")
	h := note("h", r.git("", "rev-parse", "HEAD"))
	o := Options{By: ByMerges, Within: DefaultWithin, FixForward: regexp.MustCompile(DefaultFixForward)}
	wanted := fmt.Sprintf("%s 01T08:\n%s 03T10: b@01T10/01T10 c@02T10/02T10\n%s 03T11: d@03T08/03T11 failed until 03T13\n%s 03T13: e@03T12/03T12 rework", a, m, d, h)
	want(t, lines(r.read(o), names), wanted)
	o.Branch = "main"
	r.git("", "checkout", "--quiet", "hotfix/x")
	want(t, lines(r.read(o), names), wanted)
}

func TestTable(t *testing.T) {
	day := func(d, h int) time.Time { return time.Date(2026, 7, d, h, 0, 0, 0, time.FixedZone("", 7200)) }
	got := Table([]Deployment{
		{ID: "v2, the second", At: day(2, 12), Rework: true},
		{ID: "v1", At: day(1, 12), Failed: true, RecoveredAt: day(2, 12), Reason: "revert of abc", Commits: []Commit{{"abc", day(1, 8), day(1, 9)}, {"def", time.Time{}, day(1, 10)}}},
	}, "shop")
	want(t, strings.TrimSpace(string(got)), `id,service,finished,sha,authored,committed,failure,recovered_at,rework,reason
		v1,shop,2026-07-01T10:00:00Z,abc,2026-07-01T06:00:00Z,2026-07-01T07:00:00Z,true,2026-07-02T10:00:00Z,false,revert of abc
		v1,shop,2026-07-01T10:00:00Z,def,,2026-07-01T08:00:00Z,true,2026-07-02T10:00:00Z,false,revert of abc
		"v2, the second",shop,2026-07-02T10:00:00Z,,,,false,,true,`)
}

func TestRepositoriesThatCannotBeRead(t *testing.T) {
	full := newRepo(t)
	full.commit("2026-07-01T08:00:00Z", "a")
	full.commit("2026-07-01T09:00:00Z", "b")
	shallow := repo{t, t.TempDir()}
	shallow.git("", "clone", "--quiet", "--depth=1", "file://"+full.folder, ".")
	tagged := newRepo(t)
	tagged.commit("2026-07-01T08:00:00Z", "a")
	tagged.git("2026-07-01T08:00:00Z", "tag", "release-1")
	for _, tt := range []struct {
		name, folder  string
		o             Options
		message, hint string
	}{
		{"no repository", t.TempDir(), Options{}, "this is not a git repository", "name the folder of a clone"},
		{"no folder", t.TempDir() + "/none", Options{}, "git says: cannot change to", ""},
		{"empty", newRepo(t).folder, Options{}, "the repository has no commits", "name the folder of a clone that has a history"},
		{"shallow", shallow.folder, Options{By: ByMerges}, "the clone is shallow, so commits are missing", "run: git fetch --unshallow"},
		{"no tags", full.folder, Options{By: ByTags}, "the repository has no tags", "fetch them with: git fetch --tags"},
		{"other tags", tagged.folder, Options{By: ByTags}, "none of the 1 tags counts; there are such as release-1", "name a pattern that fits"},
		{"no branch", full.folder, Options{By: ByMerges, Branch: "trunk"}, `there is no branch "trunk"`, "name a branch"},
		{"a flag for a branch", full.folder, Options{By: ByMerges, Branch: "--output=x"}, `"--output=x" is no branch`, "name a branch"},
	} {
		_, err := Read(context.Background(), Repository{tt.folder, os.Environ()}, tt.o)
		var p *Problem
		if !errors.As(err, &p) || !strings.HasPrefix(p.Message, tt.message) || !strings.HasPrefix(p.Hint, tt.hint) {
			t.Errorf("%s: %v (%+v)", tt.name, err, p)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, Repository{full.folder, os.Environ()}, Options{By: ByMerges}); !errors.Is(err, context.Canceled) {
		t.Errorf("an interrupted reading ends with %v", err)
	}
}

// What a hostile environment or a repository's own settings name is not run.
func TestNothingIsRunButGit(t *testing.T) {
	r := newRepo(t)
	r.commit("2026-07-01T08:00:00Z", "a")
	r.git("2026-07-01T08:00:00Z", "tag", "v1")
	trap := r.folder + "/trap"
	script := "#!/bin/sh\ntouch " + trap + "\n"
	if err := os.WriteFile(r.folder+"/run", []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, setting := range []string{"core.fsmonitor", "core.pager", "gpg.program", "core.sshCommand"} {
		r.git("", "config", setting, r.folder+"/run")
	}
	r.git("", "config", "log.showSignature", "true")
	elsewhere := newRepo(t)
	env := append(os.Environ(), "GIT_DIR="+elsewhere.folder+"/.git", "GIT_EXTERNAL_DIFF="+r.folder+"/run")
	h, err := Read(context.Background(), Repository{r.folder, env}, Options{By: ByTags})
	if err != nil || len(h.Deployments(Options{})) != 1 {
		t.Errorf("the repository is read as %+v, %v", h, err)
	}
	if _, err := os.Stat(trap); err == nil {
		t.Error("a program that the repository names was run")
	}
}

// FuzzSplit holds that records come out as they went in.
func FuzzSplit(f *testing.F) {
	f.Add("a\x00b\x00")
	f.Add("\x00\x00x")
	f.Fuzz(func(t *testing.T, s string) {
		var got []string
		if err := split(strings.NewReader(s), func(r string) error { got = append(got, r); return nil }); err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, p := range strings.Split(s, "\x00") {
			if p != "" {
				want = append(want, p)
			}
		}
		if strings.Join(got, "\x00") != strings.Join(want, "\x00") || len(got) != len(want) {
			t.Fatalf("%q is parted into %q", s, got)
		}
	})
}
