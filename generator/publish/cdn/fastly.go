package cdn

import (
	"context"
	"encoding/json"
	"net/http"

	"golang.org/x/sync/errgroup"

	"quarterdeck/generator/publish/store"
)

const fastlyAPI = "https://api.fastly.com"

// fastly purges address by address, or a whole service.
type fastly struct{ c Config }

func newFastly(c Config) (*fastly, error) {
	if c.Host == "" {
		return nil, &store.Problem{Kind: "refused", Message: "Fastly purges by address, and the host of the site is not known", Hint: "state host in the target's [deploy.target.cdn], or base_url"}
	}
	if c.Token == "" {
		return nil, &store.Problem{Kind: "credentials", Message: "there is no token for Fastly", Hint: "set FASTLY_API_TOKEN to a token of the scope purge_all or purge_select"}
	}
	if c.Endpoint == "" {
		c.Endpoint = fastlyAPI
	}
	if c.Client == nil {
		c.Client = &http.Client{}
	}
	return &fastly{c}, nil
}

func (f *fastly) String() string { return "Fastly, service " + f.c.Service }

// Invalidate purges the addresses, eight at a time.
func (f *fastly) Invalidate(ctx context.Context, paths []string) error {
	ctx, stop := context.WithTimeout(ctx, f.c.Timeout)
	defer stop()
	paths = f.c.gather(paths)
	if len(paths) == 1 && paths[0] == f.c.everything() {
		return f.purge(ctx, "/service/"+f.c.Service+"/purge_all")
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(8)
	for _, p := range paths {
		if ctx.Err() != nil {
			break
		}
		g.Go(func() error { return f.purge(ctx, "/purge/"+f.c.Host+p) })
	}
	return g.Wait()
}

// purge sends one request until it is accepted.
func (f *fastly) purge(ctx context.Context, path string) error {
	status := 0
	err := f.c.again(ctx, oneRequest, attempts, func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, f.c.Endpoint+path, nil)
		if err != nil {
			return err
		}
		req.Header.Set("Fastly-Key", f.c.Token)
		req.Header.Set("Accept", "application/json")
		if f.c.Soft {
			req.Header.Set("Fastly-Soft-Purge", "1")
		}
		a, err := send(f.c.Client, req)
		if err != nil {
			status = 0
			return err
		}
		if status = a.status; status == http.StatusOK {
			return nil
		}
		var said struct {
			Msg    string `json:"msg"`
			Detail string `json:"detail"`
		}
		_ = json.Unmarshal(a.body, &said) // a proxy may answer with a page
		return a.said(said.Msg + said.Detail)
	})
	if err == nil {
		return nil
	}
	return untold(f.String(), status, err, map[int]string{
		http.StatusUnauthorized: "the token in FASTLY_API_TOKEN is not valid; make a new one",
		http.StatusForbidden:    "give the token in FASTLY_API_TOKEN the scope purge_select, and purge_all for many pages at once",
		http.StatusNotFound:     "check service and host in the target's [deploy.target.cdn]",
	})
}
