package report

import (
	"slices"
	"testing"
)

// Of five tests at 0.04, 0.5 … the smallest is 0.2 once their number is counted:
// no change. Alone it is one.
func TestDeliveryAndPagesAreAmongTheTests(t *testing.T) {
	test := func(p float64, verdict string) *Change { return &Change{P: &p, Verdict: verdict} }
	ship, lead, service, page, restore := test(.04, verdictMore), test(.5, verdictNone), test(.6, verdictNone), test(.7, verdictNone), test(.8, verdictNone)
	tq := &TeamQuarter{Team: TeamInfo{Ref: Ref{ID: "web"}}, Summary: IncidentSummary{Clocks: []Durations{{Change: restore}}},
		Delivery: &Delivery{Metrics: []DeliveryMetric{{Change: lead}, {}}, Services: []ServiceDelivery{{Metrics: []DeliveryMetric{{Change: service}}}}},
		OnCall:   &OnCall{Acknowledge: &Durations{Change: page}}}
	b := &builder{ledger: newLedger()}
	b.ledger.ships[reportKey{"web", 3}] = ship
	all := b.testsOf(&Organisation{}, []*TeamQuarter{tq}, 3)
	for name, c := range map[string]*Change{"shipping": ship, "lead times": lead, "a service": service, "acknowledging": page, "restoring": restore} {
		if !slices.Contains(all, c) {
			t.Errorf("the test of %s is not among them", name)
		}
	}
	controlDiscovery([]*Change{ship})
	if ship.Verdict != verdictMore {
		t.Errorf("alone it is %q", ship.Verdict)
	}
	if controlDiscovery(all); ship.Verdict != verdictNone {
		t.Errorf("among five it is %q", ship.Verdict)
	}
}
