package config

import (
	"regexp"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
)

// Statistics is what reports say of durations beyond the default.
type Statistics struct {
	// Means adds labelled means to the medians.
	Means bool
}

func (l *loader) statistics(t *doc.Table) Statistics {
	means, _ := t.Bool("means")
	return Statistics{Means: means}
}

// Nine is a tighter objective and what it costs to keep it for a year.
type Nine struct {
	Target float64
	// Cost a year in Currency (ISO 4217).
	Cost     float64
	Currency string
	Note     string
	Pos      diag.Pos
}

var currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)

// tried reads the objectives an SLO wants tried on its history, and the costs
// of tighter ones.
func (l *loader) tried(t *doc.Table, s *SLO) {
	s.Candidates = l.candidates(t)
	for _, sub := range t.Tables("nine") {
		if n, ok := l.nine(sub); ok {
			s.Nines = append(s.Nines, n)
		}
	}
}

// candidates reads candidates = [0.997, …]; a single number is a list of one.
func (l *loader) candidates(t *doc.Table) []float64 {
	v := t.Value("candidates")
	if v == nil {
		return nil
	}
	var out []float64
	for _, item := range v.Items() {
		x, ok := item.Float()
		switch {
		case !ok:
			l.diags.Errorf(item.Pos, "wrong-type", "write candidates = [0.997, 0.9995]", "a candidate objective is a number")
		case x <= 0 || x > 1:
			l.diags.Errorf(item.Pos, "not-a-fraction", fractionHint(x), "%v is not an objective: one lies above 0 and is at most 1", x)
		default:
			out = append(out, x)
		}
	}
	return out
}

func (l *loader) nine(t *doc.Table) (Nine, bool) {
	before := l.errors()
	n := Nine{Currency: t.RequiredString("currency", `add currency = "EUR"`), Note: t.String("note"), Pos: t.Here()}
	if t.Required("target", "add target = 0.9999, the tighter objective") {
		n.Target, _ = l.target(t, "target")
	}
	if t.Required("cost", "add cost = 120000, what keeping it costs a year") {
		n.Cost, _ = t.Float("cost")
	}
	if n.Cost < 0 {
		t.Errorf("cost", "bad-value", "write what it costs a year, as a positive number", "a cost cannot be %v", n.Cost)
	}
	if n.Currency != "" && !currencyCode.MatchString(n.Currency) {
		t.Errorf("currency", "bad-value", `write its three letters, such as "EUR"`, "%q is not the code of a currency", n.Currency)
	}
	return n, l.errors() == before
}

// checkNines warns of a nine that is no tighter than the objective in force.
func (l *loader) checkNines(s SLO) {
	if len(s.Objectives) == 0 {
		return
	}
	current := s.Objectives[len(s.Objectives)-1].Target
	for _, n := range s.Nines {
		if n.Target <= current {
			l.diags.Warnf(n.Pos, "no-tighter", "state what a tighter objective would cost, or remove it",
				"the next nine of %s, %v, is no tighter than the objective in force, %v", s.ID, n.Target, current)
		}
	}
}
