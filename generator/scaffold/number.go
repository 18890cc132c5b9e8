package scaffold

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"quarterdeck/generator/postmortem"
)

// numbered is an id that ends in a number: INC-2051, incident-7, SHOP-INC-12,
// INC-2026-014. Dates and names that happen to end in a digit do not match.
var numbered = regexp.MustCompile(`^((?:[A-Z]{1,12}[._ -]?){1,3}|[A-Za-z]{1,12}[._ -]?)(?:((?:19|20)\d\d)([._/-]))?(\d{1,9})$`)

// style is how a site's ids are made.
type style struct {
	prefix string
	year   bool   // a year stands before the number, and numbers begin anew in each
	gap    string // between year and number
}

// NextID is the number after the highest, in the style of most of the ids that
// a site has (of the one used last, if two are as common), or INC-1. at is the
// start of the incident.
func NextID(all []postmortem.Postmortem, at time.Time) string {
	type count struct{ ids, high, width int }
	seen := map[style]*count{}
	best := style{prefix: "INC-"}
	for _, pm := range all {
		m := numbered.FindStringSubmatch(pm.ID)
		if m == nil {
			continue
		}
		s := style{m[1], m[2] != "", m[3]}
		c := seen[s]
		if c == nil {
			c = &count{}
			seen[s] = c
		}
		c.ids++
		if n, _ := strconv.Atoi(m[4]); !s.year || m[2] == at.Format("2006") {
			c.high = max(c.high, n)
		}
		if len(m[4]) > 1 && m[4][0] == '0' {
			c.width = max(c.width, len(m[4]))
		}
		if other := seen[best]; other == nil || c.ids >= other.ids {
			best = s
		}
	}
	c := seen[best]
	if c == nil {
		c = &count{}
	}
	year := ""
	if best.year {
		year = at.Format("2006") + best.gap
	}
	return fmt.Sprintf("%s%s%0*d", best.prefix, year, c.width, c.high+1)
}
