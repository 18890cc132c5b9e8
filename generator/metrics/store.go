package metrics

import (
	"cmp"
	"slices"
	"strings"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

// Store is every series that was read. It does not change after Load and is
// safe for concurrent use.
type Store struct {
	series []*Series // by name, then labels
	names  []string  // sorted, each once
	byName map[string][]*Series
	files  []File
	broken bool // a file gave errors and no series, so any series may be missing
}

// Series is one time series, joined from all files that hold a part of it.
type Series struct {
	Name   string
	Labels Labels
	id     int
	pieces []*piece // by path; where two say different things, the later wins
}

// File is what one file holds.
type File struct {
	Path string
	// Format is "CSV" or "Prometheus JSON", "" for a file that is not read.
	Format string
	Series int
	// Points is the number of readings kept.
	Points int
	// First and Last are the earliest and the latest stamp; both 0 without
	// readings.
	First, Last int64
}

// newStore joins the batches, which are in the order of their paths.
func newStore(batches []*batch, diags *diag.List) *Store {
	st := &Store{byName: map[string][]*Series{}}
	byKey := map[string]*Series{}
	for _, b := range batches {
		st.files = append(st.files, b.file())
		st.broken = st.broken || len(b.pieces) == 0 && b.Count(diag.Error) > 0
		for _, p := range b.pieces {
			s := byKey[p.key]
			if s == nil {
				s = &Series{Name: p.name, Labels: p.labels}
				byKey[p.key] = s
				st.series = append(st.series, s)
			}
			s.pieces = append(s.pieces, p)
		}
	}
	slices.SortFunc(st.series, func(a, b *Series) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), compareLabels(a.Labels, b.Labels))
	})
	overlaps := overlaps{}
	for i, s := range st.series {
		s.id = i
		if len(st.byName[s.Name]) == 0 {
			st.names = append(st.names, s.Name)
		}
		st.byName[s.Name] = append(st.byName[s.Name], s)
		inferJoined(s.pieces)
		overlaps.settle(s)
	}
	overlaps.report(diags)
	return st
}

// Files lists what was read, by path.
func (st *Store) Files() []File { return slices.Clone(st.files) }

// Names lists the names of all series, sorted.
func (st *Store) Names() []string { return slices.Clone(st.names) }

// Broken tells whether a file could not be read, so that a series that seems to
// be missing may stand in it. Its diagnostic is told already.
func (st *Store) Broken() bool { return st.broken }

// Empty tells whether there is no series at all.
func (st *Store) Empty() bool { return len(st.series) == 0 }

// LastInstant is the end of the last sample in the store, by the kinds that
// the files state or the names tell; 0 when there is none. It is the present
// of a site that states no other.
func (st *Store) LastInstant() int64 {
	var last int64
	for _, s := range st.series {
		kind, _ := s.kind(config.KindInferred, false)
		for _, p := range s.pieces {
			if len(p.points) == 0 {
				continue
			}
			end := p.last()
			if kind != config.KindCounter && p.stamp != config.StampEnd {
				end += p.step
			}
			last = max(last, end)
		}
	}
	return last
}

// sources are the files that hold a part of the series, sorted.
func sources(series ...[]*Series) []string {
	var files []string
	for _, ss := range series {
		for _, s := range ss {
			for _, p := range s.pieces {
				files = append(files, p.file)
			}
		}
	}
	slices.Sort(files)
	return slices.Compact(files)
}

// counterNames are the endings by which a counter is told from increments.
var counterNames = []string{"_total", "_count", "_sum", "_bucket"}

// kind is what the values of a series are: stated by the objective, else by
// the configuration of its files, else inferred, which stated is false for.
// What is selected as a value is a gauge; a name that ends like a counter's is
// one, unless the series has its name from the file only, for then it is the
// result of a function such as increase; the rest are increments.
func (s *Series) kind(stated config.Kind, asValue bool) (kind config.Kind, isStated bool) {
	if stated != config.KindInferred {
		return stated, true
	}
	named := true
	for _, p := range s.pieces {
		if p.kind != config.KindInferred {
			kind = p.kind
		}
		named = named && p.named
	}
	ends := func(e string) bool { return strings.HasSuffix(s.Name, e) }
	switch {
	case kind != config.KindInferred:
		return kind, true
	case asValue:
		return config.KindGauge, false
	case named && slices.ContainsFunc(counterNames, ends):
		return config.KindCounter, false
	default:
		return config.KindDelta, false
	}
}

// byFirst are the pieces in the order of their first readings.
func byFirst(pieces []*piece) []*piece {
	out := slices.Clone(pieces)
	slices.SortStableFunc(out, func(a, b *piece) int { return cmp.Compare(a.first(), b.first()) })
	return out
}

// Unused warns of every metric of which no objective used a single series,
// where the first file names it.
func (st *Store) Unused(used ...Track) diag.List {
	var diags diag.List
	seen := make([]bool, len(st.series))
	for _, t := range used {
		for _, id := range t.used {
			seen[id] = true
		}
	}
	for _, name := range st.names {
		series := st.byName[name]
		if slices.ContainsFunc(series, func(s *Series) bool { return seen[s.id] }) {
			continue
		}
		at := series[0].pieces[0].at
		for _, s := range series {
			if p := s.pieces[0]; p.file < at.File {
				at = p.at
			}
		}
		diags.Warnf(at, "metrics-unused", "name it in an SLO of data/teams, or leave it out of the export",
			"no SLO uses %s (%d series)", quote(name), len(series))
	}
	return diags
}
