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
	Site Site `audience:"public"`
	// Quarters, oldest first; the last may be running.
	Quarters []Quarter `audience:"public"`
	// Latest is the index of the latest finished quarter, which the home page
	// shows; of the running one where none has finished.
	Latest int `audience:"public"`
	// Organisations has one report for each of Quarters.
	Organisations []*Organisation `audience:"public"`
	// TeamQuarters holds a report for each team and quarter, in the order of
	// Quarters and then of Teams. Teams appear from their first quarter with
	// a service or a figure.
	TeamQuarters []*TeamQuarter `audience:"public"`
	Teams        []*Team        `audience:"public"`
	SLOs         []*SLO         `audience:"public"`
	Journeys     []*Journey     `audience:"journeys"`
	// JourneyIndex lists them; nil without any.
	JourneyIndex *JourneyIndex `audience:"journeys"`
	Library      *Library      `audience:"public"`
	Actions      *ActionList   `audience:"actions"`
	Methodology  *Methodology  `audience:"public"`
	// Pages are the authored ones but for the methodology, whose prose stands
	// among its definitions.
	Pages []*Page `audience:"public"`
}

// Document is what every published JSON document begins with.
type Document struct {
	Schema   string `json:"schema" audience:"public"`
	Audience string `json:"audience" audience:"public"`
	// URL is the address of the page this is the twin of.
	URL string `json:"url" audience:"public"`
}

// Site is what every page says of the whole.
type Site struct {
	Title       string `json:"title" audience:"public"`
	Description string `json:"description" audience:"public"`
	BaseURL     string `json:"base_url,omitempty" audience:"public"`
	Language    string `json:"language" audience:"public"`
	Internal    bool   `json:"internal" audience:"public"`
	TimeZone    string `json:"time_zone" audience:"public"`
	// AsOf is the present of every figure.
	AsOf time.Time `json:"as_of" audience:"public"`
	// Edition is nil in a book for internal readers.
	Edition *Edition `json:"-" audience:"public"`
	// Location is TimeZone, for the present stage.
	Location *time.Location `json:"-" audience:"public"`
}

// Quarter is one quarter as pages speak of it.
type Quarter struct {
	Name   string    `json:"name" audience:"public"`   // 2026-Q3
	Slug   string    `json:"slug" audience:"public"`   // 2026-q3
	Label  string    `json:"label" audience:"public"`  // 2026 Q3
	Months string    `json:"months" audience:"public"` // July to September
	Start  time.Time `json:"start" audience:"public"`
	End    time.Time `json:"end" audience:"public"`
	Days   int       `json:"days" audience:"public"`
	// Running is set until the quarter has ended; its figures are a draft to
	// date. Seen is the last instant with data in it, at most End.
	Running bool      `json:"running" audience:"public"`
	Seen    time.Time `json:"seen" audience:"public"`
}

// Figure is one number with all that a reader may ask about it.
type Figure struct {
	// Value is null where there is no data.
	Value *float64 `json:"value" audience:"public"`
	// Unit is "ratio", "seconds", "hours", or the plural noun of what is
	// counted, such as "requests".
	Unit string `json:"unit" audience:"public"`
	// State is set on figures that are judged.
	State *slo.State `json:"state,omitempty" audience:"public"`
	// Coverage is the share of expected samples behind the value.
	Coverage *float64 `json:"coverage" audience:"public"`
	// Previous and YearAgo are the same figure a quarter and a year before.
	Previous *float64 `json:"previous" audience:"public"`
	YearAgo  *float64 `json:"year_ago" audience:"public"`
	// Definition is the id of the definition on the methodology page.
	Definition string `json:"definition" audience:"public"`
	// Sources are the files the value was made from, relative to the site.
	Sources []string `json:"sources" audience:"sources"`
}

// Ref names something that has a page: a team, a service level objective, an
// incident. Services have no page; their URL is empty.
type Ref struct {
	ID   string `json:"id" audience:"public"`
	Name string `json:"name" audience:"public"`
	URL  string `json:"url,omitempty" audience:"public"`
}

// Text is a sentence or paragraph of the report.
type Text struct {
	Text string `json:"text" audience:"public"`
	// Written is set when people wrote it; otherwise the figures did.
	Written bool `json:"written" audience:"public"`
}

// Term is a word of the site's vocabulary.
type Term struct {
	ID    string `json:"id" audience:"public"`
	Title string `json:"title" audience:"public"`
}

// Methodology is every definition in use.
type Methodology struct {
	Document    `audience:"public"`
	Site        Site         `json:"site" audience:"public"`
	Definitions []Definition `json:"definitions" audience:"public"`
	States      []Definition `json:"states" audience:"public"`
	Settings    []NamedText  `json:"settings" audience:"public"`
	// Materiality names the scale that ranks findings.
	Materiality string      `json:"materiality" audience:"public"`
	Severities  []NamedText `json:"severities" audience:"public"`
	Triggers    []Term      `json:"triggers" audience:"public"`
	RootCauses  []Term      `json:"root_causes" audience:"public"`
	SLOs        []*SLO      `json:"-" audience:"public"`
	// Prose is the authored part, rendered.
	Prose      string     `json:"prose_html,omitempty" audience:"public"`
	Provenance Provenance `json:"provenance" audience:"sources"`
}

// Page is a page of prose.
type Page struct {
	Document    `audience:"public"`
	Title       string     `json:"title" audience:"public"`
	Description string     `json:"description,omitempty" audience:"public"`
	HTML        string     `json:"html" audience:"public"`
	Provenance  Provenance `json:"provenance" audience:"sources"`
}

// Definition says what a figure means.
type Definition struct {
	ID    string `json:"id" audience:"public"`
	Title string `json:"title" audience:"public"`
	// Short is one sentence for the place where the figure stands.
	Short string `json:"short" audience:"public"`
	// Text is the whole definition; Formula in plain letters, may be empty.
	Text    string `json:"text" audience:"public"`
	Formula string `json:"formula,omitempty" audience:"public"`
	Unit    string `json:"unit,omitempty" audience:"public"`
	// Source is where the definition comes from.
	Source string `json:"source,omitempty" audience:"public"`
}

// Provenance says what a page was made from.
type Provenance struct {
	Files []SourceFile `json:"files" audience:"public"`
	// Digest is the SHA-256 over the files' names and digests.
	Digest string `json:"digest" audience:"public"`
}

// SourceFile is one input with its digest.
type SourceFile struct {
	Path   string `json:"path" audience:"public"`
	SHA256 string `json:"sha256" audience:"public"`
	Bytes  int64  `json:"bytes" audience:"public"`
}
