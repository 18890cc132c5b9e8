package preview

import (
	_ "embed"

	"quarterdeck/generator/diag"
)

// maxProblems is how many errors a page lists; the terminal has them all.
const maxProblems = 100

// state is what live.js and the plain page show of the last generation. Its
// JSON form is the answer at /_preview/state.
type state struct {
	Generation int `json:"generation"` // counts from 1; 0: none has ended yet
	// Failed says that the input has errors, or that generating failed.
	Failed bool `json:"failed"`
	// Stale says that the pages are from before the errors.
	Stale    bool      `json:"stale"`
	Failure  string    `json:"failure,omitempty"` // of the program, not of the input
	Problems []problem `json:"problems"`          // errors only, at most maxProblems
	Errors   int       `json:"errors"`
	Warnings int       `json:"warnings"`
}

// problem is one diagnostic in words.
type problem struct {
	Place    string `json:"place"` // file:line:col as far as known
	Severity string `json:"severity"`
	Message  string `json:"message"`
	Hint     string `json:"hint,omitempty"`
}

// newState words an outcome.
func newState(generation int, anySite bool, o Outcome) state {
	st := state{Generation: generation, Stale: anySite && !o.Served, Problems: []problem{}}
	for _, d := range o.Diagnostics {
		switch d.Severity {
		case diag.Warning:
			st.Warnings++
		case diag.Error:
			st.Errors++
			if len(st.Problems) < maxProblems {
				st.Problems = append(st.Problems, problem{d.Pos.String(), d.Severity.String(), d.Message, d.Hint})
			}
		}
	}
	if o.Err != nil {
		st.Failure = o.Err.Error()
	}
	st.Failed = st.Errors > 0 || o.Err != nil || !o.Served
	return st
}

// More is how many errors are not listed.
func (st state) More() int { return st.Errors - len(st.Problems) }

//go:embed live.js
var liveScript string

//go:embed live.css
var liveStyle string

// plainPage is what stands at every address while there is no site, and at one
// address whose page cannot be rendered. It works without scripts: it asks for
// itself again.
//
//go:embed plain.html
var plainPage string
