package cdn

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	oauth "golang.org/x/oauth2/google"
	"golang.org/x/sync/errgroup"

	"quarterdeck/generator/publish/store"
)

const (
	computeAPI   = "https://compute.googleapis.com"
	computeScope = "https://www.googleapis.com/auth/compute"
)

// google invalidates paths of a URL map, one request each.
type google struct{ c Config }

func (g *google) String() string {
	return "Cloud CDN, URL map " + g.c.URLMap + " of project " + g.c.Project
}

// Invalidate sends the paths, four at a time: Google allows five hundred a
// minute.
func (g *google) Invalidate(ctx context.Context, paths []string) error {
	ctx, stop := context.WithTimeout(ctx, g.c.Timeout)
	defer stop()
	client, endpoint := g.c.Client, g.c.Endpoint
	if endpoint == "" {
		endpoint = computeAPI
	}
	if client == nil {
		var err error
		if client, err = oauth.DefaultClient(ctx, computeScope); err != nil {
			return &store.Problem{Kind: "credentials", Message: "there are no credentials for " + g.String(), Err: err,
				Hint: "run gcloud auth application-default login, or let CI log in by workload identity federation"}
		}
	}
	address := fmt.Sprintf("%s/compute/v1/projects/%s/global/urlMaps/%s/invalidateCache", endpoint, g.c.Project, g.c.URLMap)
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(4)
	for _, p := range g.c.gather(paths) {
		if ctx.Err() != nil {
			break
		}
		work.Go(func() error { return g.one(ctx, client, address, p) })
	}
	return work.Wait()
}

// one invalidates one path.
func (g *google) one(ctx context.Context, client *http.Client, address, path string) error {
	body, err := json.Marshal(struct {
		Path string `json:"path"`
		Host string `json:"host,omitempty"`
	}{path, g.c.Host})
	if err != nil {
		return err
	}
	status := 0
	err = g.c.again(ctx, oneRequest, attempts, func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, address+"?requestId="+g.requestID(path), bytes.NewReader(body))
		if err != nil {
			return err
		}
		req.Header.Set("Content-Type", "application/json")
		a, err := send(client, req)
		if err != nil {
			status = 0
			return err
		}
		status = a.status
		return judge(a)
	})
	if err == nil {
		return nil
	}
	return untold(g.String(), status, fmt.Errorf("%s: %w", path, err), map[int]string{
		http.StatusUnauthorized: "log in again: gcloud auth application-default login, or workload identity federation in CI",
		http.StatusForbidden:    "grant compute.urlMaps.invalidateCache on the URL map; docs/recipes.md shows a role",
		http.StatusNotFound:     "check project and url_map in the target's [deploy.target.cdn]",
	})
}

// judge reads Google's answer. An operation may carry errors although it was
// accepted, and a limit of the rate is said as 403.
func judge(a answer) error {
	var said struct {
		Error struct {
			Message string `json:"message"`
			Errors  []struct {
				Reason, Code, Message string
			} `json:"errors"`
		} `json:"error"`
	}
	_ = json.Unmarshal(a.body, &said) // a proxy may answer with a page
	text := said.Error.Message
	limited := false
	for _, e := range said.Error.Errors {
		if text == "" {
			text = e.Message
		}
		limited = limited || slices.Contains([]string{"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "RESOURCE_OPERATION_RATE_EXCEEDED"}, e.Reason+e.Code)
	}
	switch {
	case limited:
		return &passing{errors.New("it asked to slow down: " + text), a.after}
	case a.status == http.StatusOK && text == "":
		return nil
	case a.status == http.StatusOK:
		return errors.New("the operation failed: " + text)
	}
	return a.said(text)
}

// requestID is the same for the same path of the same run, in the form of a
// UUID, as Google wants it.
func (g *google) requestID(path string) string {
	h := sha256.Sum256([]byte(g.c.Reference + "\n" + path))
	h[6], h[8] = h[6]&0x0f|0x40, h[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", h[:4], h[4:6], h[6:8], h[8:10], h[10:16])
}
