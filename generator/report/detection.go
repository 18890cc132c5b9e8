package report

import (
	"strings"
	"time"

	"quarterdeck/generator/postmortem"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/stats"
)

// Detection compares when an incident was noticed with when a standard alert
// on the objective that it spent most of would have begun to fire.
type Detection struct {
	SLO Ref `json:"slo" audience:"public"`
	// Claim is alert (one would have fired), standing (one was firing already
	// and no other began), none, too-coarse (samples of more than five
	// minutes) or not-measured.
	Claim string `json:"claim" audience:"public"`
	// Alert is when; After is that in seconds from the start; Rule which. Null
	// unless Claim is alert.
	Alert *time.Time `json:"alert" audience:"public"`
	After *float64   `json:"after" audience:"public"`
	Rule  *AlertRule `json:"rule" audience:"public"`
	// Standing are rules that were firing when the incident began.
	Standing []AlertRule `json:"standing" audience:"public"`
	// Ahead is the seconds by which the alert would have been earlier than
	// what noticed it; negative where people or another alert were faster.
	Ahead *float64 `json:"ahead" audience:"public"`
}

// The claims of a Detection.
const (
	claimAlert     = "alert"
	claimStanding  = "standing"
	claimNone      = "none"
	claimTooCoarse = "too-coarse"
	claimNoData    = "not-measured"
)

// AlertRule is a rule of a multi-window alert: it fires while both windows
// burn the budget at Factor times the even rate.
type AlertRule struct {
	Factor float64 `json:"factor" audience:"public"`
	Long   int64   `json:"window_seconds" audience:"public"`
	Short  int64   `json:"short_window_seconds" audience:"public"`
}

// Noticed is who noticed a quarter's incidents first.
type Noticed struct {
	Alert     int `json:"alert" audience:"public"`
	Colleague int `json:"colleague" audience:"public"`
	Customer  int `json:"customer" audience:"public"`
	Other     int `json:"other" audience:"public"`
	NotStated int `json:"not_stated" audience:"public"`
	// Customers is the share that customers noticed first, of those that say.
	Customers Figure `json:"customers_first" audience:"public"`
}

// DetectionSummary is a quarter's detections in numbers.
type DetectionSummary struct {
	// Told is how many incidents allow a claim, Fired of how many a standard
	// alert would have told, Earlier of how many of those with a detection
	// time (Timed) it would have been earlier.
	Told    int `json:"told" audience:"public"`
	Fired   int `json:"fired" audience:"public"`
	Timed   int `json:"timed" audience:"public"`
	Earlier int `json:"earlier" audience:"public"`
	// Ahead is the median of Ahead over Timed, in seconds.
	Ahead       *float64 `json:"median_ahead" audience:"public"`
	TooCoarse   int      `json:"too_coarse" audience:"public"`
	NotMeasured int      `json:"not_measured" audience:"public"`
}

// detections holds every incident against the standard alerts.
func (b *builder) detections() {
	for _, in := range b.incidents {
		if in.LeftOut == "" && len(in.Spends) > 0 {
			in.Detection = b.detection(in)
		}
	}
}

func (b *builder) detection(in *incident) *Detection {
	id := in.Spends[0].SLO.ID
	d := &Detection{SLO: in.Spends[0].SLO, Standing: []AlertRule{}}
	tr := b.tracks[id]
	span := slo.AlertSpan(in.window.Start, in.window.End)
	samples := within(tr.Samples, slo.Period{Start: span.Start, End: span.End})
	until := min(in.window.End+b.lag(tr, samples), b.asOf)
	samples = within(tr.Samples, slo.Period{Start: span.Start, End: until})
	a := slo.FirstAlert(b.period(id, span.Start, until, b.asOf), samples, tr.objectives, in.window.Start, until)
	for _, r := range a.Standing {
		d.Standing = append(d.Standing, alertRule(r))
	}
	switch {
	case a.Unmeasured:
		d.Claim = claimNoData
	case a.TooCoarse:
		d.Claim = claimTooCoarse
	case a.At != 0:
		at := unixUTC(a.At)
		d.Claim, d.Alert, d.Rule = claimAlert, &at, ptr(alertRule(a.Rule))
		d.After = ptr(float64(a.At - in.window.Start))
		if in.Detected != nil {
			d.Ahead = ptr(in.Detected.Sub(at).Seconds())
		}
	case len(a.Standing) > 0:
		d.Claim = claimStanding
	default:
		d.Claim = claimNone
	}
	return d
}

func alertRule(r slo.AlertRule) AlertRule {
	return AlertRule{Factor: r.Factor, Long: r.Long, Short: r.Short}
}

// Who noticed an incident first.
const (
	noticedAlert     = "alert"
	noticedColleague = "colleague"
	noticedCustomer  = "customer"
)

// noticedWord finds the word of the vocabulary that another stands for.
func noticedWord(word string) (string, bool) {
	switch strings.ToLower(strings.TrimSpace(word)) {
	case "alert", "alerts", "alarm", "monitoring", "page", "pager", "probe":
		return noticedAlert, true
	case "colleague", "colleagues", "staff", "employee", "engineer", "on-call":
		return noticedColleague, true
	case "customer", "customers", "user", "users", "support":
		return noticedCustomer, true
	}
	return "", false
}

// noticed maps who noticed an incident; an unknown word is told and kept.
func (b *builder) noticed(pm *postmortem.Postmortem) string {
	w := pm.NoticedBy
	if w.Text == "" {
		return ""
	}
	if id, ok := noticedWord(w.Text); ok {
		return id
	}
	b.diags.Warnf(w.Pos, "unknown-term", `write "alert", "colleague" or "customer"`,
		"%s was noticed by %q, which is counted as something else", pm.ID, w.Text)
	return w.Text
}

// summariseNoticed counts who noticed a quarter's incidents.
func (b *builder) summariseNoticed(quarter int, team string) Noticed {
	n := b.countNoticed(quarter, team)
	n.Customers = Figure{Unit: "ratio", Definition: defNoticed, Value: n.share(), Sources: sortedSet(b.incidentFiles(b.started(quarter, team)))}
	if quarter >= 1 {
		n.Customers.Previous = b.countNoticed(quarter-1, team).share()
	}
	if quarter >= 4 {
		n.Customers.YearAgo = b.countNoticed(quarter-4, team).share()
	}
	return n
}

func (b *builder) countNoticed(quarter int, team string) Noticed {
	var n Noticed
	for _, in := range b.started(quarter, team) {
		switch in.NoticedBy {
		case "":
			n.NotStated++
		case noticedAlert:
			n.Alert++
		case noticedColleague:
			n.Colleague++
		case noticedCustomer:
			n.Customer++
		default:
			n.Other++
		}
	}
	return n
}

func (n Noticed) said() int { return n.Alert + n.Colleague + n.Customer + n.Other }

func (n Noticed) share() *float64 {
	if n.said() == 0 {
		return nil
	}
	return ptr(float64(n.Customer) / float64(n.said()))
}

// summariseDetection counts what standard alerts would have told.
func summariseDetection(ins []*incident) DetectionSummary {
	var s DetectionSummary
	var ahead []float64
	for _, in := range ins {
		d := in.Detection
		switch {
		case d == nil || d.Claim == claimNoData:
			s.NotMeasured++
			continue
		case d.Claim == claimTooCoarse:
			s.TooCoarse++
			continue
		}
		s.Told++
		if d.Claim == claimAlert {
			s.Fired++
		}
		if d.Ahead != nil {
			s.Timed++
			ahead = append(ahead, *d.Ahead)
			if *d.Ahead > 0 {
				s.Earlier++
			}
		}
	}
	if m, ok := stats.Median(ahead); ok {
		s.Ahead = &m
	}
	return s
}
