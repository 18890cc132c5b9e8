package main

import (
	"context"

	"quarterdeck/generator/config"
	"quarterdeck/generator/publish/deploy"
	"quarterdeck/generator/publish/store"
)

// eraseSite takes a preview away.
func (d *deployer) eraseSite(ctx context.Context, w *world, target config.Target, st store.Store, o deploy.Options) error {
	result, err := deploy.Erase(ctx, st, o)
	w.stderr.clear()
	if err != nil {
		return d.failed(w, target, st, result, err)
	}
	switch {
	case d.quiet:
	case d.dryRun:
		w.stderr.infof("%s: nothing was changed", st.URL())
	case result.Deleted == 0:
		w.stderr.infof("%s: there is no site of ours", st.URL())
	default:
		w.stderr.infof("%s: the site is gone; %s deleted, %s", st.URL(), plural(result.Deleted, "object"), plural(int(result.Requests), "request"))
	}
	return nil
}
