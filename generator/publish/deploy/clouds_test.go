package deploy_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"quarterdeck/generator/publish/azure"
	"quarterdeck/generator/publish/deploy"
	"quarterdeck/generator/publish/gcs"
	"quarterdeck/generator/publish/s3"
	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/storetest"
	"quarterdeck/generator/publish/wire"
)

// On each real server: a dry run, a first publish, one without a change, new
// headers, a change of everything with its deletes, a rollback. What the store
// then serves is read back.
func TestOnRealStores(t *testing.T) {
	for name, open := range map[string]func(*testing.T) (store.Store, error){
		"S3": func(t *testing.T) (store.Store, error) {
			return s3.Open(t.Context(), storetest.S3(t).Address("my site"), wire.Options{})
		},
		"GCS": func(t *testing.T) (store.Store, error) {
			return gcs.Open(t.Context(), storetest.GCS(t).Address("my site"), wire.Options{})
		},
		"Azure": func(t *testing.T) (store.Store, error) {
			return azure.Open(storetest.Azure(t).Address("my site"), wire.Options{})
		},
	} {
		t.Run(name, func(t *testing.T) {
			st, err := open(t)
			if err != nil {
				t.Fatal(err)
			}
			(&real{t: t, st: st, o: deploy.Options{
				Object: object, Keep: deploy.Retention{Releases: 3}, Owner: "a test", Nonce: t.Name(), MaxDeletes: deploy.Limit{Count: 100, Stated: true},
				Clock: deploy.Clock{Now: time.Now, Tick: time.Tick, Sleep: func(ctx context.Context, d time.Duration) error { time.Sleep(d); return ctx.Err() }},
			}}).journey()
		})
	}
}

type real struct {
	t  *testing.T
	st store.Store
	o  deploy.Options
}

func (r *real) journey() {
	one, two := siteOne(), siteTwo()
	r.o.DryRun = true
	if got := r.publish(one); got.Written || got.Plan.Count(deploy.New) != len(one) {
		r.t.Errorf("the dry run: %+v", got)
	}
	if err := r.st.List(r.t.Context(), "", func(page []store.Object) bool {
		r.t.Errorf("the dry run left %v", page)
		return false
	}); err != nil {
		r.t.Fatal(err)
	}
	r.o.DryRun = false
	r.publish(one)
	r.holds(one)
	if got := r.publish(one); got.Written || got.Requests > 3 {
		r.t.Errorf("without a change: %d requests, %s", got.Requests, reasons(got.Plan))
	}
	r.o.DryRun = true
	if got := r.publish(two); got.Written {
		r.t.Error("the second dry run wrote")
	}
	r.o.DryRun = false
	r.o.Object = otherHeaders
	if got := r.publish(one); got.Uploaded > 0 || got.Copied != len(one) {
		r.t.Errorf("new headers: uploaded %d, copied %d", got.Uploaded, got.Copied)
	}
	r.holds(one)
	if got := r.publish(one); got.Written {
		r.t.Errorf("after new headers: %s", reasons(got.Plan))
	}
	r.o.Object = object
	r.publish(two)
	r.holds(two)
	if _, err := deploy.Rollback(r.t.Context(), r.st, 2, r.o); err != nil {
		r.t.Fatal(err)
	}
	r.o.Object = otherHeaders // those of release 2
	r.holds(one)
	if got := r.publish(one); got.Written {
		r.t.Errorf("after the rollback: %s", reasons(got.Plan))
	}
}

func (r *real) publish(p pages) *deploy.Result {
	r.t.Helper()
	got, err := deploy.Publish(r.t.Context(), r.st, p.files(), r.o)
	if err != nil {
		r.t.Fatal(err)
	}
	return got
}

// holds reads every page back, with its headers; those of the first site that
// the second has not must be gone.
func (r *real) holds(p pages) {
	r.t.Helper()
	for _, f := range p.files() {
		want, _ := r.o.Object(f)
		body, _, err := r.st.Get(r.t.Context(), f.Path)
		if err != nil {
			r.t.Fatal(err)
		}
		text, err := io.ReadAll(body)
		body.Close()
		if err != nil || string(text) != string(want.Body) {
			r.t.Errorf("%s is %q (%v)", f.Path, text, err)
		}
		_, a, err := r.st.Head(r.t.Context(), f.Path)
		if !r.st.Can().Redirects {
			a.Redirect, want.Attributes.Redirect = "", ""
		}
		if err != nil || fmt.Sprint(a) != fmt.Sprint(want.Attributes) {
			r.t.Errorf("%s is served with %v, want %v (%v)", f.Path, a, want.Attributes, err)
		}
	}
	for _, q := range []pages{siteOne(), siteTwo()} {
		for key := range q {
			if _, ok := p[key]; ok {
				continue
			}
			if _, _, err := r.st.Head(r.t.Context(), key); !errors.Is(err, store.ErrNotFound) {
				r.t.Errorf("%s is still there (%v)", key, err)
			}
		}
	}
}
