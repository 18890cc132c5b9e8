package metrics

// A most common difference is trusted from this many differences on, when it
// makes up more than half of them.
const minDifferences = 8

// tally counts differences between neighbouring stamps.
type tally map[int64]int

func (t tally) add(points []Point) {
	var run int64
	n := 0
	for i := 1; i < len(points); i++ {
		d := points[i].T - points[i-1].T
		if d == run {
			n++
			continue
		}
		if n > 0 {
			t[run] += n
		}
		run, n = d, 1
	}
	if n > 0 {
		t[run] += n
	}
}

// mode is the most common difference (the smaller one of a tie), how often it
// occurs, and how many there are; zeros when there is none.
func (t tally) mode() (step int64, n, all int) {
	for d, c := range t {
		all += c
		if c > n || c == n && d < step {
			step, n = d, c
		}
	}
	return step, n, all
}

// trusted is the most common difference when it stands on enough of them.
func (t tally) trusted() (step int64, ok bool) {
	step, n, all := t.mode()
	return step, all >= minDifferences && 2*n > all
}

// inferSteps gives each piece of one file that has no stated step the most
// common difference of its stamps. A series with few or uneven rows, such as a
// rare status code, takes that of its metric, else of the file.
func inferSteps(pieces []*piece) {
	file, metric := tally{}, map[string]tally{}
	own := make([]tally, len(pieces))
	for i, p := range pieces {
		own[i] = tally{}
		own[i].add(p.points)
		if metric[p.name] == nil {
			metric[p.name] = tally{}
		}
		for d, c := range own[i] {
			file[d] += c
			metric[p.name][d] += c
		}
	}
	whole, _, _ := file.mode()
	for i, p := range pieces {
		if p.step > 0 {
			continue
		}
		step, ok := own[i].trusted()
		if !ok {
			step, ok = metric[p.name].trusted()
		}
		if !ok {
			step = whole
		}
		p.step = step
	}
}

// inferJoined gives pieces whose file alone does not tell a step (one row a
// file) the most common difference of the series over all files.
func inferJoined(pieces []*piece) {
	var all []Point
	missing := false
	for _, p := range pieces {
		missing = missing || p.step == 0
	}
	if !missing || len(pieces) < 2 {
		return
	}
	for _, p := range byFirst(pieces) {
		all = append(all, p.points...)
	}
	t := tally{}
	t.add(all)
	delete(t, 0)
	step, _, _ := t.mode()
	for _, p := range pieces {
		if p.step == 0 && step > 0 {
			p.step = step
		}
	}
}
