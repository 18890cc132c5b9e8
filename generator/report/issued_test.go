package report_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/content"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/issued"
	"quarterdeck/generator/markdown"
	"quarterdeck/generator/metrics"
	"quarterdeck/generator/postmortem"
	"quarterdeck/generator/quarter"
	"quarterdeck/generator/records"
	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
)

// read is the input of a site with its digests and issued quarters.
func (s site) read(t *testing.T, diags *diag.List) report.Input {
	t.Helper()
	return s.input(diags)
}

func (s site) input(diags *diag.List) report.Input {
	fsys := fstest.MapFS{}
	files := map[string]report.SourceFile{}
	for name, text := range s {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
		sum := sha256.Sum256([]byte(text))
		files[name] = report.SourceFile{Path: name, SHA256: hex.EncodeToString(sum[:])}
	}
	conf := config.Load(fsys, diags)
	series, problems := metrics.Load(fsys, "data/metrics", metrics.Options{Zone: conf.Calendar.Location, Files: conf.Metrics})
	diags.Append(problems)
	text := markdown.New(markdown.Options{})
	return report.Input{
		Config: conf, Store: series, Files: files, Records: records.Load(fsys, conf, diags), Content: content.Load(fsys, conf, text, diags), Issued: issued.Load(fsys, conf.Calendar, diags),
		Postmortems: postmortem.Load(fsys, postmortem.Options{Location: conf.Calendar.Location, Render: text}, diags),
	}
}

// reported is the book of a site without errors, and its restatements as check
// tells them.
func (s site) reported(t *testing.T) (*report.Book, []string) {
	t.Helper()
	var diags diag.List
	book, err := report.Build(context.Background(), s.read(t, &diags), &diags)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, d := range diags.Sorted() {
		if d.Severity == diag.Error {
			t.Fatal(d)
		}
		if d.Code == "restatement" {
			told = append(told, d.String())
		}
	}
	return book, told
}

// issue adds the issued file of 2026-Q1 to a site.
func (s site) issue(t *testing.T) site {
	t.Helper()
	var diags diag.List
	in := s.read(t, &diags)
	book, err := report.Build(context.Background(), in, &diags)
	if err != nil {
		t.Fatal(err)
	}
	q := quarter.Quarter{Year: 2026, Number: 1}
	f := &issued.File{Quarter: "2026-Q1", Start: book.Quarters[0].Start, End: book.Quarters[0].End, Issue: report.Snapshot(in, book, q)}
	f.Number, f.Date = 1, "2026-04-03"
	text, err := issued.Encode(f)
	if err != nil {
		t.Fatal(err)
	}
	return s.with(issued.Path("2026-Q1"), string(text))
}

// with is a copy of the site with one file more or another; without one less.
func (s site) with(name, text string) site {
	out := maps.Clone(s)
	out[name] = text
	return out
}

func (s site) without(names ...string) site {
	out := maps.Clone(s)
	for _, n := range names {
		delete(out, n)
	}
	return out
}

// The first quarter of 2026 has 2,160 hours of 1,000 requests; 99.9 % allows
// 2,160 failures. INC-A's hour has 900 of 1,080: half of the budget is spent.
func issuedSite(t *testing.T) site {
	return site{
		"config.toml":           plainConfig,
		"data/teams/web.toml":   webTeam,
		"data/metrics/q1.csv":   hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", map[string]int{"2026-02-03T10:00:00Z": 900, "2026-03-01T04:00:00Z": 180}),
		"data/metrics/q2.csv":   hours("2026-04-01T00:00:00Z", "2026-04-11T00:00:00Z", nil),
		"data/postmortems/a.md": pm("INC-A", "2026-02-03T10:00:00Z", "2026-02-03T11:00:00Z"),
	}.issue(t)
}

func firstQuarter(book *report.Book) *report.TeamQuarter { return book.TeamQuarters[0] }

// An exclusion, a contract and the quarter after, to which 28 days reach back.
// The hour of 10 February left out has 400 of 1,000 failed; 900 and 1,260 of
// the rest are 2,160 of 2,159,000, of which 2,159 may fail. In March, 744
// hours, the contract at 99.9 % allows 744: 1,260 failed, 10 % of GBP 2,000.
func agreedSite(t *testing.T) site {
	return site{
		"config.toml":         plainConfig,
		"data/teams/web.toml": webTeam + strings.NewReplacer("exclusions = [\"night\"]", "", "target = 0.998", "target = 0.999", "below = 0.998", "below = 0.999").Replace(sellers),
		"data/metrics/q1.csv": hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", map[string]int{
			"2026-02-03T10:00:00Z": 900, "2026-02-10T10:00:00Z": 400, "2026-03-28T04:00:00Z": 630, "2026-03-28T05:00:00Z": 630}),
		"data/metrics/q2.csv":    hours("2026-04-01T00:00:00Z", "2026-04-11T00:00:00Z", nil),
		"data/exclusions/a.toml": exclusionText("move", "2026-02-10T10:00:00Z", "2026-02-10T11:00:00Z", `slos = ["shop-up"]`),
	}.issue(t)
}

func TestAnIssuedQuarterWithoutItsMetricsKeepsWhatWasAgreed(t *testing.T) {
	whole, _ := agreedSite(t).reported(t)
	book, told := agreedSite(t).without("data/metrics/q1.csv").reported(t)
	if len(told) != 0 {
		t.Errorf("told %v", told)
	}
	s := firstQuarter(book).SLOs[0]
	if !s.Restored || s.Excluded == nil || s.Excluded.Unknown != "" || len(s.Excluded.Windows) != 1 {
		t.Fatalf("restored %v, excluded %+v", s.Restored, s.Excluded)
	}
	near(t, "spent", s.Spent.Value, 2160.0/2159)
	near(t, "spent without the exclusion", s.Excluded.Without.Spent, 2560.0/2160)
	near(t, "failed in the time left out", s.Excluded.Windows[0].Bad, 400)
	contracts := firstQuarter(book).Contracts
	if len(contracts) != 1 || len(contracts[0].Periods) != 3 || contracts[0].Periods[2].Verdict != report.VerdictBreached {
		t.Fatalf("contracts %+v", contracts)
	}
	near(t, "owed for March", contracts[0].Periods[2].Owed.Value, 200)
	if got := contracts[0].Periods[2].SLI.Sources; len(got) != 1 || got[0] != "data/issued/2026-Q1.json" {
		t.Errorf("the contract's sources are %v", got)
	}
	// The four weeks that end on 10 April hold 28 March's failures, by day.
	for _, b := range []*report.Book{whole, book} {
		for _, step := range b.TeamQuarters[1].Policy.Steps {
			if step.Figure == "spent_28d" {
				near(t, "spent of four weeks", step.SLOs[0].Value.Value, 1260.0/672)
			}
		}
	}
}

// A file that was written before contracts and exclusions were taken down: what
// it does not hold is not measured, and never nought.
func TestAnOlderIssuedFileWithoutItsMetrics(t *testing.T) {
	s := agreedSite(t)
	var diags diag.List
	f := issued.Parse(issued.Path("2026-Q1"), []byte(s[issued.Path("2026-Q1")]), &diags)
	f.Contracts = nil
	for k := range f.Objectives {
		f.Objectives[k].Excluded = nil
	}
	text, err := issued.Encode(f)
	if err != nil {
		t.Fatal(err)
	}
	book, told := s.with(issued.Path("2026-Q1"), string(text)).without("data/metrics/q1.csv").reported(t)
	if len(told) != 0 {
		t.Errorf("told %v", told)
	}
	x := firstQuarter(book).SLOs[0].Excluded
	if x == nil || x.Unknown == "" || x.Bad != nil || x.Windows[0].Bad != nil || x.Without.Spent != nil || x.Without.State != slo.NoData {
		t.Errorf("excluded %+v", x)
	}
	for _, p := range firstQuarter(book).Contracts[0].Periods {
		if p.Verdict != report.VerdictNoData || !strings.Contains(p.Reason, "raw data are gone") || p.Owed.Value != nil {
			t.Errorf("%s: %+v", p.Label, p)
		}
	}
}

// The contract's credit scale is changed after the issue: the credits owed stay
// as they were issued, and that is told.
func TestAContractChangedAfterTheIssue(t *testing.T) {
	s := agreedSite(t)
	book, told := s.with("data/teams/web.toml", strings.Replace(s["data/teams/web.toml"], "percent = 10", "percent = 50", 1)).reported(t)
	tq := firstQuarter(book)
	near(t, "owed for March", tq.Contracts[0].Periods[2].Owed.Value, 200)
	if len(told) != 1 || len(tq.Issue.Restatements) != 1 || tq.Issue.Restatements[0].Kind != report.RestatedDefinition ||
		!strings.Contains(told[0], "changed definition") || !strings.Contains(told[0], "contract") {
		t.Errorf("told %v, restatements %+v", told, tq.Issue.Restatements)
	}
}

func TestAnIssuedQuarterWithTheSameInputHasNoRestatement(t *testing.T) {
	book, told := issuedSite(t).reported(t)
	tq := firstQuarter(book)
	if tq.Issue == nil || tq.Issue.Date != "2026-04-03" || len(tq.Issue.Restatements)+len(tq.Issue.Completed)+len(told) != 0 {
		t.Errorf("issue %+v, told %v", tq.Issue, told)
	}
	if s := tq.SLOs[0]; s.Restated != nil || s.Restored || len(s.Path) < 4 {
		t.Errorf("the computed figures do not stand: %+v", s)
	}
	if book.TeamQuarters[1].Issue != nil {
		t.Error("the running quarter is issued")
	}
}

// 99.95 % allows 1,080: what was half a budget is the whole of one. 216 more
// failures make 1,296 of 1,080, 120 %.
func TestARaisedObjectiveAndEditedMetricsAreTwoRestatements(t *testing.T) {
	s := issuedSite(t)
	s = s.with("data/teams/web.toml", strings.Replace(webTeam, "0.999", "0.9995", 1))
	s = s.with("data/metrics/q1.csv", strings.Replace(s["data/metrics/q1.csv"], "2026-03-01T05:00:00Z,1000,0", "2026-03-01T05:00:00Z,1000,216", 1))
	book, told := s.reported(t)
	tq := firstQuarter(book)
	got := tq.SLOs[0]
	near(t, "spent on the page", got.Spent.Value, .5)
	near(t, "allowed on the page", got.Budget.Value, 2160)
	if got.State != slo.Within || got.Objective != .999 || got.Restated == nil || got.Restated.State != slo.Overspent {
		t.Fatalf("state %s under %v, restated %+v", got.State, got.Objective, got.Restated)
	}
	near(t, "spent now", got.Restated.Spent, 1.2)
	near(t, "failed now", got.Restated.Bad, 1296)
	rs := tq.Issue.Restatements
	if len(rs) != 2 || rs[0].Kind != report.RestatedDefinition || rs[1].Kind != report.RestatedData || rs[0].Title == rs[1].Title || rs[0].Body == rs[1].Body {
		t.Fatalf("restatements: %+v", rs)
	}
	moved := func(r report.Restatement, name string, issued, now float64) {
		t.Helper()
		for _, c := range r.Changes {
			if c.Name == name {
				near(t, r.Kind+", "+name+", issued", c.Issued, issued)
				near(t, r.Kind+", "+name+", now", c.Now, now)
				return
			}
		}
		t.Errorf("%s: no change of %q in %+v", r.Kind, name, r.Changes)
	}
	moved(rs[0], "Budget spent", .5, 1)
	moved(rs[0], "Allowed to fail", 2160, 1080)
	moved(rs[1], "Budget spent", 1, 1.2)
	moved(rs[1], "Failed", 1080, 1296)
	if len(rs[0].Files) != 0 || len(rs[1].Definitions) != 0 || len(rs[1].Files) != 1 || rs[1].Files[0] != (report.FileChange{Path: "data/metrics/q1.csv", What: "changed"}) {
		t.Errorf("definition with files %v, data with definitions %v and files %v", rs[0].Files, rs[1].Definitions, rs[1].Files)
	}
	if len(told) != 2 || !strings.Contains(told[0]+told[1], "changed definition") || !strings.Contains(told[0]+told[1], "changed data") || !strings.HasPrefix(told[0], "data/issued/2026-Q1.json:") {
		t.Errorf("check tells %q", told)
	}
	if o := book.Organisations[0]; len(o.Issue.Restatements) != 2 || o.Tally[0].State != slo.Within {
		t.Errorf("the organisation has %d restatements, and its teams are %s", len(o.Issue.Restatements), o.Tally[0].State)
	}
}

// Ruling 27: without its metrics the quarter stands on the issued daily series.
func TestAnIssuedQuarterWithoutItsMetrics(t *testing.T) {
	for name, gone := range map[string][]string{"that quarter's": {"data/metrics/q1.csv"}, "all": {"data/metrics/q1.csv", "data/metrics/q2.csv"}} {
		t.Run(name, func(t *testing.T) {
			book, told := issuedSite(t).without(gone...).reported(t)
			tq := firstQuarter(book)
			if tq.Quarter.Slug != "2026-q1" || len(told)+len(tq.Issue.Restatements) != 0 || tq.Issue.Restored != 1 {
				t.Fatalf("%s with %+v, told %v", tq.Quarter.Slug, tq.Issue, told)
			}
			s := tq.SLOs[0]
			near(t, "spent", s.Spent.Value, .5)
			near(t, "SLI", s.SLI.Value, 1-1080.0/2160000)
			near(t, "coverage", s.Coverage.Value, 1)
			if !s.Restored || s.State != slo.Within || len(s.Days) != 90 {
				t.Fatalf("restored %v, %s, %d days", s.Restored, s.State, len(s.Days))
			}
			near(t, "failed on 3 February", s.Days[33].Bad, 900)
			near(t, "left after it", s.Days[33].Remaining, 1-900.0/2160)
			if len(s.Days[33].Incidents) != 1 || s.Spend.Parts[0].Incident.ID != "INC-A" {
				t.Errorf("the day has %v, the budget went to %+v", s.Days[33].Incidents, s.Spend.Parts[0])
			}
			near(t, "INC-A took", tq.Incidents[0].Spends[0].Share, 900.0/2160)
			near(t, "unexplained", s.Spend.Unexplained, 180.0/2160)
			if c := book.SLOs[0].Candidates; len(c) == 0 || c[0].Of != 1 {
				t.Errorf("the history lost the quarter: %+v", c)
			}
			if strings.Contains(tq.Headline.Text, "Nothing was measured") {
				t.Error(tq.Headline.Text)
			}
		})
	}
}

// An objective raised after its metrics were put away is still a restatement:
// the issued series are judged by it.
func TestAnObjectiveRaisedWithoutTheMetrics(t *testing.T) {
	s := issuedSite(t).without("data/metrics/q1.csv")
	book, told := s.with("data/teams/web.toml", strings.Replace(webTeam, "0.999", "0.9995", 1)).reported(t)
	rs := firstQuarter(book).Issue.Restatements
	if len(rs) != 1 || rs[0].Kind != report.RestatedDefinition || len(told) != 1 {
		t.Fatalf("restatements %+v, told %v", rs, told)
	}
	near(t, "spent on the page", firstQuarter(book).SLOs[0].Spent.Value, .5)
}

// A postmortem that arrives late changes no total; where the budget went, and
// how many incidents there were, is restated with both numbers.
func TestALatePostmortem(t *testing.T) {
	book, told := issuedSite(t).with("data/postmortems/b.md", pm("INC-B", "2026-03-01T04:00:00Z", "2026-03-01T05:00:00Z")).reported(t)
	tq := firstQuarter(book)
	rs := tq.Issue.Restatements
	if len(rs) != 2 || rs[0].Kind != report.RestatedData || rs[1].Kind != report.RestatedData || tq.SLOs[0].Restated != nil {
		t.Fatalf("restatements: %+v", rs)
	}
	if c := rs[0].Changes; len(c) != 2 || c[0].Name != "Scattered" || c[1].Name != "INC-B" || c[1].Issued != nil {
		t.Errorf("the spend changed: %+v", c)
	} else {
		near(t, "scattered, issued", c[0].Issued, 180.0/2160)
		near(t, "scattered, now", c[0].Now, 0)
		near(t, "INC-B took", c[1].Now, 180.0/2160)
	}
	near(t, "incidents issued", rs[1].Changes[0].Issued, 1)
	near(t, "incidents now", rs[1].Changes[0].Now, 2)
	if len(told) != 2 || !strings.Contains(told[0]+told[1], "INC-B") {
		t.Errorf("check tells %q", told)
	}
}

// An incident that was open on the day of issue and has been resolved, and an
// action that was done, complete the report: no restatement.
func TestFactsThatCameToTheirEnd(t *testing.T) {
	open := strings.NewReplacer("resolved = 2026-03-31T23:00:00Z\n", "", "mitigated = 2026-03-31T23:00:00Z\n", "",
		`"final"`, `"draft"`, "+++\n## Summary", "\n[[action]]\nid = \"A-1\"\ntitle = \"Mend it\"\nowner = \"Web lead\"\ndue = 2026-03-31\n+++\n## Summary")
	text := pm("INC-C", "2026-03-31T20:00:00Z", "2026-03-31T23:00:00Z")
	s := issuedSite(t).without("data/issued/2026-Q1.json").with("data/postmortems/c.md", open.Replace(text)).issue(t)
	later := strings.Replace(open.Replace(text), "detected = ", "resolved = 2026-04-04T08:00:00Z\ndetected = ", 1)
	later = strings.Replace(later, "due = 2026-03-31", "due = 2026-03-31\ndone = 2026-04-05", 1)
	book, told := s.with("data/postmortems/c.md", later).reported(t)
	is := firstQuarter(book).Issue
	if len(is.Restatements) != 0 || len(told) != 0 {
		t.Errorf("restated: %+v, told %v", is.Restatements, told)
	}
	if len(is.Completed) != 2 || is.Completed[0].Kind != "incident" || !strings.Contains(is.Completed[0].Text, "4\u00a0April\u00a02026") || !strings.Contains(is.Completed[1].Text, "Mend it") {
		t.Errorf("completed: %+v", is.Completed)
	}
}

// The other parts of a definition are told by name; ownership is one.
func TestOtherDefinitions(t *testing.T) {
	s := issuedSite(t)
	book, _ := s.with("data/teams/web.toml", strings.Replace(webTeam, `bad = "errors"`, `good = "errors"`, 1)).reported(t)
	rs := firstQuarter(book).Issue.Restatements
	if len(rs) != 1 || rs[0].Kind != report.RestatedDefinition || len(rs[0].Definitions) != 2 || rs[0].Definitions[0].Issued != "errors" || rs[0].Definitions[1].Now != "errors" {
		t.Errorf("restatements: %+v", rs)
	}
	// Web's service passes to another team for all time: the issued report
	// stays Web's.
	other := "name = \"Other\"\n" + webTeam[strings.Index(webTeam, "[[service]]"):]
	book, _ = s.with("data/teams/web.toml", "name = \"Web\"\n").with("data/teams/other.toml", other).reported(t)
	if got := find(t, book, "2026-q1", "web", "shop-up"); got.Team.ID != "web" {
		t.Errorf("it stands with %s", got.Team.ID)
	}
	for _, tq := range book.TeamQuarters {
		if tq.Team.ID == "other" && tq.Quarter.Slug == "2026-q1" && len(tq.SLOs) > 0 {
			t.Error("it stands with its new owner too, in a quarter that was issued")
		}
	}
}

// A file renamed, or more metrics of other quarters, change nothing.
func TestMovingFilesIsNoRestatement(t *testing.T) {
	s := issuedSite(t)
	moved := s.without("data/metrics/q1.csv").with("data/metrics/2026/first.csv", s["data/metrics/q1.csv"])
	moved = moved.with("data/metrics/q2b.csv", hours("2026-04-11T00:00:00Z", "2026-05-01T00:00:00Z", nil))
	if _, told := moved.reported(t); len(told) != 0 {
		t.Error(told)
	}
}

// Seen from within the quarter, it is running and not issued yet.
func TestAsOfADayBeforeTheEnd(t *testing.T) {
	var diags diag.List
	in := issuedSite(t).read(t, &diags)
	in.AsOf = time.Date(2026, 2, 15, 0, 0, 0, 0, time.UTC)
	book, err := report.Build(context.Background(), in, &diags)
	if err != nil || firstQuarter(book).Issue != nil || !firstQuarter(book).Quarter.Running {
		t.Errorf("%v, issue %+v", err, firstQuarter(book).Issue)
	}
}
