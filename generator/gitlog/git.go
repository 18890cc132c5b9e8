package gitlog

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// patience is how long one call of git may take.
const patience = 5 * time.Minute

// git calls the git executable on one repository. It only reads: no hook runs,
// nothing is locked, nothing is fetched, nobody is asked for a password, and no
// signature is checked by another program.
type git struct{ Repository }

// command is one call.
func (g git) command(ctx context.Context, args ...string) *exec.Cmd {
	settings := []string{"--no-pager", "--no-optional-locks", "--no-replace-objects", "-C", g.Folder,
		"-c", "core.hooksPath=" + os.DevNull, "-c", "core.fsmonitor=false", "-c", "protocol.allow=never",
		"-c", "log.showSignature=false", "-c", "i18n.logOutputEncoding=UTF-8"}
	c := exec.CommandContext(ctx, "git", append(settings, args...)...)
	// What the environment says of another repository, or of programs to run, is
	// not meant for this one.
	c.Env = slices.DeleteFunc(slices.Clone(g.Environment), func(v string) bool { return strings.HasPrefix(v, "GIT_") })
	c.Env = append(c.Env, "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "LC_ALL=C")
	return c
}

// output is what a short call answers, without the line's end.
func (g git) output(ctx context.Context, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c := g.command(ctx, args...)
	var said bytes.Buffer
	c.Stderr = &said
	out, err := c.Output()
	if err != nil {
		return "", failed(ctx, err, said.String())
	}
	return strings.TrimSuffix(string(out), "\n"), nil
}

// records hands on every record of a call, parted by NUL bytes.
func (g git) records(ctx context.Context, input string, each func(string) error, args ...string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c := g.command(ctx, args...)
	c.Stdin = strings.NewReader(input)
	var said bytes.Buffer
	c.Stderr = &said
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return failed(ctx, err, "")
	}
	wrong := split(out, each)
	if wrong != nil {
		cancel() // git waits for nobody to read on
	}
	err = c.Wait()
	switch {
	case wrong != nil:
		return wrong
	case err != nil:
		return failed(ctx, err, said.String())
	}
	return nil
}

// split parts a stream at NUL bytes.
func split(in io.Reader, each func(string) error) error {
	r := bufio.NewReaderSize(in, 64<<10)
	for {
		record, err := r.ReadString(0)
		if record = strings.TrimSuffix(record, "\x00"); record != "" {
			if err := each(record); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// failed words what went wrong with a call.
func failed(ctx context.Context, err error, said string) error {
	said, _, _ = strings.Cut(strings.TrimSpace(said), "\n")
	said = strings.TrimPrefix(said, "fatal: ")
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return problem("install it, or put it on the PATH: the history is read by the git that you have", "there is no git on this machine")
	case errors.Is(context.Cause(ctx), context.DeadlineExceeded):
		return problem("try it on a local disk, or give --since", "git did not answer within %s", patience)
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case strings.HasPrefix(said, "not a git repository"):
		return problem("name the folder of a clone", "this is not a git repository")
	case strings.Contains(said, "dubious ownership"):
		return problem("run it as the owner, or tell git that the folder is safe: git config --global --add safe.directory FOLDER", "git does not read a repository that somebody else owns")
	case said != "":
		return problem("", "git says: %s", said)
	}
	return problem("", "git failed: %v", err)
}
