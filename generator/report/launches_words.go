package report

import (
	"cmp"
	"slices"

	"quarterdeck/generator/business"
	"quarterdeck/generator/records"
	"quarterdeck/generator/unit"
)

// concludes says what the figures carry.
func concludes(l Launch) string {
	switch l.Reading {
	case GrewHeld:
		return "The business figure grew, and no objective got worse."
	case GrewDegraded:
		return "The business figure grew, and " + unit.List(sidesWith(l.Quality, business.WorseThan)) + " got worse."
	case FlatHeld:
		return "No objective got worse; " + noGrowth(l) + "."
	case Degraded:
		return unit.Sentence(unit.List(sidesWith(l.Quality, business.WorseThan))) + " got worse, and " + noGrowth(l) + "."
	case Unmeasured:
		return "It was launched before anything measured it; nothing can be said of its reliability."
	case TooEarly:
		return "Too little of the time after it is over; it is read again when it is."
	}
	if !slices.ContainsFunc(l.Quality, func(s LaunchSide) bool { return s.Before != nil }) && slices.ContainsFunc(l.Quality, func(s LaunchSide) bool { return s.After != nil }) {
		return "It is measured from its first day on; there is no time before it to compare with."
	}
	if len(sidesWith(l.Business, business.TooFew)) > 0 {
		return "It was too short to tell growth from chance."
	}
	return "One of its two sides is not measured."
}

// noGrowth says why no growth is claimed.
func noGrowth(l Launch) string {
	better, worse := sidesWith(l.Business, business.Better), sidesWith(l.Business, business.WorseThan)
	switch {
	case len(l.Business) == 0:
		return "what it did for the business is not measured"
	case len(better) > 0 && len(worse) > 0:
		return unit.List(better) + " got better and " + unit.List(worse) + " worse, so no growth is claimed"
	case len(worse) > 0:
		return unit.List(worse) + " got worse"
	}
	return "no growth can be told from chance"
}

// sidesWith are the titles of the figures with a verdict.
func sidesWith(sides []LaunchSide, verdict business.Verdict) []string {
	var out []string
	for _, s := range sides {
		if s.Verdict == string(verdict) {
			out = append(out, s.Title)
		}
	}
	return out
}

// doubts names what the figures cannot carry.
func (b *builder) doubts(l *Launch, r records.Launch, w business.Windows) {
	add := func(text string) { l.Doubts = append(l.Doubts, text) }
	if !w.Whole {
		add("Only " + unit.Plural(w.Days, "day has", "days have") + " passed since; the same number before is compared.")
	}
	if names := b.besides(r, w); len(names) > 0 {
		add("In the same weeks: " + unit.List(names) + ". What each did cannot be told apart.")
	}
	if few := sidesWith(slices.Concat(l.Business, l.Quality), business.TooFew); len(few) > 0 {
		add("Too few weeks for a change to show if there were one: " + unit.List(few) + ".")
	}
	switch {
	case len(l.Business) == 0:
		add("No figure of the business is named that it was meant to move.")
	case l.Kind == string(records.KindLaunch):
		add("A season or a campaign in the same weeks looks the same; the windows do not tell them apart.")
	}
	if n := b.incidentsBefore(r, w); len(l.Incidents) > 0 {
		add("An incident after it need not be of it: in " + unit.Plural(w.Days, "day", "days") + " before it there " + wereIncidents(n) + ".")
	}
}

func wereIncidents(n int) string {
	switch n {
	case 0:
		return "was none"
	case 1:
		return "was one"
	}
	return "were " + unit.Word(n)
}

// incidentsBefore counts the incidents of the same objectives and services in
// the window before.
func (b *builder) incidentsBefore(r records.Launch, w business.Windows) int {
	slos, n := b.launchSLOs(r), 0
	for _, in := range b.incidents {
		if b.comesWith(in, r, slos) && in.Started.Unix() >= w.Before.Start && in.Started.Unix() < w.Before.End {
			n++
		}
	}
	return n
}

// besides are other launches and events in the same weeks that reach the same
// team, services, objectives or business figures; an event that names none of
// them reaches everybody.
func (b *builder) besides(r records.Launch, w business.Windows) []string {
	others := map[string]business.Windows{}
	for _, o := range b.in.Records.Launches {
		all := o.Kind == records.KindEvent && o.Team == "" && len(o.Services)+len(o.SLOs)+len(o.KPIs) == 0
		meets := o.Team == r.Team && o.Team != "" || shared(o.Services, r.Services) || shared(o.KPIs, r.KPIs) || shared(b.launchSLOs(o), b.launchSLOs(r))
		if o.ID == r.ID || !all && !meets {
			continue
		}
		if x, ok := b.windowsOf(o); ok {
			others[cmp.Or(o.Title, o.ID)] = x
		}
	}
	return business.Overlaps(w, others)
}

func shared(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}

// launchDefinitions explain the readings.
func launchDefinitions() []Definition {
	return []Definition{
		{ID: defLaunch, Title: "How a launch is read",
			Short: "Its business figure and its objectives before and after, in windows of one length: grew and held, grew but degraded, held without growth, or degraded.",
			Text:  "Windows are whole local days, 28 unless stated, before the first day and from it on; the roll-out itself is in neither. A dated event is compared with the same weekdays before it. Nothing is read from less than seven days after, while the window runs. Business figures are compared by weeks, with a two-sided permutation test at 5 %: four weeks against four can tell, three against three cannot. An objective got worse when it was missed after and not before, or when the weekly shares of failed events are detectably higher; time that was agreed not to count is left out. One objective that got worse is a degradation, whatever the others did. What was launched before anything measured it is called so. Each launch is tested by itself: of twenty that changed nothing, about one will look as if it had. Incidents are those of the objectives and services that it names. Whatever else happened in the same weeks is in the figures too; launches that overlap are named.", Source: "Quarterdeck"},
	}
}
