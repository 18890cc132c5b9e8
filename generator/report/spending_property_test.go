package report_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/report"
)

// scene is a made-up site: three teams with an objective each (the last by time
// slices), a month of hours or six days of five minutes, incidents that overlap,
// touch several teams and lie with one of them.
type scene struct {
	seed  uint64
	extra float64 // more failures in every sample of the first objective that has some
	order bool    // everything written the other way round
}

const sceneTeams = 3

func (s scene) site() site {
	r := rand.New(rand.NewPCG(s.seed, 23))
	step, n := time.Hour, 24*28
	if r.IntN(2) == 0 {
		step, n = 5*time.Minute, 288*6
	}
	start := instant("2026-02-01T00:00:00Z")
	out := site{"config.toml": plainConfig}
	for k := range sceneTeams {
		s.team(out, r, k, start, step, n)
	}
	s.incidents(out, r, start, step*time.Duration(n))
	return out
}

func (s scene) team(out site, r *rand.Rand, k int, start time.Time, step time.Duration, n int) {
	rows := make([]string, 0, n)
	bad := 0
	for i := range n {
		if r.IntN(40) == 0 {
			bad = []int{0, 0, 0, 5, 60, 400}[r.IntN(6)]
		}
		total := 1000 + r.IntN(500)
		failed := float64(r.IntN(bad + 2))
		if k == 0 && failed > 0 {
			failed += s.extra
		}
		rows = append(rows, fmt.Sprintf("%s,%d,%g", start.Add(time.Duration(i)*step).Format(time.RFC3339), total, failed))
	}
	if s.order {
		for i, j := 0, len(rows)-1; i < j; i, j = i+1, j-1 {
			rows[i], rows[j] = rows[j], rows[i]
		}
	}
	out[fmt.Sprintf("data/metrics/m%d.csv", k)] = fmt.Sprintf("time,total%d,bad%d\n", k, k) + strings.Join(rows, "\n") + "\n"
	slo := fmt.Sprintf("[[slo]]\nid='up%d'\nservice='s%d'\ntotal='total%d'\nbad='bad%d'\nobjective=0.999\n", k, k, k, k)
	if k == sceneTeams-1 {
		slo += "method='slices'\nslice='1h'\nslice_target=0.999\n"
	}
	service := fmt.Sprintf("[[service]]\nid='s%d'\n", k)
	if s.order {
		service, slo = slo, service
	}
	out[fmt.Sprintf("data/teams/t%d.toml", k)] = service + slo
}

func (s scene) incidents(out site, r *rand.Rand, start time.Time, length time.Duration) {
	pick := func(words ...string) string {
		var some []string
		for _, w := range words {
			if r.IntN(2) == 0 {
				some = append(some, fmt.Sprintf("%q", w))
			}
		}
		return "[" + strings.Join(some, ", ") + "]"
	}
	for i := range 4 + r.IntN(8) {
		at := start.Add(time.Duration(r.Int64N(int64(length))).Truncate(time.Second))
		end := at.Add(time.Duration(r.IntN(40000)) * time.Second)
		text := pm(fmt.Sprintf("I%d", i), at.Format(time.RFC3339), end.Format(time.RFC3339))
		text = strings.Replace(text, `["shop"]`, pick("s0", "s1", "s2"), 1)
		lines := []string{"root_causes = " + pick("x", "y", "z")}
		if r.IntN(2) == 0 {
			lines = append(lines, fmt.Sprintf("trigger = %q", []string{"p", "q"}[r.IntN(2)]))
		}
		if r.IntN(2) == 0 {
			lines = append(lines, fmt.Sprintf("caused_by = \"t%d\"", r.IntN(sceneTeams)))
		}
		name := fmt.Sprintf("data/postmortems/%02d.md", i)
		if s.order {
			name = fmt.Sprintf("data/postmortems/%02d.md", 99-i)
		}
		out[name] = fact(text, lines...)
	}
}

func (s scene) book(t *testing.T) *report.Book {
	book, _ := s.site().build(t)
	return book
}

const sceneCount = 25

func groupsAddUp(t *testing.T, what string, list []report.SpendGroup, a report.Attribution) {
	t.Helper()
	bad, share, printed := 0.0, 0.0, 0.0
	beside := map[string]float64{}
	for _, g := range list {
		bad += g.Bad
		share += *g.Share
		printed += *g.Printed
		for _, b := range g.Beside {
			beside[b.SLO.ID] += b.Bad
		}
	}
	near(t, what+", failed", &bad, a.Bad)
	near(t, what+", shares", &share, *a.Spent)
	near(t, what+", printed", &printed, *a.Printed)
	for _, r := range a.Beside {
		if _, ok := beside[r.ID]; !ok && len(beside) > 0 {
			t.Errorf("%s: %s stands beside nothing", what, r.ID)
		}
	}
}

func TestEveryAccountOfASpendAddsUp(t *testing.T) {
	for seed := range uint64(sceneCount) {
		book := scene{seed: seed}.book(t)
		o := book.Organisations[0].Attribution
		groupsAddUp(t, "by trigger", o.Triggers, o)
		groupsAddUp(t, "by root cause", o.RootCauses, o)
		teams, bad := 0.0, 0.0
		for _, c := range o.Charges {
			bad += c.Bad
		}
		near(t, "all charges", &bad, o.Bad)
		for _, tq := range book.TeamQuarters {
			a := tq.Attribution
			teams += a.Bad
			if a.Spent == nil {
				continue
			}
			groupsAddUp(t, tq.Team.ID+" by trigger", a.Triggers, a)
			groupsAddUp(t, tq.Team.ID+" by root cause", a.RootCauses, a)
			charged, printed := 0.0, 0.0
			for _, c := range a.Charges {
				charged += c.Bad
				printed += *c.Printed
			}
			near(t, tq.Team.ID+" by causing team", &charged, a.Bad)
			near(t, tq.Team.ID+" by causing team, printed", &printed, *a.Printed)
			near(t, tq.Team.ID+" roll-up", tq.RollUp, *a.Spent)
		}
		near(t, "all teams", &teams, o.Bad)
	}
}

// spends are what every incident, trigger, root cause and team took, by name.
func spends(book *report.Book) map[string]float64 {
	out := map[string]float64{}
	for _, in := range book.Library.Incidents {
		for _, s := range in.Spends {
			out[in.ID+" on "+s.SLO.ID] = s.Bad
		}
	}
	o := book.Organisations[0].Attribution
	out["all"] = o.Bad
	for _, list := range [][]report.SpendGroup{o.Triggers, o.RootCauses} {
		for _, g := range list {
			if g.Kind == "incident" {
				out["group "+g.Term.ID] += g.Bad
			}
		}
	}
	for _, c := range o.Charges {
		name := c.Kind + " on " + c.Owner.ID
		if c.Spender != nil {
			name += " by " + c.Spender.ID
		}
		out[name] += c.Bad
	}
	return out
}

func TestMoreFailuresNeverLowerASpend(t *testing.T) {
	for seed := range uint64(sceneCount) {
		less, more := spends(scene{seed: seed}.book(t)), spends(scene{seed: seed, extra: 7}.book(t))
		for name, bad := range less {
			if more[name] < bad*(1-1e-9) {
				t.Errorf("scene %d: with more failures %s took %v, with fewer %v", seed, name, more[name], bad)
			}
		}
		if more["all"] <= less["all"] {
			t.Errorf("scene %d: no more failed", seed)
		}
	}
}

func TestTheOrderOfInputsDoesNotMatter(t *testing.T) {
	for seed := range uint64(sceneCount) {
		one, other := scene{seed: seed}.book(t), scene{seed: seed, order: true}.book(t)
		a, b := spends(one), spends(other)
		if len(a) != len(b) {
			t.Errorf("scene %d: %d spends, the other way round %d", seed, len(a), len(b))
		}
		for name, bad := range a {
			if math.Abs(b[name]-bad) > 1e-9*math.Max(1, bad) {
				t.Errorf("scene %d: %s took %v, the other way round %v", seed, name, bad, b[name])
			}
		}
		x, _ := json.Marshal(one.Organisations[0].Attribution.Triggers)
		y, _ := json.Marshal(other.Organisations[0].Attribution.Triggers)
		if string(x) != string(y) {
			t.Errorf("scene %d: by trigger\n%s\nthe other way round\n%s", seed, x, y)
		}
	}
}
