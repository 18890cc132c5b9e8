package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/preview"
	"quarterdeck/generator/site"
)

// servant holds what serve was told.
type servant struct {
	source
	bind string
	port uint16
	open bool
}

func serveCommand(w *world) *cobra.Command {
	var s servant
	c := &cobra.Command{
		Use:   "serve",
		Short: "Preview the site, and follow every save",
		Long: `Serve shows the site from memory at an address of this machine, watches the
site's folder, and reloads the page in the browser after every save. It writes
nothing. When the input has errors, they are shown on the page and here; what
can be shown still is. Stop it with Ctrl-C.

Only this machine can reach the preview, unless --bind says otherwise.`,
		Example: `  quarterdeck serve
  quarterdeck serve --port 0 --open
  quarterdeck serve --bind 0.0.0.0              # for a phone in the same network`,
		Args: cobra.NoArgs,
		RunE: runs(func(ctx context.Context) error { return s.run(ctx, w) }),
	}
	s.register(c)
	s.registerAudience(c)
	f := c.Flags()
	f.Uint16VarP(&s.port, "port", "p", 1313, "the `port` to listen on; 0 finds a free one")
	f.StringVar(&s.bind, "bind", "127.0.0.1", "the `address` to listen on")
	f.BoolVar(&s.open, "open", false, "open a browser")
	must(c.RegisterFlagCompletionFunc("port", cobra.NoFileCompletions))
	must(c.RegisterFlagCompletionFunc("bind", cobra.FixedCompletions([]string{"127.0.0.1", "::1", "0.0.0.0"}, cobra.ShellCompDirectiveNoFileComp)))
	return c
}

// run serves until it is interrupted, which is how it is meant to end.
func (s *servant) run(ctx context.Context, w *world) error {
	folder, err := s.folder()
	if err != nil {
		return err
	}
	if _, err := s.present(os.DirFS(folder)); err != nil {
		return err
	}
	listener, err := s.listen(ctx)
	if err != nil {
		return err
	}
	shown := preview.New(preview.Options{
		Host:     s.bind,
		Generate: s.generate(w, folder),
		Finished: func(o preview.Outcome) { tell(w, o) },
	})
	changes := preview.Watch(ctx, preview.WatchOptions{
		Root: folder, Names: preview.SiteNames(), Say: func(text string) { w.stderr.warnf("%s", text) },
	})
	address := "http://" + reachable(listener.Addr()) + "/"
	w.stderr.infof("serving %s at %s (stop with Ctrl-C)", folder, address)
	if s.open {
		openBrowser(w, address)
	}
	running, stop := context.WithCancel(ctx)
	defer stop()
	go shown.Run(running, changes)
	return serveUntil(ctx, listener, shown)
}

// serveUntil answers requests until the context ends.
func serveUntil(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return &failure{exitInput, "the preview stopped: " + err.Error(), "start it again"}
	case <-ctx.Done():
		_ = server.Close() // at once: open pages hold a connection for their events
		return nil
	}
}

// listen takes the port.
func (s *servant) listen(ctx context.Context) (net.Listener, error) {
	var c net.ListenConfig
	l, err := c.Listen(ctx, "tcp", net.JoinHostPort(s.bind, strconv.Itoa(int(s.port))))
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, &failure{exitInput, "port " + strconv.Itoa(int(s.port)) + " is in use", "choose another with --port, or --port 0 for any that is free"}
	case errors.Is(err, syscall.EACCES):
		return nil, &failure{exitInput, "port " + strconv.Itoa(int(s.port)) + " is not yours to use", "choose one above 1023 with --port"}
	}
	return nil, &failure{exitInput, "cannot listen on " + s.bind + ": " + err.Error(), "name an address of this machine with --bind"}
}

// generate makes the site as well as it can be made: errors are shown, not
// obeyed.
func (s *servant) generate(w *world, folder string) func(context.Context) (*site.Site, []diag.Diagnostic, error) {
	return func(ctx context.Context) (*site.Site, []diag.Diagnostic, error) {
		result, err := w.makeSite(ctx, request{source: s.source, folder: folder, keepGoing: true})
		if err != nil {
			return nil, nil, err
		}
		return result.Site, result.Diagnostics, nil
	}
}

// tell says how a generation ended.
func tell(w *world, o preview.Outcome) {
	w.stderr.diagnostics(o.Diagnostics)
	if o.Err != nil {
		w.stderr.errorf("%v", o.Err)
	}
	kept := ""
	if !o.Served {
		kept = "; nothing new can be shown"
	}
	w.stderr.infof("%s%s: %s%s", w.now().Format("15:04:05 "), cause(o.Changed), tally(o.Diagnostics), kept)
}

// cause names what led to a generation.
func cause(changed []string) string {
	switch len(changed) {
	case 0:
		return "ready"
	case 1, 2, 3:
		return strings.Join(changed, ", ") + " changed"
	}
	return plural(len(changed), "file") + " changed"
}

// reachable is how a browser on this machine names the address.
func reachable(a net.Addr) string {
	tcp, ok := a.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return a.String()
	}
	return net.JoinHostPort("localhost", strconv.Itoa(tcp.Port))
}

// openBrowser asks the system to; the address is on the screen in any case.
func openBrowser(w *world, address string) {
	command := []string{"xdg-open", address}
	switch runtime.GOOS {
	case "darwin":
		command = []string{"open", address}
	case "windows":
		command = []string{"rundll32", "url.dll,FileProtocolHandler", address}
	}
	c := exec.Command(command[0], command[1:]...)
	if err := c.Start(); err != nil {
		w.stderr.warnf("no browser could be opened: %v", err)
		return
	}
	go func() { _ = c.Wait() }()
}
