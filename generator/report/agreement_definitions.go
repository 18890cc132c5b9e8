package report

// The ids of the definitions of what is agreed with others.
const (
	defExcluded = "exclusion"
	defContract = "contract"
	defMargin   = "contract-margin"
	defCredit   = "service-credit"
)

// agreementDefinitions is the figures of exclusions and contracts.
func agreementDefinitions() []Definition {
	return []Definition{
		{ID: defExcluded, Title: "Time left out by agreement", Unit: "time and events",
			Short:   "Time that somebody agreed not to count: neither expected nor measured, and always shown beside the figure without it.",
			Text:    "An exclusion states its reason, who approved it, and whom it touches. The good and bad events of its time leave the budget; of a sample that it cuts, the share of its time. A time slice that it touches is left out whole. What failed meanwhile is listed as excluded and belongs to no incident. Exclusions that overlap leave their common time out once. If nothing of a quarter is left, it has no data.",
			Formula: "figure = figure over (quarter − excluded time)", Source: "OpenSLO; the arithmetic is Quarterdeck’s"},
		{ID: defContract, Title: "Contract", Unit: "share of valid events",
			Short:   "What a class of customers was promised (a service level agreement), measured on an objective’s indicator by the contract’s own target, period and exclusions.",
			Text:    "Judged over whole months, quarters or fiscal years of the site’s calendar, or the part of one in which the contract holds. Exactly on the target is kept. A period that has not ended is to date: it is breached already when more failed than the whole period would allow at the traffic so far. A finished period with too little data has no verdict. It belongs to the team that owned the service when it ended.",
			Formula: "kept when Σ good ÷ Σ valid ≥ target", Source: "Google SRE Book, Service Level Objectives"},
		{ID: defMargin, Title: "Margin of a contract", Unit: "events and time",
			Short:   "What may still fail before the contract is breached; negative once it is.",
			Text:    "In events, and as the length of a total outage at even traffic that would use it up. Of a running period it is the whole period’s, the traffic to come reckoned at the rate so far.",
			Formula: "margin = (1 − target) × valid − failed; in time: margin ÷ allowed × (1 − target) × length", Source: "derived"},
		{ID: defCredit, Title: "Service credit", Unit: "share of the fee",
			Short:   "What a breach gives back by the contract’s scale: the gravest step that the indicator fell below.",
			Text:    "In money where the contract states a fee: the percentage of what these customers pay for the period together, as if each of them claimed. It is what the contract provides, not what was paid. Of a running period it is what is owed already if nothing more fails. Amounts in different currencies are not added.",
			Formula: "credit = percent of the step × fee", Source: "derived"},
	}
}
