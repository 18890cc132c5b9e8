// Command quarterdeck turns a folder of exported metrics and postmortems into
// a quarterly reliability report.
//
// One file holds one command. Nothing but this package reads flags, the
// environment, the clock or the terminal, and nothing here computes: build,
// serve, check and deploy each call generator.Generate and hand its site on, to
// package publish, to package preview, to a link check, to publish/deploy.
//
// Exit codes:
//
//	0    done
//	1    the input has errors, or the work could not be done (a full disk, a
//	     port in use); the published folder is as it was
//	2    built with errors, as --keep-going asked; or published, but something
//	     remains to be done (a delete, word to the CDN) that the next run tries
//	64   wrong usage
//	70   a fault in the program itself
//	130  interrupted (143: terminated); the published folder is as it was
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"quarterdeck/generator"
)

// The exit codes.
const (
	exitInput  = 1
	exitErrors = 2
	exitUsage  = 64
	exitFault  = 70
)

// world is everything outside the program that a command may touch.
type world struct {
	args     []string // without the program's name
	stdout   io.Writer
	stderr   *terminal
	now      func() time.Time
	generate func(context.Context, generator.Options) (*generator.Result, error)
	version  string
	environ  []string
}

func main() {
	os.Exit(run(&world{
		args:     os.Args[1:],
		stdout:   os.Stdout,
		stderr:   newTerminal(os.Stderr, os.Getenv),
		now:      time.Now,
		generate: generator.Generate,
		version:  buildVersion(),
		environ:  os.Environ(),
	}))
}

// failure ends the program with a code and, if it has a message, says it.
type failure struct {
	code    int
	message string
	hint    string
}

func (f *failure) Error() string { return f.message }

// run is the whole program.
func run(w *world) (code int) {
	defer func() {
		if p := recover(); p != nil {
			w.stderr.clear()
			w.stderr.errorf("fault in the program: %v\n%s", p, debug.Stack())
			code = exitFault
		}
	}()
	ctx, stop := interruptible()
	defer stop()
	root := rootCommand(w)
	root.SetArgs(w.args)
	root.SetOut(w.stdout)
	root.SetErr(w.stderr.w)
	command, err := root.ExecuteContextC(ctx)
	return w.end(command, err)
}

// end says what went wrong, if anything did, and returns the exit code. What
// is no failure of ours comes from the flag library: wrong usage.
func (w *world) end(command *cobra.Command, err error) int {
	w.stderr.clear()
	var f *failure
	var stopped *interrupted
	switch {
	case err == nil:
		return 0
	case errors.As(err, &stopped):
		w.stderr.errorf("%v: nothing was changed", stopped)
		return 128 + int(stopped.signal)
	case errors.As(err, &f):
		if f.message != "" {
			w.stderr.errorf("%s", f.message)
		}
		if f.hint != "" {
			w.stderr.hintf("%s", f.hint)
		}
		return f.code
	}
	w.stderr.errorf("%v", err)
	w.stderr.hintf("see %s --help", command.CommandPath())
	return exitUsage
}

// rootCommand puts the commands together.
func rootCommand(w *world) *cobra.Command {
	root := &cobra.Command{
		Use:   "quarterdeck",
		Short: "Quarterly reliability reports from exported metrics and postmortems",
		Long: `Quarterdeck makes a site of quarterly reliability reports from a folder of
exported metrics (data/metrics), postmortems (data/postmortems), team files
(data/teams) and commentary (content).`,
		Example: `  quarterdeck serve               # preview the site of this folder
  quarterdeck build               # write it to public/
  quarterdeck check               # list everything that is wrong
  quarterdeck deploy live         # publish it to the target called live`,
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.AddCommand(buildCommand(w), serveCommand(w), checkCommand(w), newCommand(w), importCommand(w), issueCommand(w), deployCommand(w), versionCommand(w))
	return root
}

// runs makes a command's function of one that takes only what it needs, and
// marks whatever unexpected error it returns as a fault of the program.
func runs(do func(ctx context.Context) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, _ []string) error {
		err := do(c.Context())
		var f *failure
		var stopped *interrupted
		if err == nil || errors.As(err, &f) || errors.As(err, &stopped) {
			return err
		}
		return &failure{exitFault, err.Error(), ""}
	}
}

// interrupted is the cause of a context that a signal ended.
type interrupted struct{ signal syscall.Signal }

func (i *interrupted) Error() string {
	if i.signal == syscall.SIGTERM {
		return "terminated"
	}
	return "interrupted"
}

// interruptible is a context that ends at the first SIGINT or SIGTERM. The
// second one ends the program at once, as if it were not caught.
func interruptible() (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		select {
		case s := <-signals:
			signal.Stop(signals)
			number, _ := s.(syscall.Signal)
			cancel(&interrupted{number})
		case <-ctx.Done():
		}
	}()
	return ctx, func() { signal.Stop(signals); cancel(nil) }
}

// wrongUsage is a failure for what the flag library cannot judge.
func wrongUsage(hint, format string, args ...any) error {
	return &failure{exitUsage, fmt.Sprintf(format, args...), hint}
}
