package main

import (
	"bytes"
	"fmt"
	"path/filepath"
)

// writeMatrices writes an SLO as answers of the Prometheus HTTP API: quarterly
// while hourly, then monthly, since an answer holds at most 11,000 points a
// series. A stamp is the end of its step, and a range includes both its ends,
// so each file opens with the point that closed the one before; only the first
// five-minute file does not, as that point was hourly.
func (sc *scenario) writeMatrices(out string, t track) error {
	for _, q := range sc.quarters() {
		parts, hourly := []span{q}, q.from.Before(sc.FineFrom)
		if !hourly {
			parts = sc.months(q)
		}
		for _, p := range parts {
			data := t.matrix(p, p.from.Equal(sc.FineFrom))
			path := filepath.Join(out, "data", "metrics", t.slo.Team, t.slo.File+"-"+p.name+".json")
			if err := writeFile(path, data, !hourly || !t.slo.Plain); err != nil {
				return err
			}
		}
	}
	return nil
}

// matrix is one answer: both series, with points from p's first instant (left
// out when fresh) to its last.
func (t track) matrix(p span, fresh bool) []byte {
	var inside []sample
	for _, one := range t.samples {
		end := one.end()
		if end.Before(p.from) || end.After(p.to) || (fresh && end.Equal(p.from)) {
			continue
		}
		inside = append(inside, one)
	}
	var b bytes.Buffer
	b.WriteString(`{"status":"success","data":{"resultType":"matrix","result":[`)
	t.points(&b, t.slo.Total, inside, func(s sample) int64 { return s.total })
	b.WriteByte(',')
	t.points(&b, t.slo.Bad, inside, func(s sample) int64 { return s.bad })
	b.WriteString("]}}\n")
	return b.Bytes()
}

func (t track) points(b *bytes.Buffer, name string, in []sample, value func(sample) int64) {
	fmt.Fprintf(b, `{"metric":{"__name__":%q,"service":%q},"values":[`, name, t.slo.Service)
	for i, one := range in {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(b, `[%d,"%d"]`, one.end().Unix(), value(one))
	}
	b.WriteString("]}")
}
