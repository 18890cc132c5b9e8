package report

import "quarterdeck/generator/config"

// The ids of the policy's definitions.
const (
	defPolicy       = "policy"
	defFourWeeks    = "four-week-spend"
	defFourIncident = "four-week-incident"
	defCauseShare   = "cause-share"
	defMemory       = "decisions"
)

// figureDefinition is the definition of a figure that a policy looks at.
func figureDefinition(figure string) string {
	switch figure {
	case config.FigureFourWeek:
		return defFourWeeks
	case config.FigureIncident:
		return defFourIncident
	case config.FigureCause:
		return defCauseShare
	case config.FigureLeft:
		return defRemaining
	default:
		return defSpent
	}
}

func policyDefinitions() []Definition {
	return []Definition{
		{ID: defPolicy, Title: "Error-budget policy", Unit: "",
			Short:  "What was agreed beforehand to happen when a budget is spent, and what an ample one permits.",
			Text:   "Each step has a condition on one figure, and demands or permits something while it holds. The built-in steps are those of the SRE workbook’s example policy, and one that permits: a freeze once four weeks’ budget is overspent, a postmortem with a P0 action for one incident above a fifth of four weeks’ budget, a P0 item in the next quarter’s plan for one class of root cause above a fifth of the quarter’s budget, and freedom from three quarters of a budget left. A site and a team may change them and add others. A step says since when its condition holds, to the instant; figures of 28 days are looked at at the end of each day, and the instant is found inside the day on which the answer changes. Spend of the quarter begins anew with each quarter, that of 28 days runs across its ends, and what a class of causes asks of the next quarter’s plan stands in the next report, too. A permission is not given where too little was measured, a demand is. An exception needs a reason, an approver and an end or a day of review.",
			Source: "Google SRE Workbook, Example Error Budget Policy"},
		{ID: defFourWeeks, Title: "Spend of four weeks", Unit: "share of 28 days’ budget",
			Short:   "Failed events of the 28 days that end with an instant, as a share of the budget of those days.",
			Text:    "The window slides with time and knows no quarters. Time without data in it is filled at its own mean rate, so that young or broken data is scaled up to 28 days. Where the objective changed inside the window each stretch counts with its own; an objective younger than 28 days is taken back in time.",
			Formula: "spent in four weeks = failed ÷ budget, both of 28 days", Source: "Google SRE Workbook, Example Error Budget Policy"},
		{ID: defFourIncident, Title: "An incident’s share of four weeks", Unit: "share of 28 days’ budget",
			Short:   "What an incident took, as a share of the budget of the 28 days that end with it.",
			Text:    "Its failed events, found as for the spend per incident, over the budget of the 28 days before its end, scaled up where there is less data. The policy’s rule for a single incident uses the largest of the quarter in which the incidents started.",
			Formula: "share = failed in the window ÷ budget of 28 days", Source: "Google SRE Workbook, Example Error Budget Policy"},
		{ID: defCauseShare, Title: "A root cause’s share of the quarter", Unit: "share of the quarter’s budget",
			Short:   "What the incidents of one class of root cause took of an objective’s budget in the quarter.",
			Text:    "The shares of all incidents whose postmortems state that root cause; an incident with several is shared equally among them. Incidents without a stated cause, and what no incident explains, belong to no class.",
			Formula: "Σ share of the incidents with that cause", Source: "Google SRE Workbook, Example Error Budget Policy; classes as the site’s vocabulary has them"},
		{ID: defMemory, Title: "Decisions and what became of them", Unit: "",
			Short:  "A question stays on the reports until it is answered; afterwards the figure it was meant to move is shown before, in and after the quarter of the answer.",
			Text:   "Questions and answers are written by people. One that nobody answers is carried over to the next quarter’s report by itself, with the days since the end of the quarter that asked it. The quarter of the answer is that of its day, else of the commentary that gives it. That a figure moved after an answer does not prove that the answer moved it. Where the policy demands something and no question names the objective, the report asks by itself and says so; such a question is answered by a written one that names the objective as its metric.",
			Source: "Quarterdeck"},
	}
}
