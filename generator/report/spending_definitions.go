package report

// The ids of the definitions of attribution, detection and what-if.
const (
	defGroups   = "spend-by-cause"
	defCharges  = "who-spent"
	defAlert    = "standard-alert"
	defNoticed  = "noticed-first"
	defUptime   = "uptime"
	defBetween  = "between-failures"
	defMean     = "mean"
	defRolling  = "rolling"
	defWithout  = "without-one-cause"
	defNextNine = "next-nine"
)

// spendingDefinitions are those that stand behind the general ones.
func spendingDefinitions(means bool) []Definition {
	out := []Definition{
		{ID: defGroups, Title: "Spend by trigger and root cause", Unit: "share of budgets",
			Short:   "What the incidents with one trigger, or one root cause, took of all budgets together.",
			Text:    "A trigger set the incident off, a root cause is why it could happen; both as the postmortem states them. An incident with several root causes is shared equally among them, so that the rows add up to all that was spent. Only objectives counted in events are added: failed events over the failures their budgets allow. A request that misses two objectives counts on both. Objectives in time slices stand beside.",
			Formula: "share = Σ failed with the cause ÷ Σ budget", Source: "Google SRE Workbook, Example Error Budget Policy (classes of outages); derived"},
		{ID: defCharges, Title: "Who spent whose budget", Unit: "share of the owner’s budgets",
			Short: "What incidents that lie with one team took of another team’s budgets.",
			Text:  "A postmortem may say with which team the cause lies (caused_by). Its failures stay in the budget of the team whose customers met them, and are shown as spent by the other. Incidents that name no other team count as the team’s own; the parts add up to what was spent.", Source: "Quarterdeck"},
		{ID: defAlert, Title: "When a standard alert would have fired", Unit: "time",
			Short:   "The first multi-window alert that would have begun to fire during the incident, on the objective it spent most of.",
			Text:    "The four rules of the workbook for a 30-day budget: a burn rate of 14.4 over one hour (confirmed over five minutes), 6 over six hours (30 minutes), 3 over a day (two hours) and 1 over three days (six hours). They are evaluated at the end of each sample. A rule that was firing before the incident began is not counted as news of it. Nothing is claimed where samples are longer than five minutes.",
			Formula: "burn rate = (failed ÷ valid) ÷ (1 − objective)", Source: "Google SRE Workbook, Alerting on SLOs"},
		{ID: defNoticed, Title: "Noticed first by", Unit: "share of incidents",
			Short:   "Who told first that something was wrong: an alert, a colleague or a customer.",
			Text:    "As the postmortems state it (noticed_by). The share that customers noticed first is of the incidents that say; those that do not are counted apart.",
			Formula: "customers first = noticed by a customer ÷ incidents that say", Source: "Quarterdeck"},
		{ID: defUptime, Title: "Uptime between incidents", Unit: "time",
			Short: "From the end of one incident’s impact to the start of the next; the median over the quarter.",
			Text:  "Incidents that overlap or touch are one. A stretch belongs to the quarter of the incident that ends it, however long before it began.", Formula: "next start − resolved", Source: "Google, Incident Metrics in SRE"},
		{ID: defBetween, Title: "Time between failures", Unit: "time",
			Short: "From the start of one incident to the start of the next; the median over the quarter.",
			Text:  "Every incident counts, also one that begins while another lasts. A gap belongs to the quarter of the incident that ends it.", Formula: "next start − start", Source: "Google, Incident Metrics in SRE"},
		{ID: defRolling, Title: "Met over rolling 28 days", Unit: "share of days",
			Short: "On how many days the 28 days up to then would have met the objective.",
			Text:  "Each local day of the history ends a window of 28 whole days. It is judged when all of them were to be measured, enough of the time was, and there was traffic. A calendar quarter forgives at its edges what a rolling window remembers.", Source: "Google SRE Workbook, Implementing SLOs"},
		{ID: defWithout, Title: "Without one cause", Unit: "quarters",
			Short: "How many quarters would have met an objective had the incidents with one cause not failed anything.",
			Text:  "The events of those incidents stay, their failures are taken away; everything else is as it was. Of an incident with several root causes the equal part of the one goes, as everywhere, so the others keep theirs. Tried for every trigger and root cause that took at least 5 % of a quarter’s budget. It shows what a cause is worth, not that removing it is possible.", Source: "Quarterdeck"},
		{ID: defNextNine, Title: "What the next nine is worth", Unit: "events, and money where they are priced",
			Short:   "What failed beyond a tighter objective, over the last year judged, against what keeping it costs.",
			Text:    "Had the tighter objective been met in each of the last four judged quarters, and no more than met, this many failures would not have happened. The cost is the one the site states, and the cost of one failure avoided is that over their number. Where a team states what one event is worth, the failures are priced by it: times the share whose value is lost for good, times the value of one. That is the most the tighter objective could have kept, not what it would have; trust is not in it. Without a stated value nothing is weighed in money.",
			Formula: "Σ max(0, failed − (1 − target) × valid), × lost for good × value of one", Source: "Quarterdeck"},
	}
	if means {
		out = append(out, Definition{ID: defMean, Title: "Mean", Unit: "time",
			Short: "The arithmetic mean, shown because this site asks for it.",
			Text:  "Durations of incidents are so uneven that the longest decides the mean: with ten incidents a quarter it moves by a fifth or more in most quarters although nothing changed. Judge change by the median, its interval and the test.", Source: "Google, Incident Metrics in SRE; VOID report"})
	}
	return out
}
