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
		known := false
		for _, tq := range b.TeamQuarters {
			if uses(tq.Provenance, d.File) {
				tq.Notices = append(tq.Notices, text)
				known = true
			}
		}
		for _, o := range b.Organisations {
			if !known || uses(o.Provenance, d.File) {
				o.Notices = append(o.Notices, text)
			}
		}
		if !known {
			for _, tq := range b.TeamQuarters {
				tq.Notices = append(tq.Notices, text)
			}
		}
	}
}

func uses(p Provenance, file string) bool {
	return slices.ContainsFunc(p.Files, func(f SourceFile) bool { return f.Path == file })
}
