package main

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
	"quarterdeck/generator/postmortem"
	"quarterdeck/generator/scaffold"
)

// drafter holds what new postmortem was told.
type drafter struct {
	source
	scaffold.NewPostmortem
	start, end string
}

func newPostmortemCommand(w *world) *cobra.Command {
	var d drafter
	c := &cobra.Command{
		Use:   "postmortem [TITLE]",
		Short: "Write the draft of a postmortem",
		Long: `New postmortem writes data/postmortems/YEAR/ID-TITLE.md: the facts that are known
on top, the sections to write below. Services and teams follow from the
objectives, by who owned them at the start. A report offers this command, with
objective and times, for each stretch of spent budget that no postmortem covers;
once the draft is there, the report counts that spend as the incident's.`,
		Example: `  quarterdeck new postmortem "Payments were refused" --service payments-api
  quarterdeck new postmortem --slo checkout-availability --start 2026-07-23T18:35Z --end 2026-07-23T19:05Z`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(c *cobra.Command, args []string) error {
			d.Title = strings.Join(args, "")
			return runs(func(context.Context) error { return d.run(w) })(c, args)
		},
	}
	d.registerRoot(c)
	f := c.Flags()
	f.StringVar(&d.ID, "id", "", "the incident's `id` (default: the next in the style of those that exist)")
	f.StringArrayVar(&d.SLOs, "slo", nil, "the `id` of an objective whose budget it spent; may be repeated")
	f.StringArrayVarP(&d.Services, "service", "s", nil, "the `id` of a service that it hit; may be repeated")
	f.StringVarP(&d.Team, "team", "t", "", "the `id` of a team that it concerns, besides the services' owners")
	f.StringVar(&d.start, "start", "", "`when` customers began to be affected, such as 2026-07-23T18:35Z (default: now)")
	f.StringVar(&d.end, "end", "", "`when` they no longer were (default: the incident is open)")
	noCompletion(c, "id", "slo", "service", "team", "start", "end")
	return c
}

// run writes the draft.
func (d *drafter) run(w *world) error {
	b, err := d.base(w)
	if err != nil {
		return err
	}
	if err := d.clocks(w, b.site.Calendar.Location); err != nil {
		return err
	}
	var told diag.List // check tells; here only the ids matter
	all := postmortem.Load(b.root, postmortem.Options{Location: b.site.Calendar.Location}, &told)
	file, err := scaffold.Postmortem(b.site, all, d.NewPostmortem)
	if err != nil {
		return b.mendable(w, err)
	}
	if err := w.write(b.folder, file); err != nil {
		return err
	}
	if d.End.IsZero() {
		w.stderr.infof("the incident is open until its resolved is stated")
	}
	w.stderr.infof("replace what begins with TODO, and state the severity; quarterdeck serve shows the page as you write")
	return nil
}

// clocks reads --start and --end. What has no zone is read in the site's.
func (d *drafter) clocks(w *world, zone *time.Location) (err error) {
	if d.start == "" && d.end != "" {
		return wrongUsage("state --start too", "--end needs a --start")
	}
	if d.Start, err = instant("--start", d.start, zone); err != nil {
		return err
	}
	if d.End, err = instant("--end", d.end, zone); err != nil {
		return err
	}
	if d.start == "" {
		d.Start, d.Guessed = w.now().Truncate(time.Minute), true
	}
	if !d.End.IsZero() && !d.End.After(d.Start) {
		return wrongUsage("check both times and their zones", "--end %s does not lie after --start %s", d.end, d.start)
	}
	return nil
}

// instant reads a flag's time; zero if it was left out.
func instant(flag, s string, zone *time.Location) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	m, ok := doc.ParseMoment(s, zone)
	if !ok || m.DateOnly {
		return time.Time{}, wrongUsage("write it like 2026-07-23T18:35:00Z", "%s %q is not a date with a time of day", flag, s)
	}
	return m.Time, nil
}
