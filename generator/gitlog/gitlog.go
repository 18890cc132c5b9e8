// Package gitlog makes deployments of a local git repository's history, for
// data/deployments. It belongs to no stage of a build: the command import git
// calls it and writes the table that records reads.
//
// It works in four steps, each a file: git.go asks git for references and
// commits, history.go keeps them, deployments.go shares the commits out among
// deployments, failures.go finds what was reverted or mended, and table.go
// writes the table. Nobody's name is read.
//
//	history, err := gitlog.Read(ctx, repository, options)
//	table := gitlog.Table(history.Deployments(options), "checkout-api")
package gitlog

import (
	"fmt"
	"regexp"
	"time"
)

// Repository is a local clone, and the environment in which git runs: it needs
// PATH, and HOME for the user's settings. Variables of git's own are not passed
// on.
type Repository struct {
	Folder      string
	Environment []string
}

// Options say what counts as a deployment, and as a failed one.
type Options struct {
	By Mode
	// Tags are patterns of tag names (path.Match), Exclude those that do not
	// count although they match. No pattern: DefaultTags.
	Tags, Exclude []string
	// Branch whose first parents are deployments; by tags, only tags on it
	// count. Empty: the one that HEAD is on; by tags, all.
	Branch string
	// Since and Until bound the deployments that are kept; zero is open, Until
	// is exclusive. What a deployment holds does not depend on them.
	Since, Until time.Time
	// Within is how soon after a deployment a revert or a fix-forward tells
	// that it failed.
	Within time.Duration
	// FixForward matches the subjects of commits that mend a failure in
	// production; nil: none do.
	FixForward *regexp.Regexp
}

// Mode is what a deployment is.
type Mode string

// The modes: each tag, or each commit on a branch's first parents (merges, and
// what was pushed straight to it).
const (
	ByTags   Mode = "tags"
	ByMerges Mode = "merges"
)

// The defaults of the command.
const (
	DefaultTags   = "v*"
	DefaultWithin = 7 * 24 * time.Hour
	// DefaultFixForward finds the words hotfix, fix-forward and rollback, also
	// as the name of a branch in a merge's subject.
	DefaultFixForward = `(?i)(^|[^\pL\pN])(hotfix|hot-fix|fix-forward|fix forward|rollback|roll back)($|[^\pL\pN])`
)

// Deployment is one deployment and what it brought.
type Deployment struct {
	// ID is the tag's name, or the first twelve digits of the commit.
	ID string
	At time.Time
	// Commits that no earlier deployment had, merges aside, by time.
	Commits []Commit
	// Failed tells that a later one mended it, at RecoveredAt; Reason says how
	// that is known.
	Failed      bool
	RecoveredAt time.Time
	Reason      string
	// Rework tells that it mends an earlier one.
	Rework bool
}

// Commit is one change.
type Commit struct {
	SHA                 string
	Authored, Committed time.Time
}

// Problem is what the user can mend.
type Problem struct{ Message, Hint string }

func (p *Problem) Error() string { return p.Message }

func problem(hint, format string, args ...any) *Problem {
	return &Problem{Message: fmt.Sprintf(format, args...), Hint: hint}
}
