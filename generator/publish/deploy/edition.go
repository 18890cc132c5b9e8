package deploy

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"runtime"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/site"
)

// edition is what the target shall hold.
type edition struct {
	objects map[string]wanted
	// restored: the bytes are in the store already (a rollback).
	restored bool
	about    About
	// partial: what is not in it stays as it is.
	partial bool
	// site are all files, also where only a part of them is published.
	site []site.File
}

// wanted is one object as it shall be.
type wanted struct {
	sha   string
	size  int64
	attrs store.Attributes
	// redirect: a page that leads on, whether the store knows or not.
	redirect bool
	body     *held
}

// held keeps rendered bytes from the first look to the sending, while there is
// room for them.
type held struct {
	file site.File
	mu   sync.Mutex
	body []byte
}

// render makes each of the files of a site once and takes its digest.
func (e *engine) render(ctx context.Context, files, all []site.File) (*edition, error) {
	ed := &edition{objects: make(map[string]wanted, len(files)), about: e.o.About, site: all}
	for _, f := range files {
		if !siteKey(f.Path) {
			return nil, fmt.Errorf("deploy: %q is kept for the target's own state", f.Path)
		}
	}
	var mu sync.Mutex
	var room atomic.Int64
	room.Store(e.o.Memory)
	g, running := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, f := range files {
		if running.Err() != nil {
			break
		}
		g.Go(func() error {
			w, err := e.digest(f, &room)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			ed.objects[f.Path] = w
			e.progress("rendering", len(ed.objects), len(files))
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, causeOf(ctx, err)
	}
	return ed, context.Cause(ctx)
}

// meanwhile renders the files while the target is read; the first function
// waits for what came of it, the second ends it.
func (e *engine) meanwhile(ctx context.Context, files []site.File) (func(context.Context, *snapshot) (*edition, error), func()) {
	var ed *edition
	var err error
	done := make(chan struct{})
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer close(done)
		ed, err = e.render(ctx, files, files)
	}()
	wait := func(context.Context, *snapshot) (*edition, error) {
		<-done
		return ed, err
	}
	return wait, func() { cancel(); <-done }
}

// digest renders one file, and holds its bytes if there is room.
func (e *engine) digest(f site.File, room *atomic.Int64) (wanted, error) {
	made, err := e.o.Object(f)
	if err != nil {
		return wanted{}, err
	}
	sum := sha256.Sum256(made.Body)
	w := wanted{sha: hex.EncodeToString(sum[:]), size: int64(len(made.Body)), attrs: made.Attributes, body: &held{file: f},
		redirect: f.Redirect != "" || made.Leads || made.Attributes.Redirect != ""}
	if e.st.Can().Bare {
		w.attrs = store.Attributes{}
	}
	if room.Add(-w.size) >= 0 {
		w.body.body = made.Body
	} else {
		room.Add(w.size)
	}
	return w, nil
}

// take gives the bytes and forgets them.
func (e *engine) take(w wanted) ([]byte, error) {
	w.body.mu.Lock()
	body := w.body.body
	w.body.mu.Unlock()
	if body == nil {
		made, err := e.o.Object(w.body.file)
		if err != nil {
			return nil, err
		}
		body = made.Body
	}
	if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != w.sha {
		return nil, &store.Problem{Kind: "changed", Message: w.body.file.Path + " changed while it was published",
			Hint: "publish again, and leave the built folder alone meanwhile"}
	}
	return body, nil
}

// drop forgets held bytes that will not be sent.
func (w wanted) drop() {
	if w.body != nil {
		w.body.mu.Lock()
		w.body.body = nil
		w.body.mu.Unlock()
	}
}

// isPage tells an HTML page from data and assets.
func isPage(key string) bool { return path.Ext(key) == ".html" }
