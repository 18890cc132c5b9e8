package generator

import (
	"context"
	"fmt"
	"strings"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/issued"
	"quarterdeck/generator/report"
)

// IssueOrder is what is to be issued.
type IssueOrder struct {
	// Quarter is its name, 2026-Q2; slugs are understood.
	Quarter string
	// Date is the day of issue, 2026-07-15.
	Date string
	// Again allows a quarter that was issued to be issued anew, for Reason.
	Again        bool
	Reason, Note string
}

// IssueResult is a quarter ready to be written, or why it is not.
type IssueResult struct {
	// Text is the file's, nil where the order was refused; Path where it goes.
	Text []byte
	Path string
	File *issued.File
	// Refusal says why, Hint what to do; both empty where there are errors in
	// the input, which are among the Diagnostics.
	Refusal, Hint string
	Diagnostics   []diag.Diagnostic
}

// Issue computes a quarter and takes its figures down. It writes nothing. The
// order is refused for a quarter that is still running, that nothing is known
// of, or that was issued before and is not issued again on purpose.
func Issue(ctx context.Context, o Options, order IssueOrder) (*IssueResult, error) {
	var diags diag.List
	o.Audience = "" // a quarter is issued whole
	in := o.load(&diags)
	name, err := in.Config.Calendar.Parse(order.Quarter)
	if err != nil {
		return &IssueResult{Refusal: err.Error(), Hint: "name a finished quarter", Diagnostics: diags.Sorted()}, nil
	}
	before := in.Issued[name.String()]
	delete(in.Issued, name.String()) // its own figures are computed anew
	book, err := report.Build(ctx, in, &diags)
	if err != nil {
		return nil, err
	}
	r := &IssueResult{Path: issued.Path(name.String()), Diagnostics: diags.Sorted()}
	if diags.Count(diag.Error) > 0 {
		return r, nil
	}
	now := report.Snapshot(in, book, name)
	if r.Refusal, r.Hint = refusal(book, name.String(), order, before, now); r.Refusal != "" {
		return r, nil
	}
	r.File = put(now, book, name.String(), order, before, o.Version)
	r.Text, err = issued.Encode(r.File)
	return r, err
}

// refusal says why a quarter is not issued; "" if it is.
func refusal(book *report.Book, name string, order IssueOrder, before *issued.File, now issued.Issue) (refused, hint string) {
	known := false
	for _, q := range book.Quarters {
		if q.Name == name && q.Running {
			return name + " is still running: its data end on " + q.Seen.In(book.Site.Location).Format("2 January 2006"),
				"issue it once it has ended and its metrics are there"
		}
		known = known || q.Name == name
	}
	lost := "put the metrics of the quarter back; issuing it without them would throw its figures away"
	switch {
	case before != nil && order.Again && len(now.Objectives) == 0:
		return name + " was issued with figures, and none of it is measured any more", lost
	case !known || len(now.Objectives) == 0:
		return "nothing is known of " + name, "name a quarter that the metrics cover"
	case before != nil && !order.Again:
		return name + " was issued on " + before.Date, "to issue it again, give --again and --reason; the earlier issue is kept in the file"
	case before == nil && order.Again:
		return name + " was never issued", "leave --again out"
	case order.Again && strings.TrimSpace(order.Reason) == "":
		return "issuing " + name + " again needs a reason", `give --reason "…"; it stands on the page`
	}
	if gone := unmeasured(before, now); len(gone) > 0 {
		return fmt.Sprintf("%s was issued with figures for %s, which are not measured any more", name, strings.Join(gone, ", ")), lost
	}
	return "", ""
}

// unmeasured lists the objectives that were issued with figures and have none
// now.
func unmeasured(before *issued.File, now issued.Issue) []string {
	if before == nil {
		return nil
	}
	var out []string
	for _, was := range before.Objectives {
		for _, is := range now.Objectives {
			if !was.Part && !is.Part && was.SLO == is.SLO && was.Figures.Valid != nil && is.Figures.Valid == nil {
				out = append(out, was.SLO)
			}
		}
	}
	return out
}

// put makes the file: the new issue, and the earlier ones without their series.
func put(now issued.Issue, book *report.Book, name string, order IssueOrder, before *issued.File, version string) *issued.File {
	now.Number, now.Date, now.Reason, now.Note, now.Program = 1, order.Date, order.Reason, order.Note, version
	f := &issued.File{Quarter: name, Earlier: []issued.Issue{}}
	for _, q := range book.Quarters {
		if q.Name == name {
			f.Start, f.End = q.Start, q.End
		}
	}
	if before != nil {
		now.Number = before.Number + 1
		f.Earlier = append(append(f.Earlier, before.Earlier...), before.WithoutSeries())
	}
	f.Issue = now
	return f
}
