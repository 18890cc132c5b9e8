package config

import (
	"io/fs"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
	"quarterdeck/generator/quarter"
)

// defaults is the site of an empty config.toml.
func defaults() *Site {
	return &Site{
		Title:    "Reliability report",
		Language: "en",
		Theme:    "quarterdeck",
		Internal: true,
		Calendar: quarter.New(time.UTC, time.January),
		Budget: Budget{
			MinCoverage:    0.9,
			AtRisk:         0.75,
			AttributionLag: -1,
			InstanceLabels: []string{"instance", "pod"},
		},
		Incident: defaultVocabulary(),
		Delivery: defaultDelivery(),
		Costs:    defaultCostFiles(),
		File:     siteFile,
	}
}

// site reads config.toml.
func (l *loader) site() *Site {
	site := defaults()
	if _, err := fs.Stat(l.fsys, siteFile); err != nil {
		l.diags.Errorf(diag.Pos{File: siteFile}, "no-config", `write one with the two lines title = "Your organisation" and timezone = "Europe/Berlin"`,
			"there is no config.toml")
		return site
	}
	t, ok := l.table(siteFile)
	if !ok {
		return site
	}
	l.identity(t, site)
	site.Calendar = l.calendar(t)
	if sub, ok := t.Table("budget"); ok {
		l.budget(sub, &site.Budget)
	}
	if sub, ok := t.Table("incidents"); ok {
		l.vocabulary(sub, &site.Incident)
	}
	if sub, ok := t.Table("statistics"); ok {
		site.Statistics = l.statistics(sub)
	}
	l.zone = site.Calendar.Location
	if sub, ok := t.Table("policy"); ok {
		site.Policy = l.policy(sub, builtInSteps())
	}
	l.steps = site.PolicyOf("").Steps
	l.business(t, site)
	for _, sub := range t.Tables("metrics") {
		site.Metrics = append(site.Metrics, l.metricFiles(sub)...)
	}
	site.Redirects = l.redirects(t)
	site.Audiences = l.audiences(t)
	site.Targets = l.targets(t)
	t.Unused(l.diags, diag.Warning)
	return site
}

var (
	languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
	themeName   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*$`)
)

// business reads what config.toml says of delivery, of amounts and of data/costs.
func (l *loader) business(t *doc.Table, site *Site) {
	site.Currency = l.code(t)
	l.currency = site.Currency
	if sub, ok := t.Table("delivery"); ok {
		l.delivery(sub, &site.Delivery)
	}
	if sub, ok := t.Table("costs"); ok {
		l.costFiles(sub, &site.Costs)
	}
}

// identity reads what the site is called and where it stands.
func (l *loader) identity(t *doc.Table, site *Site) {
	if title := t.String("title"); title != "" {
		site.Title = title
	} else if v := t.Value("title"); v == nil || v.Kind() == doc.Text {
		l.diags.Warnf(t.Pos("title"), "missing-key", `add title = "Your organisation"`, "the site has no title, so it is called %q", site.Title)
	}
	site.Description = t.String("description")
	site.BaseURL = l.baseURL(t)
	if s := t.String("language"); s != "" && languageTag.MatchString(s) {
		site.Language = s
	} else if s != "" {
		t.Warnf("language", "bad-value", `write a tag such as "en" or "pt-BR"`, "%q is not a language tag; %q is used", s, site.Language)
	}
	if s := t.String("theme"); s != "" && themeName.MatchString(s) {
		site.Theme = s
	} else if s != "" {
		t.Errorf("theme", "bad-value", "write the name of a folder below themes/", "%q is not the name of a theme", s)
	}
	if b, ok := t.Bool("internal"); ok {
		site.Internal = b
	}
}

// baseURL reads where the site is published, and ends it in a slash.
func (l *loader) baseURL(t *doc.Table) string {
	s := t.String("base_url")
	if s == "" {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		t.Errorf("base_url", "bad-value", `write it like "https://reports.example.com/"`, "%q is not an address a site can stand at", s)
		return ""
	}
	return strings.TrimSuffix(s, "/") + "/"
}

// calendar reads the time zone and the first month of the fiscal year.
func (l *loader) calendar(t *doc.Table) quarter.Calendar {
	loc, first := time.UTC, time.January
	if name := t.String("timezone"); name != "" {
		loc = l.location(t, "timezone", name)
	} else if !t.Has("timezone") {
		l.diags.Warnf(t.Here(), "missing-key", `add timezone = "Europe/Berlin", or "UTC" if that is what you mean`,
			"no time zone is stated, so quarters and days begin at midnight UTC")
	}
	if n, ok := t.Int("fiscal_year_starts"); ok {
		first = time.Month(n)
		if n < 1 || n > 12 {
			t.Errorf("fiscal_year_starts", "bad-value", "write 1 for January, 4 for April", "%d is not a month", n)
		}
	}
	return quarter.New(loc, first)
}

// location finds a time zone, or reports it as unknown and returns UTC.
func (l *loader) location(t *doc.Table, key, name string) *time.Location {
	loc, err := doc.Zone(name)
	if err != nil {
		t.Errorf(key, "bad-zone", `write a name of the IANA database, such as "Europe/Berlin" or "UTC"`, "%v", err)
		return time.UTC
	}
	return loc
}

func (l *loader) budget(t *doc.Table, b *Budget) {
	if x, ok := l.fraction(t, "min_coverage"); ok {
		b.MinCoverage = x
	}
	if x, ok := l.fraction(t, "at_risk"); ok {
		b.AtRisk = x
	}
	if d, ok := t.Duration("attribution_lag"); ok {
		b.AttributionLag = d
	}
	if t.Has("instance_labels") {
		b.InstanceLabels = t.Strings("instance_labels")
	}
}

// fraction reads a share between 0 and 1.
func (l *loader) fraction(t *doc.Table, key string) (float64, bool) {
	x, ok := t.Float(key)
	if ok && (x < 0 || x > 1) {
		hint := "write a fraction between 0 and 1"
		if x > 1 && x <= 100 { // meant as per cent
			hint = "write " + strconv.FormatFloat(x/100, 'g', 12, 64)
		}
		t.Errorf(key, "not-a-fraction", hint, "%q is %v, and a share lies between 0 and 1", key, x)
		return 0, false
	}
	return x, ok
}

// metricFiles reads one [[metrics]] table, which may name several patterns.
func (l *loader) metricFiles(t *doc.Table) []MetricFiles {
	m := MetricFiles{
		Kind:   Kind(l.oneOf(t, "kind", string(KindDelta), string(KindCounter), string(KindGauge))),
		Stamp:  Stamp(l.oneOf(t, "stamp", string(StampStart), string(StampEnd))),
		Step:   l.positive(t, "step"),
		Labels: t.Strings("labels"),
	}
	if name := t.String("zone"); name != "" {
		m.Zone = l.location(t, "zone", name)
	}
	var out []MetricFiles
	if !t.Required("files", `add files = "data/metrics/**/*.csv"`) {
		return nil
	}
	for _, w := range t.Words("files") {
		if l.pattern(w) {
			m.Pattern, m.Pos = w.Text, w.Pos
			out = append(out, m)
		}
	}
	return out
}

// pattern checks a glob over the site's files.
func (l *loader) pattern(w doc.Word) bool {
	hint := `write it from the site's folder, like "data/metrics/**/*.csv"`
	if !doublestar.ValidatePattern(w.Text) {
		l.diags.Errorf(w.Pos, "bad-pattern", "close every [ and {, and write \\\\ before a sign that is meant literally", "%q is not a pattern of file names", w.Text)
		return false
	}
	first, _, _ := strings.Cut(w.Text, "/")
	if first == "" || first == "." || first == ".." || first != "data" && !strings.ContainsAny(first, `*?[{\`) {
		l.diags.Errorf(w.Pos, "bad-pattern", hint, "%q can match no metrics file", w.Text)
		return false
	}
	return true
}

// positive reads a duration above zero; 0 if it is missing or wrong.
func (l *loader) positive(t *doc.Table, key string) time.Duration {
	d, ok := t.Duration(key)
	if ok && d <= 0 {
		t.Errorf(key, "bad-duration", `write it like "5m"`, "%q must be longer than nothing", key)
		return 0
	}
	return d
}

// oneOf reads a text that must be one of a few; "" if it is missing or wrong.
func (l *loader) oneOf(t *doc.Table, key string, allowed ...string) string {
	s := t.String(key)
	if s == "" {
		return ""
	}
	for _, a := range allowed {
		if s == a {
			return s
		}
	}
	hint := `write "` + strings.Join(allowed, `" or "`) + `"`
	if near := diag.Suggest(s, allowed); near != "" {
		hint = "did you mean " + near + "?"
	}
	t.Errorf(key, "bad-value", hint, "%s cannot be %q", key, s)
	return ""
}
