package gitlog

import (
	"cmp"
	"context"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// History is what is known of a repository: its deployments' commits, and every
// commit they reach.
type History struct {
	tips    []tip // by time
	commits map[string]*commit
	// First is the id of the first deployment, whose commits are not shared
	// out: it takes the whole history before it along, and nobody can tell when
	// that was deployed.
	First string
}

// tip is a commit that was deployed.
type tip struct {
	id, sha string
	at      time.Time
}

// commit is what is kept of one.
type commit struct {
	parents             []string
	authored, committed int64
	subject             string
	reverts             []string // digits of commits that it says it reverts
	order               int      // of git's log, newest first
}

// Read asks git for what the options name. Errors are a [*Problem] where the
// user can mend them.
func Read(ctx context.Context, r Repository, o Options) (*History, error) {
	g := git{r}
	shallow, err := g.output(ctx, "rev-parse", "--is-shallow-repository")
	if err != nil {
		return nil, err
	}
	if shallow == "true" {
		return nil, problem("run: git fetch --unshallow --tags (in CI, check out the whole history, such as with fetch-depth: 0)", "the clone is shallow, so commits are missing, and lead times would be wrong")
	}
	if any, err := g.output(ctx, "rev-list", "-n", "1", "--all"); err != nil {
		return nil, err
	} else if any == "" {
		return nil, problem("name the folder of a clone that has a history", "the repository has no commits")
	}
	h := &History{commits: map[string]*commit{}}
	if o.By == ByMerges {
		err = h.readMerges(ctx, g, o)
	} else {
		err = h.readTags(ctx, g, o)
	}
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(h.tips, func(a, b tip) int { return a.at.Compare(b.at) })
	h.First = h.tips[0].id
	return h, h.readCommits(ctx, g)
}

// branch is the commit that a branch is at; HEAD's where none is named.
func (g git) branch(ctx context.Context, name string) (string, error) {
	if name == "" {
		name = "HEAD"
	}
	if strings.HasPrefix(name, "-") {
		return "", problem("name a branch as git branch --all lists it", "%q is no branch", name)
	}
	sha, err := g.output(ctx, "rev-parse", "--verify", "--quiet", name+"^{commit}")
	if err != nil && ctx.Err() == nil {
		return "", problem("name a branch as git branch --all lists it", "there is no branch %q", name)
	}
	return sha, err
}

// readTags finds the tags that count. An annotated tag was made at its own
// time, a plain one has that of its commit.
func (h *History) readTags(ctx context.Context, g git, o Options) error {
	args := []string{"for-each-ref", "--sort=refname", "--format=%(refname:strip=2)\t%(objecttype)\t%(objectname)\t%(*objecttype)\t%(*objectname)\t%(creatordate:unix)"}
	if o.Branch != "" {
		sha, err := g.branch(ctx, o.Branch)
		if err != nil {
			return err
		}
		args = append(args, "--merged="+sha)
	}
	out, err := g.output(ctx, append(args, "refs/tags")...)
	if err != nil {
		return err
	}
	var others []string
	for line := range strings.Lines(out) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 6 {
			continue
		}
		if !counts(f[0], o) {
			others = append(others, f[0])
			continue
		}
		kind, sha := f[1], f[2]
		if kind == "tag" {
			kind, sha = f[3], f[4]
		}
		if at, err := strconv.ParseInt(f[5], 10, 64); kind == "commit" && err == nil {
			h.tips = append(h.tips, tip{id: f[0], sha: sha, at: time.Unix(at, 0).UTC()})
		}
	}
	if len(h.tips) == 0 {
		return noTags(others, o)
	}
	return nil
}

// counts tells whether a tag is a deployment.
func counts(name string, o Options) bool {
	matches := func(patterns []string) bool {
		return slices.ContainsFunc(patterns, func(p string) bool { ok, _ := path.Match(p, name); return ok })
	}
	tags := o.Tags
	if len(tags) == 0 {
		tags = []string{DefaultTags}
	}
	return matches(tags) && !matches(o.Exclude)
}

// noTags says what there is instead.
func noTags(others []string, o Options) error {
	if len(others) == 0 {
		return problem("fetch them with: git fetch --tags; or count merges: --by merges", "the repository has no tags")
	}
	shown := others[max(0, len(others)-3):]
	return problem("name a pattern that fits, such as --tag '*', or count merges: --by merges", "none of the %d tags counts; there are such as %s", len(others), strings.Join(shown, ", "))
}

// readMerges finds the first parents of a branch.
func (h *History) readMerges(ctx context.Context, g git, o Options) error {
	sha, err := g.branch(ctx, o.Branch)
	if err != nil {
		return err
	}
	err = g.records(ctx, "", func(record string) error {
		id, at, _ := strings.Cut(record, " ")
		seconds, err := strconv.ParseInt(at, 10, 64)
		if err != nil || len(id) < 40 {
			return problem("", "git answers what is not understood: %q", record)
		}
		h.tips = append(h.tips, tip{id: id[:12], sha: id, at: time.Unix(seconds, 0).UTC()})
		return nil
	}, "log", "-z", "--first-parent", "--format=%H %ct", sha, "--")
	slices.Reverse(h.tips) // oldest first, also where the clocks disagree
	if err == nil && len(h.tips) == 0 {
		err = problem("name a branch with commits: --branch main", "the branch has no commits")
	}
	return err
}

var reverted = regexp.MustCompile(`(?i)\breverts? commits? ([0-9a-f]{7,64})`)

// readCommits reads every commit that a deployment reaches.
func (h *History) readCommits(ctx context.Context, g git) error {
	var tips strings.Builder
	for _, t := range h.tips {
		tips.WriteString(t.sha + "\n")
	}
	return g.records(ctx, tips.String(), func(record string) error {
		f := strings.SplitN(record, "\n", 5)
		if len(f) < 5 {
			return problem("", "git answers what is not understood: %q", record)
		}
		c := &commit{parents: strings.Fields(f[1]), order: len(h.commits)}
		c.authored, _ = strconv.ParseInt(f[2], 10, 64)
		c.committed, _ = strconv.ParseInt(f[3], 10, 64)
		c.subject, _, _ = strings.Cut(strings.TrimLeft(f[4], "\n"), "\n")
		for _, m := range reverted.FindAllStringSubmatch(f[4], -1) {
			c.reverts = append(c.reverts, strings.ToLower(m[1]))
		}
		h.commits[f[0]] = c
		return nil
	}, "log", "-z", "--format=%H%n%P%n%at%n%ct%n%B", "--stdin")
}

// byTime orders commits by when they came in.
func byTime(a, b Commit) int {
	return cmp.Or(a.Committed.Compare(b.Committed), cmp.Compare(a.SHA, b.SHA))
}
