package delivery

import (
	"slices"
	"time"

	"quarterdeck/generator/stats"
)

// WorkingDays are the days on which people work, of a quarter's days. days are
// local midnights, the last of them the end; so are holidays.
func WorkingDays(days []time.Time, workdays []time.Weekday, holidays []time.Time) []stats.Interval {
	var out []stats.Interval
	for i := 0; i+1 < len(days); i++ {
		off := slices.ContainsFunc(holidays, days[i].Equal)
		if !off && slices.Contains(workdays, days[i].Weekday()) {
			out = append(out, stats.Interval{Start: days[i].Unix(), End: days[i+1].Unix()})
		}
	}
	return out
}
