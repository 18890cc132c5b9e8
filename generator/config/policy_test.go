package config

import (
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
)

// steps writes a policy's ladder, one step a line.
func steps(p Policy) string {
	var lines []string
	for _, s := range p.Steps {
		word := "demands"
		if s.Permits {
			word = "permits"
		}
		lines = append(lines, s.ID+": "+s.When.String()+" "+word+" "+s.Text)
	}
	return strings.Join(lines, "\n")
}

func TestTheWorkbooksRulesAreBuiltIn(t *testing.T) {
	site, reported := load(map[string]string{"config.toml": small, "data/teams/checkout.toml": team})
	want(t, reported, "")
	p := site.PolicyOf("checkout")
	var whens []string
	for _, s := range p.Steps {
		whens = append(whens, s.When.String())
		if !s.BuiltIn || s.Text == "" || s.Title == "" {
			t.Errorf("the step %+v is not whole", s)
		}
	}
	want(t, strings.Join(whens, ", "), "remaining >= 0.75, incident_28d > 0.2, cause_quarter > 0.2, spent_28d > 1")
}

// The site tightens the freeze, drops the rule on causes and adds a step of its
// own; the team changes only what the freeze demands, and adds what an ample
// budget permits it.
func TestATeamsPolicyOverridesAndAdds(t *testing.T) {
	site, reported := load(map[string]string{
		"config.toml": small + `
[policy]
decider = "Head of engineering"
decide_within = "14d"
[[policy.step]]
id = "freeze"
when = "spent_28d >= 0.9"
[[policy.step]]
id = "cause"
off = true
[[policy.step]]
id = "incident"
off = true
[[policy.step]]
id = "ample"
off = true
[[policy.step]]
when = "spent>=0.80"
demands = "Launches behind a canary"
`,
		"data/teams/checkout.toml": team + `
[policy]
decider = "Checkout's leads"
[[policy.step]]
id = "freeze"
demands = "No releases before ten"
[[policy.step]]
id = "bold"
when = "remaining > 0.5"
permits = "Launch freely"
[[policy.exception]]
step = "spent >= 0.8"
reason = "The sale"
approver = "Head of product"
from = 2026-07-10
until = 2026-08-31
`,
		"data/teams/web.toml": strings.NewReplacer(`"web"`, `"app"`, "web-", "app-").Replace(team),
	})
	want(t, reported, "")
	want(t, steps(site.PolicyOf("checkout")), `
bold: remaining > 0.5 permits Launch freely
spent >= 0.8: spent >= 0.8 demands Launches behind a canary
freeze: spent_28d >= 0.9 demands No releases before ten
`)
	other := site.PolicyOf("web")
	if len(other.Steps) != 2 || other.Decider != "Head of engineering" || other.DecideWithin != 14*24*time.Hour || len(other.Exceptions) != 0 {
		t.Errorf("the other team's policy is %+v", other)
	}
	p := site.PolicyOf("checkout")
	if p.Decider != "Checkout's leads" || len(p.Exceptions) != 1 {
		t.Fatalf("the policy is %+v", p)
	}
	// The last day of an exception counts: it ends at midnight of 1 September
	// in Berlin, 22:00 UTC on 31 August.
	if e := p.Exceptions[0]; e.Team != "checkout" || !e.Until.Equal(time.Date(2026, 8, 31, 22, 0, 0, 0, time.UTC)) {
		t.Errorf("the exception is %+v", e)
	}
}

func TestPolicyMistakes(t *testing.T) {
	site, reported := load(map[string]string{
		"config.toml": small + `[policy]
decidr = "x"
[[policy.step]]
when = "spend >= 1"
demands = "x"
[[policy.step]]
when = "spent => 1"
demands = "x"
[[policy.step]]
when = "spent >= 80"
demands = "x"
[[policy.step]]
when = "spent >= 80 %"
demands = "x"
[[policy.step]]
when = "spent >= lots"
demands = "x"
[[policy.step]]
when = "spent"
demands = "x"
[[policy.step]]
when = "spent >= 1 and remaining < 1"
demands = "x"
[[policy.step]]
demands = "x"
[[policy.step]]
when = "spent >= 1"
[[policy.step]]
when = "spent >= 1"
demands = "x"
permits = "y"
[[policy.step]]
when = "spent >= 0.5"
demands = "x"
[[policy.step]]
when = "spent  >=  0.50"
demands = "y"
[[policy.exception]]
step = "freeze"
[[policy.exception]]
step = "freez"
reason = "r"
approver = "a"
from = 2026-07-01
until = 2026-07-31
[[policy.exception]]
step = "freeze"
team = "chekout"
reason = "r"
approver = "a"
from = 2026-07-02
until = 2026-07-01
[[policy.exception]]
step = "freeze"
slo = "web-availabilty"
reason = "r"
approver = "a"
from = 2026-07-02
review = 2026-07-01
[[policy.exception]]
step = "ample"
reason = "r"
approver = "a"
from = 2026-07-02
review = 2026-08-01
[[policy.exception]]
step = "freeze"
team = "chekout"
reason = "r"
approver = "a"
from = 2026-07-02
review = 2026-08-01
[[policy.exception]]
step = "freeze"
slo = "web-availabilty"
reason = "r"
approver = "a"
from = 2026-07-02
review = 2026-08-01
`,
		"data/teams/checkout.toml": team,
	})
	want(t, strings.ReplaceAll(reported, "config.toml:", ""), `
4:1: warning: unknown key "decidr" (did you mean decider?)
6:8: error: "spend" is no figure that a policy can look at (did you mean spent?)
9:8: error: "=>" is no comparison (write >=, >, <= or <)
12:8: error: 80 is more than ten whole budgets (write 0.8 for 80 %)
15:8: error: shares are written as fractions, not as "80 %" (write 0.8)
18:8: error: "lots" is no number to compare a figure with (write a figure, a comparison and a number, such as "spent >= 1")
21:8: error: "spent" is not a condition (write a figure, a comparison and a number, such as "spent >= 1")
24:8: error: a step looks at one figure, and "spent >= 1 and remaining < 1" compares several (write a step for each comparison)
26:1: error: "when" is missing (write a figure, a comparison and a number, such as "spent >= 1")
28:1: error: the step says neither what it demands nor what it permits (add demands = "No releases but fixes", or permits)
33:11: error: a step demands or permits, not both (write a step for each)
37:1: error: the step "spent >= 0.5" is already written at 34:1 (give one of the two another id)
40:1: error: "approver" is missing (name who granted it, by role, such as approver = "Head of engineering")
40:1: error: "from" is missing (add from = 2026-07-10, the first day on which it holds)
40:1: error: "reason" is missing (add reason = "The date of the sale cannot be moved")
40:1: error: the exception would hold for ever (add until = 2026-09-30, its last day, or review, the day on which it is looked at again)
42:1: error: the exception names the step "freez", which is not there (did you mean freeze?)
54:9: error: the exception ends before it begins (write the last day on which it holds)
61:10: error: the exception is reviewed before it begins (write the day on which it is looked at again)
62:1: warning: the step "ample" demands nothing, so there is nothing to except from (remove it)
68:1: error: the exception names the team "chekout", which is not there (did you mean checkout?)
75:1: error: the exception names the SLO "web-availabilty", which is not there (did you mean web-availability?)
`)
	if len(site.Policy.Exceptions) != 0 {
		t.Errorf("exceptions left: %+v", site.Policy.Exceptions)
	}
}

// On its side of the number to the last digit that counts.
func TestConditions(t *testing.T) {
	c := func(op string) Condition { return Condition{Figure: FigureSpent, Op: op, Number: 0.3} }
	equal := 0.1 + 0.2 // 0.30000000000000004
	if c(">").Holds(equal) || !c(">=").Holds(equal) || c("<").Holds(equal) || !c("<=").Holds(equal) {
		t.Error("a value that equals the number but for rounding is not taken as equal")
	}
	if !c(">").Holds(0.3001) || c("<=").Holds(0.3001) || !c("<").Holds(0.2999) || c(">=").Holds(0.2999) {
		t.Error("values beside the number are on the wrong side")
	}
}

// What is read as a condition is read the same when it is written out.
func FuzzCondition(f *testing.F) {
	for _, s := range []string{"spent >= 1", "remaining<.5", "cause_quarter >0.2", "spent >= 1e-3", "x > 1", "spent > NaN", "≥"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		read := func(s string) (Condition, bool, int) {
			var diags diag.List
			c, ok := (&loader{diags: &diags}).condition(doc.Word{Text: s})
			return c, ok, diags.Count(diag.Error)
		}
		c, ok, errors := read(text)
		if ok == (errors > 0) {
			t.Fatalf("%q: ok %v with %d errors", text, ok, errors)
		}
		if !ok {
			return
		}
		if again, ok, _ := read(c.String()); !ok || again != c {
			t.Fatalf("%q is %+v, and read again %+v", text, c, again)
		}
	})
}
