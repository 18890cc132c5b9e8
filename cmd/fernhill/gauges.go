package main

import (
	"math"
	"path/filepath"
	"strconv"
	"time"
)

// gaugeStep is how far apart the readings of a gauge are.
const gaugeStep = 6 * time.Hour

// writeGauges writes the capacity gauges of data/metrics, one file a quarter.
func writeGauges(sc *scenario, st *story, out string) error {
	for _, g := range st.Gauges {
		c := newChance("gauge " + g.Metric)
		rows := map[string][][]string{}
		from := sc.localDate(g.From)
		for t := from; !t.Add(gaugeStep).After(sc.Ends); t = t.Add(gaugeStep) {
			years := t.Sub(from).Hours() / (365.25 * 24)
			local := t.In(sc.zone)
			swing := math.Sin(2 * math.Pi * (float64(local.Hour()) - 9) / 24)
			weekend := 0.0
			if wd := local.Weekday(); wd == time.Saturday || wd == time.Sunday {
				weekend = 0.5
			}
			v := (g.Level + g.Yearly*years) * (1 + g.Swing*(swing+weekend) + g.Noise*c.NormFloat64())
			for _, q := range sc.quarters() {
				if q.contains(t) {
					rows[q.name] = append(rows[q.name], []string{utc(t), g.Service, strconv.Itoa(int(math.Round(v)))})
				}
			}
		}
		for name, list := range rows {
			data := csvOf(append([][]string{{"time", "service", g.Metric}}, list...))
			if err := writeFile(filepath.Join(out, "data", "metrics", g.Team, g.File+"-"+name+".csv"), data, false); err != nil {
				return err
			}
		}
	}
	return nil
}
