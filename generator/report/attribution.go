package report

import (
	"cmp"
	"slices"

	"quarterdeck/generator/config"
	"quarterdeck/generator/slo"
)

// Attribution says what spent budgets, and who: a team's in a quarter, or
// every team's. Budgets of event objectives are added (Σ failed ÷ Σ budget);
// those that cannot be added, by time slices or without a budget, stand beside
// each row.
type Attribution struct {
	// Objectives is how many event objectives were added. Bad of their events
	// failed where Budget may; Spent is the first over the second, null
	// without any.
	Objectives int      `json:"objectives" audience:"public"`
	Bad        float64  `json:"bad" audience:"public"`
	Budget     float64  `json:"budget" audience:"public"`
	Spent      *float64 `json:"spent" audience:"public"`
	// Printed is Spent rounded to 0.1 %, as printed shares add up to.
	Printed *float64 `json:"printed" audience:"public"`
	// Beside lists the objectives that cannot be added.
	Beside []Ref `json:"beside" audience:"public"`
	// Triggers and RootCauses each account for all of Bad, the largest first
	// and what no incident explains last.
	Triggers   []SpendGroup `json:"by_trigger" audience:"public"`
	RootCauses []SpendGroup `json:"by_root_cause" audience:"public"`
	// Charges account for all of Bad by the team with which the postmortem
	// places the cause.
	Charges []Charge `json:"by_causing_team" audience:"causes"`
	// Caused is what incidents that lie with the team spent of other teams'
	// budgets; empty in an organisation's report.
	Caused []Charge `json:"caused_elsewhere" audience:"causes"`
	// kinds is how the kinds of parts are printed, in the order of kindOrder:
	// every account prints them alike.
	kinds []float64
}

// SpendGroup is what the incidents with one trigger, or one root cause, took.
type SpendGroup struct {
	// Kind is incident, bursts, background or scattered.
	Kind string `json:"kind" audience:"public"`
	// Term is the trigger or root cause; its ID is "" for incidents that
	// state none, and Kind for what no incident explains.
	Term      Term  `json:"term" audience:"public"`
	Incidents []Ref `json:"incidents" audience:"public"`
	Amount    `audience:"public"`
}

// Charge is what one team's incidents took from another's budgets.
type Charge struct {
	// Kind is team (another team's incidents), own (the team's, and those
	// whose postmortem names no other team), unexplained (no incident) or
	// withheld (incidents that the edition does not show).
	Kind string `json:"kind" audience:"public"`
	// Spender is set for another team's incidents; Owner is whose budgets
	// they are, and what Share is a share of.
	Spender   *Ref  `json:"spender" audience:"public"`
	Owner     Ref   `json:"owner" audience:"public"`
	Incidents []Ref `json:"incidents" audience:"public"`
	Amount    `audience:"public"`
}

// The kinds of charges.
const (
	chargeTeam        = "team"
	chargeOwn         = "own"
	chargeUnexplained = "unexplained"
	chargeWithheld    = "withheld"
)

// Amount is failed events as a share of budgets.
type Amount struct {
	Bad     float64       `json:"bad" audience:"public"`
	Share   *float64      `json:"share" audience:"public"`
	Printed *float64      `json:"printed" audience:"public"`
	Beside  []BesideShare `json:"beside" audience:"public"`
}

// BesideShare is what a row took of an objective that cannot be added. Share
// is null where there is no budget.
type BesideShare struct {
	SLO    Ref      `json:"slo" audience:"public"`
	Counts string   `json:"counts" audience:"public"`
	Bad    float64  `json:"bad" audience:"public"`
	Share  *float64 `json:"share" audience:"public"`
}

// added tells whether an objective's budget is added to others.
func added(s *SLOQuarter) bool {
	return s.Method == string(config.Events) && s.Spent.Value != nil && !s.NoBudget
}

// attribution shares the spend of objectives out by trigger, by root cause and
// by the team that caused it.
func attribution(slos []*SLOQuarter) Attribution {
	a := Attribution{Beside: []Ref{}, Charges: []Charge{}, Caused: []Charge{}}
	for _, s := range slos {
		switch {
		case added(s):
			a.Objectives++
			a.Bad += s.Spend.Bad
			a.Budget += *s.Budget.Value
		case s.Spent.Value != nil:
			a.Beside = appendRef(a.Beside, s.SLO)
		}
	}
	if a.Budget > 0 {
		a.Spent = ptr(a.Bad / a.Budget)
		a.Printed = ptr(slo.LargestRemainder([]float64{*a.Spent}, *a.Spent, printedDigits)[0])
		a.printKinds(slos)
	}
	a.Triggers = a.groups(slos, func(in *IncidentRef) []Term {
		if in.Trigger == nil {
			return nil
		}
		return []Term{*in.Trigger}
	})
	a.RootCauses = a.groups(slos, func(in *IncidentRef) []Term { return in.RootCauses })
	return a
}

// printKinds rounds what incidents, bursts, background and the scattered rest
// took, so that they add up.
func (a *Attribution) printKinds(slos []*SLOQuarter) {
	shares := make([]float64, len(kinds()))
	for _, s := range slos {
		if !added(s) {
			continue
		}
		for _, p := range s.Spend.Parts {
			shares[kindOrder(p.Kind)] += p.Bad / a.Budget
		}
	}
	a.kinds = slo.LargestRemainder(shares, *a.Spent, printedDigits)
}

// groups adds the parts of all objectives up by the terms of their incidents;
// an incident with several terms is shared equally among them.
func (a *Attribution) groups(slos []*SLOQuarter, termsOf func(*IncidentRef) []Term) []SpendGroup {
	out := []SpendGroup{}
	at := func(kind string, t Term) *SpendGroup {
		for i := range out {
			if out[i].Kind == kind && out[i].Term.ID == t.ID {
				return &out[i]
			}
		}
		out = append(out, SpendGroup{Kind: kind, Term: t, Incidents: []Ref{}, Amount: Amount{Beside: []BesideShare{}}})
		return &out[len(out)-1]
	}
	for _, s := range slos {
		for _, p := range s.Spend.Parts {
			if p.Bad == 0 {
				continue
			}
			if p.Incident == nil {
				at(p.Kind, Term{ID: p.Kind, Title: partTitle(p.Kind)}).add(s, p, 1)
				continue
			}
			terms := termsOf(p.Incident)
			if len(terms) == 0 {
				terms = []Term{{Title: "Not stated"}}
			}
			for _, t := range terms {
				g := at(partIncident, t)
				g.Incidents = appendRef(g.Incidents, p.Incident.Ref)
				g.add(s, p, 1/float64(len(terms)))
			}
		}
	}
	slices.SortStableFunc(out, compareGroups)
	var incidents []*Amount
	for i := range out {
		sortRefs(out[i].Incidents)
		if g := &out[i]; g.Kind == partIncident {
			incidents = append(incidents, &g.Amount)
		} else {
			a.shareKind(&g.Amount, kindOrder(g.Kind))
		}
	}
	a.shareIncidents(incidents)
	return out
}

// add counts a part of a spend, or a fraction of one.
func (m *Amount) add(s *SLOQuarter, p SpendPart, fraction float64) {
	if added(s) {
		m.Bad += p.Bad * fraction
		return
	}
	i := slices.IndexFunc(m.Beside, func(x BesideShare) bool { return x.SLO.ID == s.SLO.ID })
	if i < 0 {
		i = len(m.Beside)
		m.Beside = append(m.Beside, BesideShare{SLO: s.SLO, Counts: s.Counts})
	}
	m.Beside[i].Bad += p.Bad * fraction
	if p.Share != nil {
		m.Beside[i].Share = ptr(value(m.Beside[i].Share) + *p.Share*fraction)
	}
}

// shareIncidents relates rows of incidents to the budget; what is printed of
// them adds up to what incidents took.
func (a *Attribution) shareIncidents(rows []*Amount) {
	if a.Spent == nil {
		return
	}
	shares := make([]float64, len(rows))
	for i, r := range rows {
		shares[i] = r.Bad / a.Budget
		r.Share = ptr(shares[i])
	}
	for i, v := range slo.LargestRemainder(shares, a.kinds[0], printedDigits) {
		rows[i].Printed = ptr(v)
	}
}

// shareKind relates a row of what no incident explains to the budget; it is of
// one kind, or of several together.
func (a *Attribution) shareKind(row *Amount, of ...int) {
	if a.Spent == nil {
		return
	}
	printed := 0.0
	for _, kind := range of {
		printed += a.kinds[kind]
	}
	row.Share, row.Printed = ptr(row.Bad/a.Budget), ptr(slo.LargestRemainder([]float64{printed}, printed, printedDigits)[0])
}

// kinds are the kinds of parts in the order in which they are listed.
func kinds() []string {
	return []string{partIncident, partBursts, partBackground, partScattered, partWithheld}
}

func kindOrder(kind string) int { return slices.Index(kinds(), kind) }

// compareGroups puts the largest first, incidents that state nothing behind
// those that do, and what no incident explains last.
func compareGroups(x, y SpendGroup) int {
	unstated := func(g SpendGroup) int {
		if g.Term.ID == "" {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(kindOrder(x.Kind), kindOrder(y.Kind)), cmp.Compare(unstated(x), unstated(y)),
		cmp.Compare(y.Bad, x.Bad), cmp.Compare(x.Term.ID, y.Term.ID))
}

func sortRefs(refs []Ref) {
	slices.SortFunc(refs, func(x, y Ref) int { return cmp.Compare(x.ID, y.ID) })
}

// charge shares one team's spend out by the team that caused it.
func (b *builder) charge(a *Attribution, owner Ref, slos []*SLOQuarter) {
	at := func(kind string, spender *Ref) *Charge {
		for i := range a.Charges {
			c := &a.Charges[i]
			if c.Kind == kind && (spender == nil || c.Spender.ID == spender.ID) {
				return c
			}
		}
		a.Charges = append(a.Charges, Charge{Kind: kind, Spender: spender, Owner: owner, Incidents: []Ref{}, Amount: Amount{Beside: []BesideShare{}}})
		return &a.Charges[len(a.Charges)-1]
	}
	for _, s := range slos {
		for _, p := range s.Spend.Parts {
			if p.Bad == 0 {
				continue
			}
			c := at(b.chargeOf(p, owner))
			if p.Incident != nil {
				c.Incidents = appendRef(c.Incidents, p.Incident.Ref)
			}
			c.add(s, p, 1)
		}
	}
	slices.SortStableFunc(a.Charges, compareCharges)
	var incidents []*Amount
	for i := range a.Charges {
		c := &a.Charges[i]
		sortRefs(c.Incidents)
		switch c.Kind {
		case chargeUnexplained:
			a.shareKind(&c.Amount, 1, 2, 3)
		case chargeWithheld:
			a.shareKind(&c.Amount, kindOrder(partWithheld))
		default:
			incidents = append(incidents, &c.Amount)
		}
	}
	a.shareIncidents(incidents)
}

func (b *builder) chargeOf(p SpendPart, owner Ref) (kind string, spender *Ref) {
	switch {
	case p.Kind == partWithheld:
		return chargeWithheld, nil
	case p.Incident == nil:
		return chargeUnexplained, nil
	}
	if by := p.Incident.CausedBy; by != nil && by.ID != owner.ID {
		return chargeTeam, by
	}
	return chargeOwn, nil
}

// compareCharges puts other teams first, the largest of them leading.
func compareCharges(x, y Charge) int {
	order := func(c Charge) int {
		return slices.Index([]string{chargeTeam, chargeOwn, chargeUnexplained, chargeWithheld}, c.Kind)
	}
	id := func(c Charge) string {
		if c.Spender == nil {
			return ""
		}
		return c.Spender.ID
	}
	return cmp.Or(cmp.Compare(order(x), order(y)), cmp.Compare(y.Bad, x.Bad), cmp.Compare(id(x), id(y)))
}

// teamAttribution accounts for a team's spend.
func (b *builder) teamAttribution(owner Ref, slos []*SLOQuarter) Attribution {
	a := attribution(slos)
	b.charge(&a, owner, slos)
	return a
}

// chargeTeams tells every team what its incidents spent of others' budgets.
func (b *builder) chargeTeams() {
	for _, tq := range b.book.TeamQuarters {
		for _, c := range tq.Attribution.Charges {
			if c.Kind != chargeTeam {
				continue
			}
			if by := b.teamReport(c.Spender.ID, tq.Quarter.Slug); by != nil {
				by.Attribution.Caused = append(by.Attribution.Caused, c)
			}
		}
	}
	for _, tq := range b.book.TeamQuarters {
		slices.SortStableFunc(tq.Attribution.Caused, func(x, y Charge) int {
			return cmp.Or(comparePtr(x.Share, y.Share), cmp.Compare(x.Owner.ID, y.Owner.ID))
		})
	}
}

// organisationAttribution accounts for all teams' spend in a quarter.
func (b *builder) organisationAttribution(slug string) Attribution {
	var all []*SLOQuarter
	charges := []Charge{}
	for _, tq := range b.book.TeamQuarters {
		if tq.Quarter.Slug == slug {
			all = append(all, tq.SLOs...)
			charges = append(charges, tq.Attribution.Charges...)
		}
	}
	a := attribution(all)
	a.Charges = charges
	return a
}
