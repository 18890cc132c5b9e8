package cdn

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"quarterdeck/generator/publish/store"
)

// command runs a program of the user's. It reads the paths from its standard
// input, one a line, and says by its exit code whether they are invalidated.
type command struct{ c Config }

func (p *command) String() string { return "the command " + p.c.Command[0] }

// Invalidate runs the program, up to three times. No shell has part in it: what
// stands in a path is never more than text.
func (p *command) Invalidate(ctx context.Context, paths []string) error {
	lines := strings.Join(p.c.gather(paths), "\n") + "\n"
	var last tail
	err := p.c.again(ctx, p.c.Timeout, 3, func(ctx context.Context) error {
		last = tail{}
		return p.run(ctx, lines, &last)
	})
	if err == nil {
		return nil
	}
	hint := "readers may see old pages until their time is up; the next deploy runs it again"
	if errors.Is(err, exec.ErrNotFound) {
		hint = "install it, or correct command in the target's [deploy.target.cdn]"
	}
	if text := last.String(); text != "" {
		err = fmt.Errorf("%w; it said: %s", err, text)
	}
	return &store.Problem{Kind: "refused", Message: p.String() + " could not invalidate the changed pages", Err: err, Hint: hint}
}

// run runs it once.
func (p *command) run(ctx context.Context, input string, said *tail) error {
	dir, err := filepath.Abs(p.c.Dir) // the program would look for a relative one from there
	if err != nil {
		return err
	}
	name := p.c.Command[0]
	if strings.ContainsAny(name, `/\`) && !filepath.IsAbs(name) {
		name = filepath.Join(dir, name)
	}
	c := exec.CommandContext(ctx, name, p.c.Command[1:]...)
	c.Dir, c.Env, c.WaitDelay = dir, p.c.Environ, 5*time.Second
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(input), said, said
	err = c.Run()
	var failed *exec.ExitError
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("it was stopped after %s: %w", p.c.Timeout, context.Cause(ctx))
	case errors.As(err, &failed):
		return &passing{err: err}
	}
	return err
}

// tail keeps the end of what a program says.
type tail struct{ end []byte }

const tailSize = 1 << 10

// Write takes everything.
func (t *tail) Write(b []byte) (int, error) {
	t.end = append(t.end, b...)
	if extra := len(t.end) - tailSize; extra > 0 {
		t.end = append(t.end[:0], t.end[extra:]...)
	}
	return len(b), nil
}

// String is the end, on one line.
func (t *tail) String() string {
	return string(bytes.Join(bytes.Fields(bytes.ToValidUTF8(t.end, nil)), []byte(" ")))
}
