// Package report is the waist of the program: it joins the configuration, the
// measured samples, the incidents and the commentary into reports, plain
// values that serialise to JSON. Compute ends here and present starts here;
// the JSON twin of every page is the report itself.
//
// In JSON: names in snake_case, fractions (0.9995, never 99.95), seconds,
// instants in RFC 3339 in UTC, dates as 2026-07-01, null for no data. Every
// document carries its schema and its audience.
package report

import (
	"time"

	"quarterdeck/generator/slo"
)

// Book is every report of a site.
type Book struct {
	Site Site
	// Quarters, oldest first; the last may be running.
	Quarters []Quarter
	// Latest is the index of the latest finished quarter, which the home page
	// shows; of the running one where none has finished.
	Latest int
	// Organisations has one report for each of Quarters.
	Organisations []*Organisation
	// TeamQuarters holds a report for each team and quarter, in the order of
	// Quarters and then of Teams. Teams appear from their first quarter with
	// a service or a figure.
	TeamQuarters []*TeamQuarter
	Teams        []*Team
	SLOs         []*SLO
	Journeys     []*Journey
	Library      *Library
	Actions      *ActionList
	Methodology  *Methodology
	// Pages are the authored ones but for the methodology, whose prose stands
	// among its definitions.
	Pages []*Page
}

// Document is what every published JSON document begins with.
type Document struct {
	Schema   string `json:"schema"`
	Audience string `json:"audience"`
	// URL is the address of the page this is the twin of.
	URL string `json:"url"`
}

// Site is what every page says of the whole.
type Site struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	BaseURL     string `json:"base_url,omitempty"`
	Language    string `json:"language"`
	Internal    bool   `json:"internal"`
	TimeZone    string `json:"time_zone"`
	// AsOf is the present of every figure.
	AsOf time.Time `json:"as_of"`
	// Location is TimeZone, for the present stage.
	Location *time.Location `json:"-"`
}

// Quarter is one quarter as pages speak of it.
type Quarter struct {
	Name   string    `json:"name"`   // 2026-Q3
	Slug   string    `json:"slug"`   // 2026-q3
	Label  string    `json:"label"`  // 2026 Q3
	Months string    `json:"months"` // July to September
	Start  time.Time `json:"start"`
	End    time.Time `json:"end"`
	Days   int       `json:"days"`
	// Running is set until the quarter has ended; its figures are a draft to
	// date. Seen is the last instant with data in it, at most End.
	Running bool      `json:"running"`
	Seen    time.Time `json:"seen"`
}

// Figure is one number with all that a reader may ask about it.
type Figure struct {
	// Value is null where there is no data.
	Value *float64 `json:"value"`
	// Unit is "ratio", "seconds", "hours", or the plural noun of what is
	// counted, such as "requests".
	Unit string `json:"unit"`
	// State is set on figures that are judged.
	State *slo.State `json:"state,omitempty"`
	// Coverage is the share of expected samples behind the value.
	Coverage *float64 `json:"coverage"`
	// Previous and YearAgo are the same figure a quarter and a year before.
	Previous *float64 `json:"previous"`
	YearAgo  *float64 `json:"year_ago"`
	// Definition is the id of the definition on the methodology page.
	Definition string `json:"definition"`
	// Sources are the files the value was made from, relative to the site.
	Sources []string `json:"sources"`
}

// Ref names something that has a page: a team, a service level objective, an
// incident. Services have no page; their URL is empty.
type Ref struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

// Text is a sentence or paragraph of the report.
type Text struct {
	Text string `json:"text"`
	// Written is set when people wrote it; otherwise the figures did.
	Written bool `json:"written"`
}

// Term is a word of the site's vocabulary.
type Term struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// Methodology is every definition in use.
type Methodology struct {
	Document
	Site        Site         `json:"site"`
	Definitions []Definition `json:"definitions"`
	States      []Definition `json:"states"`
	Settings    []NamedText  `json:"settings"`
	// Materiality names the scale that ranks findings.
	Materiality string      `json:"materiality"`
	Severities  []NamedText `json:"severities"`
	Triggers    []Term      `json:"triggers"`
	RootCauses  []Term      `json:"root_causes"`
	SLOs        []*SLO      `json:"-"`
	// Prose is the authored part, rendered.
	Prose      string     `json:"prose_html,omitempty"`
	Provenance Provenance `json:"provenance"`
}

// Page is a page of prose.
type Page struct {
	Document
	Title       string     `json:"title"`
	Description string     `json:"description,omitempty"`
	HTML        string     `json:"html"`
	Provenance  Provenance `json:"provenance"`
}

// Definition says what a figure means.
type Definition struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	// Short is one sentence for the place where the figure stands.
	Short string `json:"short"`
	// Text is the whole definition; Formula in plain letters, may be empty.
	Text    string `json:"text"`
	Formula string `json:"formula,omitempty"`
	Unit    string `json:"unit,omitempty"`
	// Source is where the definition comes from.
	Source string `json:"source,omitempty"`
}

// Provenance says what a page was made from.
type Provenance struct {
	Files []SourceFile `json:"files"`
	// Digest is the SHA-256 over the files' names and digests.
	Digest string `json:"digest"`
}

// SourceFile is one input with its digest.
type SourceFile struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
}
