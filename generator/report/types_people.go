package report

import (
	"time"

	"quarterdeck/generator/slo"
)

// OnCall is the load of a team's rota in a quarter: of the team, never of a
// person.
type OnCall struct {
	// Pages are events that interrupted somebody.
	Pages Figure `json:"pages"`
	// PerShift is pages ÷ shifts, without unit.
	PerShift Figure `json:"per_shift"`
	// ShiftHours is the length of a shift in hours; 0 where shifts are listed.
	ShiftHours int `json:"shift_hours"`
	// Shifts that began in the quarter so far; OverLimit of them had more pages
	// than Limit for each twelve hours.
	Shifts    int `json:"shifts"`
	OverLimit int `json:"shifts_over_limit"`
	Limit     int `json:"limit"` // incidents in a 12-hour shift: two
	// Nights with a page inside the stated hours, of those that were.
	Nights Figure `json:"interrupted_nights"`
	// NightsOf is how many nights there were.
	NightsOf int `json:"nights"`
	// NightFrom and NightTo bound the night, as 22:00.
	NightFrom string `json:"night_from"`
	// NightTo is when it ends.
	NightTo string `json:"night_to"`
	// Acknowledge is seconds from page to acknowledgement.
	Acknowledge *Durations `json:"time_to_acknowledge"`
	// Operations is the fraction of working time spent on operations.
	Operations Figure `json:"operations_share"`
	// OperationsLimit is the fraction that the SRE book allows at most: half.
	OperationsLimit float64 `json:"operations_limit"`
	// Toil in hours. Null where no working time is recorded.
	Toil *float64 `json:"toil_hours"`
	// Week counts pages by day (Monday first) and hour in Zone.
	Week     [7][24]int     `json:"week"`
	Zone     string         `json:"zone"`
	Services []PageCount    `json:"services"`
	Before   []EvidenceItem `json:"before"` // pages per shift
	Notes    []string       `json:"notes"`
	Sources  []string       `json:"sources"`
}

// PageCount is one service's pages.
type PageCount struct {
	Service Ref `json:"service"`
	// Pages of the service, and how many of them At night.
	Pages int `json:"pages"`
	// Night is how many fell into a night.
	Night int `json:"at_night"`
}

// OKR is an objective of the team with its key results.
type OKR struct {
	ID         string      `json:"id"`
	Title      string      `json:"title"`
	KeyResults []KeyResult `json:"key_results"`
	// Progress is the mean fraction of the way of the key results that are measured.
	// Null where none is.
	Progress *float64 `json:"progress"`
}

// KeyResult is measured by a figure of the report or by a KPI.
type KeyResult struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Metric Ref    `json:"metric"`
	Unit   string `json:"unit"`
	// From is where it stood, in its unit.
	From float64 `json:"from"`
	// To is where it is to be, in its unit.
	To     float64 `json:"to"`
	Figure Figure  `json:"figure"`
	// Progress is the fraction of the way: (value − from) ÷ (to − from); it may be
	// negative or above 1. Null where it is not measured.
	Progress *float64   `json:"progress"`
	By       *time.Time `json:"by"`
	// State is reached, "on the way", "not begun", worse, "not measured", or "too
	// early to tell" for what adds up until the quarter's end.
	State string `json:"state"`
}

// The answers of the scorecard.
const (
	AnswerYes      = "yes"
	AnswerNo       = "no"
	AnswerMixed    = "mixed"
	AnswerUnknown  = "not measured"
	QuestionGrowth = "growth"
	QuestionFelt   = "customers"
	QuestionBudget = "budgets"
	QuestionCost   = "cost"
)

// Scorecard answers the four questions that product and operations share.
type Scorecard struct {
	Questions []Question `json:"questions"` // always four, in the order above
}

// Question is one of them, with its evidence on the spot.
type Question struct {
	ID     string `json:"id"`
	Text   string `json:"question"`
	Answer string `json:"answer"`
	// Because is one sentence.
	Because  string          `json:"because"`
	Evidence []ScoreEvidence `json:"evidence"`
}

// ScoreEvidence is one fact for or against.
type ScoreEvidence struct {
	Text   string `json:"text"`
	Figure Figure `json:"figure"`
	// For is "yes", "no" or "" where it speaks for neither.
	For string `json:"for,omitempty"`
	URL string `json:"url,omitempty"` // of the section or page with the rows
}

// Enabling is what a platform or reliability team owes its users inside.
type Enabling struct {
	Users []Ref `json:"users"`
	// Offers are the service levels it promises them, as they were kept.
	Offers []Offer `json:"offers"`
	// Adoption and satisfaction are KPIs.
	Adoption     *KPI `json:"adoption"`
	Satisfaction *KPI `json:"satisfaction"`
	// Felt lists incidents of this team that other teams' budgets paid for.
	Felt []Felt `json:"felt"`
	// Learned is what its users taught it, and Next what it changes.
	Learned []string `json:"learned"`
	// Next is what it changes, in sentences.
	Next []string `json:"next"`
}

// Offer is one service level an enabling team offers.
type Offer struct {
	SLO       Ref       `json:"slo"`
	Objective float64   `json:"objective"`
	SLI       *float64  `json:"sli"`
	State     slo.State `json:"state"`
}

// Felt is what one user team's budgets paid for incidents of this one.
type Felt struct {
	Team      Ref      `json:"team"`
	Share     *float64 `json:"share"`
	Incidents []Ref    `json:"incidents"`
}

// Exercises are game days and near misses: counted apart from incidents, and
// credited with what they found.
type Exercises struct {
	GameDays   []*Incident `json:"game_days"`
	NearMisses []*Incident `json:"near_misses"`
	// Found is how many action items came of them, Done how many are done.
	Found int `json:"actions_found"`
	Done  int `json:"actions_done"`
	// Hours not suffered is not claimed: nobody can measure it.
}

// Balance places every team of the organisation between delivery and
// reliability, and how it moved.
type Balance struct {
	Points []BalancePoint `json:"points"`
	// X and Y explain the axes.
	X string `json:"x"`
	Y string `json:"y"`
	// compared is how many teams could be held against the quarter before.
	compared int
	// Said is the sentence above the drawing; NotPlaced who lacks one of the two.
	Said      string `json:"said"`
	NotPlaced []Ref  `json:"not_placed"`
}

// BalancePoint is one team now and a quarter before.
type BalancePoint struct {
	Team Ref `json:"team"`
	// Frequency is deployments in seven days. Null where there is no data.
	Frequency *float64 `json:"deployments_per_week"`
	// Spent is the fraction of the worst budget. Null where there is no data.
	Spent *float64 `json:"spent"`
	// FrequencyB is deployments in seven days, a quarter before. Null where there
	// was no data.
	FrequencyB *float64 `json:"deployments_per_week_before"`
	// SpentB is the fraction of the worst budget, a quarter before. Null where
	// there was no data.
	SpentB *float64 `json:"spent_before"`
	// Moved is "faster and more reliable", "faster and less reliable", "slower and
	// more reliable", "slower and less reliable" or "no clear move".
	Moved string `json:"moved"`
}

// CostRow is one team's cost in the organisation's quarter.
type CostRow struct {
	Team      Ref    `json:"team"`
	Effective *Money `json:"effective"`
	Target    *Money `json:"target"`
	// Against is cost as a fraction of the target. Null without a target.
	Against *float64 `json:"against_target"`
	// Change against the quarter before, in the same unit. Null without one.
	Change *float64   `json:"change"`
	Before []CostPart `json:"before"`
}
