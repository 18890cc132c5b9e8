package metrics

import (
	"bytes"
	"fmt"

	"quarterdeck/generator/diag"
)

// read takes the values of the current row.
func (t *table) read() {
	m, ok := t.when()
	if !ok {
		return
	}
	t.decide()
	g := t.group()
	at := m.t
	if m.later != 0 && g.any && g.last >= m.t && g.last < m.later {
		at = m.later // the clocks show it the second time
	}
	g.last, g.any = at, true
	for i := range t.cols {
		if cell := t.row.cells[i]; t.cols[i].role == value && len(cell) > 0 {
			t.value(g, i, at, cell)
		}
	}
}

// when reads the row's stamp. Rows of one instant often follow each other, so
// the last stamp is remembered.
func (t *table) when() (moment, bool) {
	cell := t.row.cells[t.time]
	if len(t.stamp) > 0 && bytes.Equal(cell, t.stamp) {
		return t.moment, true
	}
	m, ok := parseStamp(cell)
	if !ok {
		wrong, hint := "is not a time", "write 2026-07-01T00:00:00Z, 2026-07-01 00:00 in the site's time zone, or Unix seconds"
		if _, isTime := parseAnyStamp(cell); isTime {
			wrong, hint = "lies before 1990 or after 2099", "correct the stamp, or its unit"
		}
		t.bad(t.place(t.time), "metrics-stamp", hint, fmt.Sprintf("%s %s; the row is left out", clip(cell), wrong))
		return m, false
	}
	if m.local {
		m = t.clock.instant(m.t)
		t.warnZone()
	}
	t.stamp, t.moment = append(t.stamp[:0], cell...), m
	return m, true
}

// warnZone tells once per file that stamps carry no zone, unless one is stated.
func (t *table) warnZone() {
	if t.zoneless || t.stated.zone != nil {
		return
	}
	t.zoneless = true
	t.Warnf(t.place(t.time), "metrics-zone", "add Z or an offset to the times, or state zone under [[metrics]]",
		"times without a zone are read in the site's, %s", t.clock.zone)
}

// decide gives columns their role by their first cell that is not empty.
func (t *table) decide() {
	for i := range t.cols {
		c := &t.cols[i]
		cell := t.row.cells[i]
		if c.role == ignored && c.name == "" && len(cell) > 0 && t.told["metrics-header"] == 0 {
			t.repeat(diag.Diagnostic{Pos: c.at, Severity: diag.Warning, Code: "metrics-header",
				Hint: "name it in the header", Message: "a column has no name and is left out"})
		}
		if c.role != undecided || len(cell) == 0 {
			continue
		}
		if _, ok := parseNumber(cell); ok {
			c.role = value
			continue
		}
		c.role = label
		t.labels = append(t.labels, i)
		t.groups, t.current = map[string]*group{}, nil // keys are made anew
	}
}

// group finds the row's combination of labels.
func (t *table) group() *group {
	same := t.current != nil
	key := t.key
	n := 0
	for _, i := range t.labels {
		cell := t.row.cells[i]
		end := n + len(cell)
		same = same && end < len(key) && key[end] == 0xff && bytes.Equal(key[n:end], cell)
		n = end + 1
	}
	if same && n == len(key) {
		return t.current
	}
	t.key = t.key[:0]
	for _, i := range t.labels {
		t.key = append(append(t.key, t.row.cells[i]...), 0xff)
	}
	g := t.groups[string(t.key)]
	if g == nil {
		g = t.newGroup()
		if len(t.groups) <= maxSeries {
			t.groups[string(t.key)] = g
		}
	}
	t.current = g
	return g
}

func (t *table) newGroup() *group {
	ls := make([]Label, 0, len(t.labels))
	name := ""
	for _, i := range t.labels {
		if t.cols[i].name == "__name__" { // tables of several metrics in one column
			name = string(t.row.cells[i])
			continue
		}
		ls = append(ls, Label{t.cols[i].name, string(t.row.cells[i])})
	}
	return &group{name: name, labels: newLabels(ls), pieces: make([]*piece, len(t.cols))}
}

// value takes one cell.
func (t *table) value(g *group, col int, at int64, cell []byte) {
	v, ok := parseNumber(cell)
	if !ok {
		t.bad(t.place(col), "metrics-number", fmt.Sprintf("leave it empty for no data; if %q is a label, name it in labels under [[metrics]]", t.cols[col].name),
			fmt.Sprintf("%s stands where a number belongs", clip(cell)))
		return
	}
	p := g.pieces[col]
	if p == nil {
		name := t.cols[col].name
		if g.name != "" {
			name = g.name
		}
		if p = t.piece(name, g.labels, t.cols[col].at); p == nil {
			return
		}
		g.pieces[col] = p
	}
	if !p.keep(at, v) {
		if beyond(v) {
			t.repeat(diag.Diagnostic{Pos: t.place(col), Severity: diag.Warning, Code: "metrics-infinity",
				Hint: "leave the cell empty, or mend the export", Message: "the value is " + tooLarge(v) + " and is taken as no data"})
		}
		return
	}
	var place diag.Pos
	if v < 0 && p.negative.File == "" {
		place = t.place(col)
	}
	p.add(at, v, place)
}

// clip quotes a cell for a message, short.
func clip(cell []byte) string {
	const most = 40
	if len(cell) <= most {
		return fmt.Sprintf("%q", cell)
	}
	cut := bytes.ToValidUTF8(cell[:most], nil)
	return fmt.Sprintf("%q…", cut)
}
