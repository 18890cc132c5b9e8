package report

import (
	"slices"

	"quarterdeck/generator/diag"
)

// Notice puts the errors that stand onto the pages that depend on the broken
// files, for a site that is built in spite of them. An error in a file that no
// page was made from goes onto all pages of quarters, since nobody can tell
// what is missing.
func (b *Book) Notice(diags []diag.Diagnostic) {
	for _, d := range diags {
		if d.Severity != diag.Error {
			continue
		}
		text := d.String()
		if b.Site.Edition != nil {
			text = editionNotice
		}
		if !b.inQuarters(d.File) { // a report may lack what the file would have said
			b.everyQuarter(text)
		}
		b.eachPage(func(p Provenance, notices *[]string) {
			if uses(p, d.File) && !slices.Contains(*notices, text) {
				*notices = append(*notices, text)
			}
		})
	}
}

// editionNotice is what an edition says of errors: neither files nor what
// stands in them.
const editionNotice = "A part of the input could not be read, so this page may lack something."

// eachPage hands out what every page was made from and its notices.
func (b *Book) eachPage(yield func(Provenance, *[]string)) {
	for _, tq := range b.TeamQuarters {
		yield(tq.Provenance, &tq.Notices)
	}
	for _, o := range b.Organisations {
		yield(o.Provenance, &o.Notices)
	}
	for _, t := range b.Teams {
		yield(t.Provenance, &t.Notices)
	}
	for _, s := range b.SLOs {
		yield(s.Provenance, &s.Notices)
	}
	for _, p := range b.Library.Pages {
		yield(*p.Provenance, &p.Notices)
	}
	yield(b.Library.Provenance, &b.Library.Notices)
	yield(b.Actions.Provenance, &b.Actions.Notices)
}

// inQuarters tells whether a report of a quarter was made from a file.
func (b *Book) inQuarters(file string) bool {
	return slices.ContainsFunc(b.TeamQuarters, func(tq *TeamQuarter) bool { return uses(tq.Provenance, file) }) ||
		slices.ContainsFunc(b.Organisations, func(o *Organisation) bool { return uses(o.Provenance, file) })
}

func (b *Book) everyQuarter(text string) {
	for _, tq := range b.TeamQuarters {
		if !slices.Contains(tq.Notices, text) {
			tq.Notices = append(tq.Notices, text)
		}
	}
	for _, o := range b.Organisations {
		if !slices.Contains(o.Notices, text) {
			o.Notices = append(o.Notices, text)
		}
	}
}

func uses(p Provenance, file string) bool {
	return slices.ContainsFunc(p.Files, func(f SourceFile) bool { return f.Path == file })
}
