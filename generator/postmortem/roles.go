package postmortem

import (
	"regexp"
	"slices"
	"strings"
)

// The roles that the reader itself asks for.
const (
	roleSummary  = "summary"
	roleTimeline = "timeline"
	roleActions  = "actions"
)

// roles maps the words of headings to roles; the first that matches wins, so
// the narrower ones stand first.
var roles = []struct {
	words *regexp.Regexp
	role  string
}{
	{regexp.MustCompile(`went (?:well|right)|worked well|what (?:worked|helped)`), "went-well"},
	{regexp.MustCompile(`went (?:wrong|badly|poorly)|(?:did ?n.t|did not) (?:work|go well)|could have gone better`), "went-wrong"},
	{regexp.MustCompile(`\bluck(?:y|ily)?\b`), "lucky"},
	{regexp.MustCompile(`action ?items?|\bactions\b|^follow[- ]?ups?(?: (?:items|actions|tasks|work))?$|next steps|remediation items|corrective|preventive measures|preventative measures|to-?dos?$`), roleActions},
	{regexp.MustCompile(`time ?line|chronology|sequence of events`), roleTimeline},
	{regexp.MustCompile(`contributing|contributory|\bfactors\b`), "factors"},
	{regexp.MustCompile(`root[- ]?causes?|^causes?$|five whys|5 whys|why did (?:it|this) happen`), "root-cause"},
	{regexp.MustCompile(`\bdetection\b|how (?:was it|we were|were we) (?:detected|alerted)`), "detection"},
	{regexp.MustCompile(`resolution|mitigation|recovery|remediation|how (?:was it|we) (?:fixed|resolved)`), "resolution"},
	{regexp.MustCompile(`lessons?|learn(?:ed|t|ings?)`), "lessons"},
	{regexp.MustCompile(`\bimpact\b|who was affected`), "impact"},
	{regexp.MustCompile(`summary|overview|abstract|tl;?dr|what happened|synopsis`), roleSummary},
}

// Roles are all roles that a section can have.
func Roles() []string {
	var out []string
	for _, r := range roles {
		out = append(out, r.role)
	}
	slices.Sort(out)
	return out
}

// roleOf reads a section's role from its title; "" if it has none.
func roleOf(title string) string {
	title = strings.ToLower(strings.TrimSpace(title))
	if len(title) > 60 {
		return ""
	}
	for _, r := range roles {
		if r.words.MatchString(title) {
			return r.role
		}
	}
	return ""
}
