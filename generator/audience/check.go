package audience

import (
	"slices"
	"strings"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
	"quarterdeck/generator/postmortem"
	"quarterdeck/generator/report"
)

// Check holds what the configuration and the texts say of audiences against
// what there is: audiences that front matter names, and sections. A misspelt one
// would publish what was meant to be hidden, so each is an error.
func Check(in report.Input, diags *diag.List) {
	known := in.Config.AudienceNames()
	audience := func(at diag.Pos, name string) {
		if !slices.Contains(known, name) {
			diags.Errorf(at, "unknown-audience", near(name, known, "the audiences are "+strings.Join(known, ", ")), "there is no audience %q", name)
		}
	}
	headings := postmortem.Roles()
	headings = append(headings, introduction)
	for i := range in.Postmortems {
		for _, w := range in.Postmortems[i].Audience {
			audience(w.Pos, w.Text)
		}
		for _, s := range in.Postmortems[i].Sections {
			if s.Title != "" && !slices.Contains(headings, s.Title) {
				headings = append(headings, s.Title)
			}
		}
	}
	for _, p := range in.Content.Pages {
		for _, w := range p.Audience {
			audience(w.Pos, w.Text)
		}
	}
	for _, a := range in.Config.Audiences {
		for _, w := range slices.Concat(a.HideSections, a.ShowSections) {
			checkSection(w, headings, diags)
		}
	}
}

func checkSection(w doc.Word, headings []string, diags *diag.List) {
	if !slices.ContainsFunc(headings, func(h string) bool { return sameHeading(w.Text, h) }) {
		diags.Errorf(w.Pos, "unknown-section", near(w.Text, headings, "write a role such as root-cause, or a heading as it stands"),
			"no postmortem has a section %q", w.Text)
	}
}

// near is the known word that was probably meant, else what to do.
func near(word string, known []string, otherwise string) string {
	if s := diag.Suggest(word, known); s != "" {
		return "did you mean " + s + "?"
	}
	return otherwise
}
