package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/publish/deploy"
	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/unit"
)

// report ties the engine to the terminal: progress while it works, and the plan
// as soon as it is made.
func (d *deployer) report(w *world, st store.Store, o *deploy.Options) {
	if d.quiet {
		o.Tell = nil
		return
	}
	o.Progress = func(p deploy.Progress) {
		switch {
		case p.Total == 0:
			w.stderr.progress("%s: %d", p.Stage, p.Done)
		case p.Done == p.Total || p.Done%max(1, p.Total/100) == 0:
			w.stderr.progress("%s: %d of %d", p.Stage, p.Done, p.Total)
		}
	}
	if !d.json {
		o.Planned = func(p *deploy.Plan) {
			w.stderr.clear()
			d.printPlan(w.stdout, st.URL(), p)
		}
	}
}

// printPlan lists the plan: by reason, or every object.
func (d *deployer) printPlan(out io.Writer, url string, p *deploy.Plan) {
	stands := "nothing is published there yet"
	if p.Since > 0 {
		stands = fmt.Sprintf("release %d stands", p.Since)
	}
	if p.Unfinished {
		stands += ", and a publish was cut off, which this one finishes"
	}
	fmt.Fprintf(out, "%s: %s\n", printable(url), stands)
	t := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	if d.long {
		for _, s := range p.Steps {
			fmt.Fprintf(t, "  %s\t%s\t%s\n", s.Reason.Words(), size(s.Bytes), printable(s.Key))
		}
	} else {
		for _, s := range p.Sums() {
			fmt.Fprintf(t, "  %s\t%s\t%s%s\n", s.Reason.Words(), plural(s.Objects, "object"), size(s.Bytes), until(s))
		}
	}
	_ = t.Flush() // as every write to standard output
	if p.Owed > 0 {
		fmt.Fprintf(out, "  %s changed earlier and the CDN has yet to be told\n", plural(p.Owed, "object"))
	}
	if n := len(p.Expired); n > 0 {
		fmt.Fprintf(out, "  %s beyond those to keep\n", plural(n, "release"))
	}
}

func until(s deploy.Sum) string {
	if s.Until.IsZero() || s.Reason == deploy.Due {
		return ""
	}
	return "\tstays until " + s.Until.UTC().Format("2006-01-02 15:04 UTC")
}

// print gives the outcome: a document for machines, or one closing line.
func (d *deployer) print(w *world, target config.Target, st store.Store, r *deploy.Result, err error, took time.Duration) error {
	if d.json {
		return d.document(w, deploy.NewOutcome(target.Name, st.URL(), d.dryRun, r, err))
	}
	if d.quiet || r == nil || r.Plan == nil {
		return nil
	}
	if err != nil && !r.Written && r.Plan != nil && !d.dryRun { // refused: show what
		d.printPlan(w.stdout, st.URL(), r.Plan)
	}
	w.stderr.infof("%s", d.sumUp(target, r, err, took))
	return nil
}

// sumUp is the closing line.
func (d *deployer) sumUp(target config.Target, r *deploy.Result, err error, took time.Duration) string {
	counts := fmt.Sprintf("%s uploaded (%s), %s copied, %s unchanged, %s deleted, %s in grace; %s, %s",
		plural(r.Uploaded, "object"), size(r.Sent), many(r.Copied), many(r.Plan.Count(deploy.Unchanged)), many(r.Deleted),
		many(r.Plan.Count(deploy.InGrace, deploy.Gone)), plural(int(r.Requests), "request"), seconds(took))
	switch {
	case d.dryRun && err == nil:
		return fmt.Sprintf("%s: nothing was changed; the credentials suffice; %s, %s", target.Name, plural(int(r.Requests), "request"), seconds(took))
	case r.Released != nil:
		return fmt.Sprintf("%s: published release %d: %s", target.Name, r.Released.ID, counts)
	case err != nil:
		return fmt.Sprintf("%s: not published: %s", target.Name, counts)
	case r.Written:
		return fmt.Sprintf("%s: mended release %d: %s", target.Name, r.Plan.Since, counts)
	}
	return fmt.Sprintf("%s: nothing to do: %s", target.Name, counts)
}

// many writes a count.
func many(n int) string { return unit.Count(float64(n)) }

func (d *deployer) document(w *world, v any) error {
	e := json.NewEncoder(w.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return &failure{exitInput, "cannot print: " + err.Error(), ""}
	}
	return nil
}

// releaseList is the JSON form of --list.
type releaseList struct {
	Schema   string           `json:"schema"`
	Target   string           `json:"target"`
	URL      string           `json:"url"`
	Current  int              `json:"current"`
	Releases []deploy.Release `json:"releases"`
}

// printReleases lists what can be restored, newest first.
func (d *deployer) printReleases(ctx context.Context, w *world, target config.Target, st store.Store) error {
	all, err := deploy.Releases(ctx, st)
	if err != nil {
		return d.failed(w, target, st, nil, err)
	}
	l := releaseList{Schema: "quarterdeck/releases/1", Target: target.Name, URL: st.URL(), Releases: []deploy.Release{}}
	for i := len(all) - 1; i >= 0; i-- {
		l.Current = max(l.Current, all[i].ID)
		l.Releases = append(l.Releases, all[i])
	}
	if d.json {
		return d.document(w, l)
	}
	if len(all) == 0 {
		w.stderr.infof("nothing is published at %s yet", st.URL())
		return nil
	}
	t := tabwriter.NewWriter(w.stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "RELEASE\tWHEN\tPAGES\tSIZE\tCOMMIT\tINPUT\tWHAT")
	for _, r := range l.Releases {
		fmt.Fprintln(t, strings.Join(releaseRow(r, r.ID == l.Current), "\t"))
	}
	return t.Flush()
}

func releaseRow(r deploy.Release, current bool) []string {
	var what []string
	if current {
		what = append(what, "current")
	}
	if r.Restores > 0 {
		what = append(what, fmt.Sprintf("restores %d", r.Restores))
	}
	for _, s := range []string{r.Part, r.Job} {
		if s != "" {
			what = append(what, printable(s))
		}
	}
	return []string{strconv.Itoa(r.ID), r.Time.UTC().Format("2006-01-02 15:04 UTC"), strconv.Itoa(r.Pages), size(r.Bytes),
		short(r.Commit), short(r.Input), strings.Join(what, ", ")}
}

// short is how commits and digests are written in a table.
func short(digest string) string {
	if digest == "" {
		return "-"
	}
	return printable(digest[:min(10, len(digest))])
}
