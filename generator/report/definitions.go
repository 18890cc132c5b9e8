package report

import (
	"slices"

	"quarterdeck/generator/slo"
)

// The ids of definitions. A figure names its own; the methodology page has a
// fragment for each.
const (
	defSLI       = "sli"
	defBudget    = "error-budget"
	defSpent     = "budget-spent"
	defRemaining = "budget-left"
	defOnCourse  = "on-course"
	defBad       = "failed"
	defValid     = "valid"
	defCoverage  = "coverage"
	defAttribute = "attribution"
	defUnexpl    = "unexplained"
	defBurst     = "burst"
	defRollUp    = "roll-up"
	defTeamsKept = "teams-kept"
	defSLOsKept  = "objectives-kept"
	defIncidents = "incidents"
	defDetect    = "time-to-detect"
	defAck       = "time-to-acknowledge"
	defMitigate  = "time-to-mitigate"
	defRestore   = "time-to-restore"
	defImpact    = "impact-hours"
	defChange    = "change"
	defOverdue   = "actions-overdue"
	defCandidate = "achievable"
	defMaterial  = "materiality"
	defIssued    = "issued"
	defRestated  = "restatement"
)

// definitions is every figure in use, in the order a reader meets them.
func definitions(x scale) []Definition {
	return append(slices.Concat(budgetDefinitions(), quarterDefinitions()), x.definition())
}

// budgetDefinitions is what is measured of an objective and where it went.
func budgetDefinitions() []Definition {
	return []Definition{
		{ID: defSLI, Title: "Service level indicator", Unit: "share of valid events",
			Short:   "The share of valid events that were good, counted over the whole quarter.",
			Text:    "Good events divided by valid events, both added up over the quarter: a busy hour weighs more than a quiet one. It is never a mean of daily or hourly ratios.",
			Formula: "SLI = Σ good ÷ Σ valid", Source: "Google SRE Workbook, Implementing SLOs"},
		{ID: defBudget, Title: "Error budget", Unit: "events",
			Short:   "How many events may fail in the quarter under the objective.",
			Text:    "One minus the objective, times the valid events that were measured. Where the objective changed inside the quarter each stretch counts with its own. While a quarter runs, the traffic to come is taken to be like the traffic so far.",
			Formula: "budget = Σ (1 − objective) × valid", Source: "Google SRE Workbook, Implementing SLOs"},
		{ID: defSpent, Title: "Budget spent", Unit: "share of the quarter’s budget",
			Short:   "Failed events as a share of what the quarter’s budget allows; above 100 % the objective was missed.",
			Text:    "Failed events divided by the error budget. For a running quarter it is what is spent so far of the whole quarter’s budget, the traffic to come reckoned at the rate so far.",
			Formula: "spent = failed ÷ budget", Source: "Google SRE Workbook, Alerting on SLOs"},
		{ID: defRemaining, Title: "Budget left", Unit: "share of the quarter’s budget",
			Short:   "One minus what was spent; negative once the objective is missed.",
			Text:    "What the quarter’s budget still allows. It falls below zero when more failed than was allowed.",
			Formula: "left = 1 − spent", Source: "Google SRE Workbook, Implementing SLOs"},
		{ID: defOnCourse, Title: "On course for", Unit: "share of the quarter’s budget",
			Short:   "What a running quarter will have spent at its end if the rest is like the part so far.",
			Text:    "Failed events divided by the budget of the traffic measured so far. It is a plain projection, not a forecast: it knows no seasons.",
			Formula: "on course for = failed so far ÷ ((1 − objective) × valid so far)", Source: "derived"},
		{ID: defBad, Title: "Failed events", Unit: "events",
			Short: "Valid events that were not good.",
			Text:  "Counted as the objective’s selectors say; every objective’s page shows them."},
		{ID: defValid, Title: "Valid events", Unit: "events",
			Short: "The events that count: what the objective’s total selector adds up to.",
			Text:  "For an objective measured in time slices an event is one slice with traffic."},
		{ID: defCoverage, Title: "Coverage", Unit: "share of the expected time",
			Short:   "How much of the time that has passed was measured.",
			Text:    "The share of expected samples that are there. With several instances a sample counts as far as the instances that were alive reported. Minutes are real: a quarter that loses an hour to daylight saving is an hour shorter. Below the stated minimum no verdict is given.",
			Formula: "coverage = Σ covered time ÷ expected time", Source: "derived"},
		{ID: defAttribute, Title: "Spend per incident", Unit: "share of the quarter’s budget",
			Short:   "The failed events inside an incident’s impact window, on the objectives it touched, as a share of the quarter’s budget.",
			Text:    "The impact window runs from the start of impact to the resolution. The failed events of a sample are taken to lie evenly over its time; where incidents overlap, each stretch is shared equally by those that cover it. Over counters that are scraped the window reaches one step further, because a failure is counted up to a step late. Incidents and what no incident explains add up to the total exactly. By cause, an incident with several root causes is shared equally among them, in drawings, sentences, the policy and what-ifs alike; a root cause is called repeated where it took at least a twentieth of the budget through each of two incidents, of this quarter or the last.",
			Formula: "share = failed in the window ÷ budget", Source: "Quarterdeck"},
		{ID: defUnexpl, Title: "Unexplained spend", Unit: "share of the quarter’s budget",
			Short: "What failed outside every incident’s window: background, bursts and the scattered rest.",
			Text:  "Background is, hour by hour outside incidents, the median failure ratio of the quarter’s hours times the hour’s events, never more than the hour had. Bursts are what exceeds it inside stretches that burnt fast. Scattered is the rest.", Source: "Quarterdeck"},
		{ID: defBurst, Title: "Undocumented burn", Unit: "share of the quarter’s budget",
			Short: "A stretch that burnt fast enough to page somebody and that no postmortem covers.",
			Text:  "Found with the thresholds of multi-window alerts for a 30-day budget: a burn rate of 14.4 over one hour or 6 over six hours, confirmed over a twelfth of the window. No burst is claimed where samples are further apart than five minutes.", Source: "Google SRE Workbook, Alerting on SLOs"},
		{ID: defRollUp, Title: "Roll-up of a team", Unit: "share of budgets",
			Short:   "The worst state of a team’s objectives; beside it, the failed events of all of them over all their budgets.",
			Text:    "A busy service can drown ten broken small ones in a sum, and an idle one can look worst in a list; so both are shown. Only objectives counted in events are added; those in time slices stand beside. What fails where an objective allows no failure is of no budget, and counts among the events only.",
			Formula: "Σ failed ÷ Σ budget", Source: "derived"},
	}
}

// quarterDefinitions is what a quarter comes to: teams, incidents, promises, and
// how findings are ranked.
func quarterDefinitions() []Definition {
	return []Definition{
		{ID: defTeamsKept, Title: "Teams that kept their promise", Unit: "teams",
			Short: "Teams of which no objective was overspent, out of those with a verdict.",
			Text:  "A team without data, or with too little of it for a verdict, is not counted as having kept its promise."},
		{ID: defSLOsKept, Title: "Objectives met", Unit: "objectives",
			Short: "Objectives that were not overspent, out of those with a verdict.",
			Text:  "An indicator exactly on its objective has met it. Objectives without data, or with too little, have no verdict."},
		{ID: defIncidents, Title: "Incidents", Unit: "incidents",
			Short: "Incidents that started in the quarter.",
			Text:  "Near misses and game days count apart. An incident whose facts cannot be read is listed as left out."},
		{ID: defDetect, Title: "Time to detect", Unit: "time",
			Short: "From the start of impact to its detection; the median over the quarter’s incidents.",
			Text:  "The clock starts when customers are first affected, not at the first alert.", Formula: "detected − started"},
		{ID: defAck, Title: "Time to acknowledge", Unit: "time",
			Short: "From the start of impact to somebody taking it up; the median over the quarter’s incidents.",
			Text:  "The clock starts when customers are first affected.", Formula: "acknowledged − started"},
		{ID: defMitigate, Title: "Time to mitigate", Unit: "time",
			Short: "From the start of impact to the end of most of it; the median over the quarter’s incidents.",
			Text:  "The clock starts when customers are first affected.", Formula: "mitigated − started"},
		{ID: defRestore, Title: "Time to restore", Unit: "time",
			Short:   "From the start of impact to its end; the median over the quarter’s incidents.",
			Text:    "Given as a median with its exact 95 % order-statistic interval, and with every incident as a dot. With ten incidents a quarter a mean moves by a fifth or more in most quarters although nothing changed, so none is shown unless a site asks for it. Open incidents stay out and are listed.",
			Formula: "resolved − started", Source: "Google, Incident Metrics in SRE; VOID report"},
		{ID: defImpact, Title: "Hours of impact", Unit: "hours",
			Short: "Time in which at least one incident affected customers.",
			Text:  "The union of the impact windows inside the quarter: two incidents at once count once."},
		{ID: defChange, Title: "Change between quarters", Unit: "",
			Short:   "A two-sided permutation test on the mean of log durations, at the 5 % level.",
			Text:    "Every arrangement of the two quarters’ incidents (or deployments, or pages) is tried when there are at most 200,000, otherwise 10,000 drawn by a generator seeded from the data. “No detectable change” is the default sentence; where even the most extreme arrangement could not reach 5 %, there are too few to tell. How often a team shipped is compared by an exact test of two rates; deployments that come in bunches let it see a change a little too often. Over all of these tests of a quarter the false discovery rate is held (Benjamini and Hochberg).",
			Formula: "p = share of arrangements at least as far apart", Source: "Benjamini and Hochberg 1995; derived"},
		{ID: defOverdue, Title: "Actions overdue", Unit: "actions",
			Short: "Action items past their due date at the end of the quarter, or by the day of the last data.",
			Text:  "An action counts to the teams its incident hit. One that is done without saying when counts as done throughout."},
		{ID: defCandidate, Title: "Which objective is achievable", Unit: "",
			Short: "For each candidate objective, how many finished quarters would have met it.",
			Text:  "Each finished quarter with enough data is judged again under each candidate. Allowed failure is the mean over those quarters, in events and in minutes of total outage at even traffic.", Source: "Quarterdeck"},
		{ID: defIssued, Title: "Issued report", Unit: "",
			Short: "The report of a quarter as it was given out on a stated day; its totals stay, whatever the data say later.",
			Text:  "Issuing a quarter writes its figures and daily series to a file, with the digests of the files they were made from. From then on the totals of every objective on the quarter’s pages are those that were issued: indicator, failed and valid events, budget, spend, coverage and state. What explains them, incidents and bursts, follows the postmortems. So are its contracts, and what exclusions changed. A quarter whose raw metrics were put away is shown from its issued daily series; what an older issue did not take down is then not measured. A quarter that was not issued follows the data.", Source: "Quarterdeck"},
		{ID: defRestated, Title: "Restatement", Unit: "",
			Short: "A figure of an issued report that would be another today; both are shown, with why they differ.",
			Text:  "Any difference beyond rounding is listed, by kind. A changed definition: objective, selectors, thresholds, exclusions or ownership are not those the report was issued with. Changed data: the digests of the files behind the figure differ. Where an objective was changed and its data too, the issued daily series are judged by the new objective first, so that each change has its own figures. A fact that was open on the day of issue and has come to its end since, an incident that was resolved or an action that was done, completes the report and is no restatement.", Source: "Quarterdeck"},
	}
}

// states explains the verdicts, in order of precedence.
func states(th slo.Thresholds, pct func(float64) string) []Definition {
	return []Definition{
		{ID: "state-no-data", Title: "No data", Short: "Nothing was measured, or there was no traffic. It is never counted as kept or missed."},
		{ID: "state-overspent", Title: "Overspent", Short: "More failed than the budget allows. Under low coverage only when what was seen already exceeds the whole quarter’s budget."},
		{ID: "state-incomplete", Title: "Incomplete", Short: "Less than " + pct(th.MinCoverage) + " of the time was measured: the figure is shown, a verdict is not."},
		{ID: "state-at-risk", Title: "At risk", Short: "At least " + pct(th.AtRisk) + " of the budget is spent, or a running quarter is on course to overspend."},
		{ID: "state-within", Title: "Within budget", Short: "None of the above. An indicator exactly on its objective has met it."},
	}
}
