// Package preview shows a site while it is being written: HTTP over the
// newest one, watching of the folder, live reload. It stands at the end of the
// pipeline beside publish, and renders only the pages that are asked for.
//
// Three parts meet in [Server]: [Watch] says what changed, Run makes the site
// again and keeps the last one that could be made, ServeHTTP answers the
// browser. A page as served carries one script of ours, /_preview/live.js,
// which listens for reloads and shows what is wrong; nothing of it is in the
// published site.
package preview

import (
	"context"
	"fmt"
	"html/template"
	"slices"
	"sync"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/site"
)

// Options are what a preview needs.
type Options struct {
	// Generate makes the site. A nil site means that none could be made; the
	// error is for what is not the input's fault. It ends early when its
	// context does.
	Generate func(ctx context.Context) (*site.Site, []diag.Diagnostic, error)
	// Host is the address the server listens on, without its port. Requests
	// must name it or the loopback; when it means every address ("",
	// "0.0.0.0", "::"), they may name any number address.
	Host string
	// Finished, if set, is told of every generation that ran to its end.
	Finished func(Outcome)
}

// Outcome is how one generation ended.
type Outcome struct {
	Changed     []string // the files that led to it; none for the first
	Diagnostics []diag.Diagnostic
	Err         error
	// Served tells whether the site that it made is served; otherwise the
	// last good one still is, if there is one.
	Served bool
}

// Server holds the newest site and answers for it. It is safe for concurrent
// use.
type Server struct {
	options Options
	plain   *template.Template
	first   chan struct{} // closed when the first generation has ended

	mu      sync.Mutex
	site    *site.Site
	edition int           // counts the sites served, from 1
	state   state         // of the last generation
	changed chan struct{} // closed, and made anew, after each generation
}

// New makes a server that has no site yet; Run fills it.
func New(o Options) *Server {
	return &Server{
		options: o,
		plain:   template.Must(template.New("plain").Parse(plainPage)),
		first:   make(chan struct{}),
		changed: make(chan struct{}),
	}
}

// Run generates once, and again after every change, until the context ends. A
// change cancels a generation that is still running: it would be out of date.
func (s *Server) Run(ctx context.Context, changes <-chan Change) {
	var paths []string
	for ctx.Err() == nil {
		running, cancel := context.WithCancel(ctx)
		done := make(chan attempt, 1)
		go func() { done <- s.generate(running) }()
		select {
		case a := <-done:
			a.Changed = paths
			s.finish(a)
			paths = wait(ctx, changes)
		case c := <-changes:
			cancel()
			<-done
			paths = merge(paths, c.Paths)
		case <-ctx.Done():
			<-done
		}
		cancel()
	}
}

// wait returns the paths of the next change.
func wait(ctx context.Context, changes <-chan Change) []string {
	select {
	case c := <-changes:
		return c.Paths
	case <-ctx.Done():
		return nil
	}
}

// merge is the sorted union.
func merge(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// attempt is one generation and the site it made, if any.
type attempt struct {
	Outcome
	site *site.Site
}

// generate makes the site once. A panic is an error like any other: the next
// save may mend its cause.
func (s *Server) generate(ctx context.Context) (a attempt) {
	defer func() {
		if p := recover(); p != nil {
			a = attempt{Outcome: Outcome{Err: fmt.Errorf("panic: %v", p)}}
		}
	}()
	made, found, err := s.options.Generate(ctx)
	return attempt{Outcome{Diagnostics: found, Err: err, Served: made != nil && err == nil}, made}
}

// finish takes the attempt over, and tells the open pages and the caller.
func (s *Server) finish(a attempt) {
	s.mu.Lock()
	if a.Served {
		s.site = a.site
		s.edition++
	}
	s.state = newState(s.state.Generation+1, s.edition > 0, a.Outcome)
	close(s.changed)
	s.changed = make(chan struct{})
	if s.state.Generation == 1 {
		close(s.first)
	}
	s.mu.Unlock()
	if s.options.Finished != nil {
		s.options.Finished(a.Outcome)
	}
}

// view is one consistent look at the server.
type view struct {
	site    *site.Site
	edition int
	state   state
	changed <-chan struct{}
}

// look takes it.
func (s *Server) look() view {
	s.mu.Lock()
	defer s.mu.Unlock()
	return view{s.site, s.edition, s.state, s.changed}
}
