package report

// ContractSummary is a quarter's contracts in numbers.
type ContractSummary struct {
	Contracts int `json:"contracts" audience:"public"`
	// Finished periods with a verdict, and how many of them were breached.
	Judged   int `json:"judged" audience:"public"`
	Breached int `json:"breached" audience:"public"`
	// Running periods, and how many of them cannot be kept any more or are on
	// course to breach.
	Running    int `json:"running" audience:"public"`
	BreachedSo int `json:"running_breached" audience:"public"`
	OnCourse   int `json:"running_on_course" audience:"public"`
	NoVerdict  int `json:"without_verdict" audience:"public"`
	// Owed adds credits of finished periods up, Already those of running ones;
	// currencies are never added to each other.
	Owed    []Money          `json:"owed" audience:"money"`
	Already []Money          `json:"owed_already" audience:"money"`
	List    []ContractBreach `json:"breaches" audience:"public"`
}

// Money is an amount in one currency.
type Money struct {
	Currency string  `json:"currency" audience:"public"`
	Amount   float64 `json:"amount" audience:"public"`
}

// ContractBreach is a period in which a contract was not kept.
type ContractBreach struct {
	Contract Ref      `json:"contract" audience:"public"`
	Customer string   `json:"customer" audience:"public"`
	Team     Ref      `json:"team" audience:"public"`
	Label    string   `json:"label" audience:"public"`
	Running  bool     `json:"running" audience:"public"`
	Credit   *float64 `json:"credit" audience:"public"`
	Owed     *Money   `json:"owed" audience:"money"`
}

// summarise adds a quarter's contracts up; nil without any.
func summarise(reports []*TeamQuarter, slug string) *ContractSummary {
	s := &ContractSummary{Owed: []Money{}, Already: []Money{}, List: []ContractBreach{}}
	seen := map[string]bool{}
	for _, tq := range reports {
		if tq.Quarter.Slug != slug {
			continue
		}
		for _, c := range tq.Contracts {
			seen[c.ID] = true
			for _, p := range c.Periods {
				s.count(p)
				s.note(c, p, tq)
			}
		}
	}
	s.Contracts = len(seen)
	if s.Contracts == 0 {
		return nil
	}
	return s
}

func (s *ContractSummary) count(p ContractPeriod) {
	if p.Running {
		s.Running++
	}
	switch p.Verdict {
	case VerdictBreached:
		s.Judged++
		s.Breached++
	case VerdictKept:
		s.Judged++
	case VerdictBreachedSo:
		s.BreachedSo++
	case VerdictOnCourse:
		s.OnCourse++
	case VerdictNone, VerdictNoData:
		s.NoVerdict++
	}
}

// note lists a breach and adds its credit up.
func (s *ContractSummary) note(c Contract, p ContractPeriod, tq *TeamQuarter) {
	if p.Verdict != VerdictBreached && p.Verdict != VerdictBreachedSo {
		return
	}
	x := ContractBreach{Contract: Ref{ID: c.ID, Name: c.Title, URL: tq.URL + "#contract-" + c.ID}, Customer: c.Customer,
		Team: tq.Team.Ref, Label: p.Label, Running: p.Running, Credit: p.Credit.Value}
	if p.Owed.Value != nil {
		x.Owed = &Money{c.Currency, *p.Owed.Value}
		into := &s.Owed
		if p.Running {
			into = &s.Already
		}
		*into = addMoney(*into, *x.Owed)
	}
	s.List = append(s.List, x)
}

// addMoney adds an amount to the one in the same currency.
func addMoney(list []Money, m Money) []Money {
	for i := range list {
		if list[i].Currency == m.Currency {
			list[i].Amount += m.Amount
			return list
		}
	}
	return append(list, m)
}
