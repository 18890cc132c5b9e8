package apischema_test

import (
	"reflect"
	"time"

	"quarterdeck/generator/slo"
)

// word is what is said of a property beside its comment: of one type's, else of
// that name wherever it is a plain value or a figure. Where there is a comment,
// only numbers need a word more: their unit.
func word(f field, name string, commented bool) string {
	if text, ok := words[f.owner.Name()+"."+name]; ok {
		return text
	}
	if !plain(f.Type) || commented && !counted(f.Type) {
		return ""
	}
	return words[name]
}

// counted tells numbers that have a unit.
func counted(of reflect.Type) bool {
	if of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice {
		of = of.Elem()
	}
	return of.Kind() == reflect.Float64 || of.Name() == "Figure"
}

// plain tells what needs words of its own: a structure is described where it is
// defined.
func plain(of reflect.Type) bool {
	if of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice {
		of = of.Elem()
	}
	structure := of.Kind() == reflect.Struct || of.Kind() == reflect.Pointer || of == reflect.TypeFor[slo.State]()
	return !structure || of.Name() == "Time" || of.Name() == "Figure"
}

// whyNull is what null means where no comment says.
func whyNull(of reflect.Type) string {
	switch {
	case of == reflect.TypeFor[time.Time]():
		return "Null where it is not stated, or has not happened."
	case of.Kind() == reflect.Float64:
		return "Null where there is no data."
	}
	return "Null where there is none."
}

// formats are of texts, by type and property.
var formats = map[string]string{
	"Day.date":            "date",
	"Issue.date":          "date",
	"Issue.issued":        "date",
	"EarlierIssue.date":   "date",
	"Restatement.settled": "date",
}

const verdicts = "The verdict on a budget. overspent: more than all of it is spent. at_risk: most of it is, or a running quarter is on course to overspend. incomplete: too little was measured for a verdict. within: none of these. no_data: nothing was measured, or nothing happened. The methodology page gives the thresholds in use."

// words are given by "Type.property", or by "property" for every type.
var words = map[string]string{
	// Names and texts.
	"id":              "The id, as it stands in the site's files.",
	"slug":            "The id as it stands in addresses.",
	"name":            "The name, as people wrote it.",
	"title":           "The title, in plain text.",
	"body":            "The reasons, in plain text.",
	"label":           "The label, in plain text.",
	"description":     "One or two sentences, in plain text; may be empty.",
	"text":            "Plain text.",
	"html":            "HTML without scripts; links are relative to the site's root.",
	"note":            "A remark for the reader, in plain text.",
	"note_html":       "The remark, as HTML without scripts.",
	"reason":          "Why, in plain text.",
	"commentary_html": "What people wrote about the quarter, as HTML without scripts.",
	"summary":         "A paragraph of plain text.",
	"url":             "Address of the page, from the site's root, without the base address.",
	"page":            "Address of the page, from the site's root.",
	"json":            "Address of the JSON, from the site's root.",
	"schema":          "The schema's name and version.",
	"audience":        "Who may see the document.",
	"file":            "The file behind it, relative to the site's folder.",
	"path":            "The file, relative to the site's folder.",
	"line":            "The line of the file, from 1; a number without unit, 0 where it is not known.",
	"defined_in":      "The place in the site's files, as file:line.",
	"sources":         "The metric files behind the figures, relative to the site's folder.",
	"sha256":          "The digest of the file, in hexadecimal.",
	"bytes":           "The file's length, in bytes.",
	"notes":           "What is doubtful about the data, a sentence each.",
	"notices":         "Errors in the input that concern the page, a sentence each.",
	"definition":      "The id of the definition on the methodology page.",
	"currency":        "The currency's code, such as EUR.",
	"op":              "<, <=, > or >=.",
	"role":            "The role: product, engineering or reliability; of a section what it is about.",
	"tone":            "over, risk, ok, none, or empty.",
	"kind":            "What kind it is; further kinds may be added.",
	"steps":           "The names of the steps.",
	"as_of":           "The present of every figure.",
	"strong":          "True on what the sentence is about.",
	"method":          "events (each event counts) or slices (a stretch of time is good or bad as a whole).",
	"counts":          "The plural noun of one event, such as requests.",
	"unit":            "ratio (a fraction), seconds, hours, days, a currency's code, or the plural noun of what is counted.",
	"approver":        "Who agreed, by role.",
	"decider":         "Who decides, by role.",
	"approved_late":   "True when the agreement came after the time had begun.",
	"customer":        "Whom the contract is with.",
	"owner":           "Who does it, by role.",
	"ticket":          "Its place in a tracker, as written.",
	"running":         "True while it had not ended at the as-of instant: figures are to date.",
	"current":         "True for the objective in force.",
	"no_budget":       "True for an objective of 100 %, which allows no failure: counts are given, no shares.",
	"burst":           "True when a burst fell on it that no incident explains.",
	"open":            "How many are not finished, a number without unit.",

	"time_zone":               "The zone in which days and quarters begin, such as Europe/London.",
	"language":                "The language of the pages, such as en-GB.",
	"internal":                "True for a site that is not meant for everybody.",
	"base_url":                "The address of the site, before every address in the documents.",
	"status":                  "record (no text yet), draft, reviewed or final; further words may be added.",
	"noticed_by":              "alert, colleague, customer, or another word of the postmortem.",
	"mission":                 "What the team is for, in plain text.",
	"recommended":             "True for the one that is recommended.",
	"gains":                   "What it gains, in plain text.",
	"costs":                   "What it costs, in plain text.",
	"question":                "The question, in plain text.",
	"answer":                  "The answer, in plain text.",
	"figure":                  "What it looks at.",
	"what":                    "added, changed or removed.",
	"state":                   "A word; further words may be added.",
	"gained":                  "The quarters that would have met it without the cause.",
	"new":                     "True in the quarter in which it began.",
	"quarter":                 "The quarter, as its address names it.",
	"built_in":                "True for a step of the program, false for one of the configuration.",
	"step":                    "The id of the policy's step.",
	"ids":                     "The ids of the exclusions.",
	"verdict":                 "In words: kept, breached, holds so far …; further words may be added.",
	"team":                    "The id of the team.",
	"service":                 "The id of the service.",
	"slo":                     "The id of the objective.",
	"incident":                "The id of the incident.",
	"severity":                "The id of the severity.",
	"reason_for_state":        "Why the state is what it is, in plain text.",
	"DefinitionChange.issued": "As it was issued.",
	"DefinitionChange.now":    "As it is now.",
	"Team.state":              "Left out where there was no data.",

	// Instants.
	"start":        "The beginning.",
	"end":          "The end, which is not part of it.",
	"from":         "The beginning.",
	"to":           "The end, which is not part of it.",
	"until":        "The end, which is not part of it.",
	"at":           "The instant.",
	"date":         "The day, in the site's time zone.",
	"opened":       "When it was opened.",
	"due":          "The day by which it is due, as the midnight at which it begins.",
	"done":         "The day on which it was done, as the midnight at which it begins.",
	"launched":     "When the service began.",
	"started":      "When the harm began.",
	"detected":     "When somebody or something noticed it.",
	"acknowledged": "When somebody took it up.",
	"mitigated":    "When the harm was contained.",
	"resolved":     "When it was over; null while it is open.",

	// Figures, with their units.
	"sli":                      "The share of good events, a fraction.",
	"sli_without":              "A fraction.",
	"objective":                "The share of events that shall be good, a fraction: 0.999 is 99.9 %.",
	"target":                   "The share of events that shall be good, a fraction: 0.999 is 99.9 %.",
	"spent":                    "The share of the error budget that is spent, a fraction: 1 is all of it, more is overspent. Null where there is no data.",
	"remaining":                "The share of the error budget that is left, a fraction; below 0 when overspent.",
	"on_course":                "The share of the error budget that will be spent if the rest is like the part so far, a fraction.",
	"budget":                   "How many events may fail, in events.",
	"bad":                      "How many events failed, in events; a fraction of one where a sample was shared out.",
	"valid":                    "How many events counted, in events.",
	"coverage":                 "The share of the expected data that was there, a fraction.",
	"share":                    "The share of the error budget that it took, a fraction. Null where nothing was allowed to fail, or there is no data.",
	"printed":                  "`share` as pages print it, a fraction rounded so that the parts still add up.",
	"unexplained":              "The share of the error budget that no incident explains, a fraction.",
	"roll_up_spent":            "Failed events over those allowed, a fraction.",
	"seconds":                  "In seconds.",
	"window_seconds":           "The long window, in seconds.",
	"short_window_seconds":     "The short window, in seconds.",
	"factor":                   "The burn rate at which it fires, as a multiple of the rate that spends the budget exactly.",
	"peak_burn_rate":           "The highest burn rate, as a multiple of the rate that spends the budget exactly.",
	"peak":                     "The highest value, a fraction.",
	"bad_ratio":                "The share of events that failed, a fraction.",
	"time_to_detect":           "In seconds from `started`.",
	"time_to_acknowledge":      "In seconds from `started`.",
	"time_to_mitigate":         "In seconds from `started`.",
	"time_to_restore":          "In seconds from `started`; null while it is open.",
	"median_time_to_restore":   "The median over the incidents that are over, in seconds.",
	"impact_hours":             "The time in which at least one incident did harm, in hours.",
	"impact":                   "In hours.",
	"after":                    "In seconds.",
	"ahead":                    "In seconds.",
	"median_ahead":             "In seconds.",
	"median":                   "The median, in seconds.",
	"low":                      "The lower end of the exact 95 % interval of the median, in seconds; null where there are too few.",
	"high":                     "The upper end of the exact 95 % interval of the median, in seconds; null where there are too few.",
	"mean":                     "In seconds.",
	"previous_median":          "In seconds.",
	"values":                   "Each duration, in seconds.",
	"p":                        "The probability of a difference at least this large by chance, a fraction; null where too few were compared.",
	"percent":                  "The credit in per cent of the fee: 10 is 10 %.",
	"credit":                   "The credit owed, a fraction of the fee.",
	"below":                    "The credit is owed when the SLI lies below this, a fraction.",
	"fee":                      "In `currency`.",
	"amount":                   "In `currency`.",
	"margin":                   "In events.",
	"margin_time":              "In seconds.",
	"margin_used":              "A fraction of the margin.",
	"best_sli":                 "A fraction.",
	"cost_a_year":              "In `currency` a year.",
	"cost_per_failure_avoided": "In `currency` for each event.",
	"failures_beyond_it":       "In events.",
	"allowed_bad":              "In events a quarter.",
	"allowed_minutes":          "In minutes of total failure a quarter.",
	"most":                     "A fraction of the budget.",
	"most_spent":               "A fraction of the budget.",
	"least_spent":              "A fraction of the budget.",
	"held":                     "A fraction, as objectives are.",
	"share_of_four_weeks":      "A fraction.",
	"share_of_quarter":         "A fraction.",
	"share_of_traffic":         "A fraction.",
	"share_of_failures":        "A fraction.",
	"assumed_share":            "The share of events that were placed by assumption (spread over a gap), a fraction.",
	"end_to_end_low":           "A fraction.",
	"end_to_end_high":          "A fraction.",
	"one_failure_in":           "In tries.",
	"rule":                     "The line the values are held against, in the same unit.",
	"of":                       "A number without unit.",
	"median_days_to_done":      "In days.",
	"materiality":              "In quarters' budgets: 1 is all of one budget.",
	"number":                   "What the figure is compared with, in its unit: shares are fractions.",
	"step_seconds":             "The most common length of a sample, in seconds.",
	"slice_seconds":            "The length of a slice, in seconds.",
	"previous":                 "In the unit of `value`.",
	"year_ago":                 "In the unit of `value`.",
	"Figure.value":             "In `unit`.",
	"EvidenceItem.value":       "In the unit of the series it stands in; days, seconds or a fraction.",
	"Threshold.value":          "In `unit`.",
	"Curve.peak":               "The highest share of events that failed, a fraction.",
	"DayValue.low":             "",
	"DayValue.high":            "",
	"DeliveryMetric.low":       "In the unit of the figure; null where there are too few.",
	"DeliveryMetric.high":      "The upper end of that interval, in the unit of the figure; null where there are too few.",
	"Investment.after":         "",
	"LaunchSide.after":         "",
	"Felt.share":               "What the budget that paid most for them paid, a fraction of it.",
	"PolicySLO.peak":           "A fraction of the budget.",
	"Decision.by":              "The day by which it is asked for.",
	"Decision.answered":        "The day of the answer.",
	"Restated.issued":          "In `unit`.",
	"Restated.now":             "In `unit`.",
	"ContractPeriod.owed":      "In the contract's currency, which is the figure's `unit`.",
	"IncidentSummary.count":    "How many incidents, a number without unit.",
	"customers_first":          "A fraction.",
	"worst_spent":              "A fraction.",
	"Attribution.bad":          "In events.",
	"Attribution.budget":       "In events.",
	"Attribution.printed":      "A fraction.",

	// Counts.
	"alert":                   "How many an alert noticed first.",
	"colleague":               "How many a colleague noticed first.",
	"Noticed.customer":        "How many a customer noticed first.",
	"other":                   "How many something else noticed first.",
	"not_stated":              "How many do not say.",
	"contracts":               "How many contracts.",
	"breached":                "How many finished periods were breached.",
	"ContractSummary.running": "How many periods were running.",
	"running_breached":        "How many running periods cannot be kept any more.",
	"running_on_course":       "How many running periods are on course to breach.",
	"without_verdict":         "How many periods have no verdict.",
	"n":                       "How many durations there are.",
	"count":                   "How many.",
	"met":                     "How many met it.",
	"resets":                  "How often a counter restarted.",
	"days":                    "How many days.",
	"quarters":                "How many quarters, a number without unit.",
	"incidents":               "How many incidents, a number without unit.",
	"slos":                    "How many objectives, a number without unit.",
	"teams":                   "How many teams, a number without unit.",
	"slos_without_data":       "How many objectives were not measured.",
	"actions_open":            "How many action items are not done.",
	"actions_overdue":         "How many action items are past their day.",
	"overdue":                 "How many are past their day.",
	"as_it_was":               "How many met it with the cause.",
	"left_out":                "How many incidents take no part in the figures; of an incident why.",
	"absent_bad_samples":      "How many samples had no series of failures.",
	"too_coarse_for_bursts":   "True where samples are too long for bursts to be found.",
	"too_coarse":              "How many were measured in samples too long for a claim.",
	"not_measured":            "How many were not measured.",
	"days_expected":           "How many days were expected.",
	"previous_n":              "How many durations `previous_median` stands on.",
	"too_few":                 "True where too few durations were compared to tell.",
	"exact":                   "True where every arrangement was tried, false where a sample of them was.",
}
