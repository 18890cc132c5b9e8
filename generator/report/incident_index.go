package report

// incidentIndex finds incidents without walking all of them. Every list is in
// order of start, as builder.incidents is.
type incidentIndex struct {
	byID   map[string]*incident
	byTeam map[string][]*incident
	// started has the incidents proper of a quarter, by team; "" for all.
	started []map[string][]*incident
	like    *likeness
}

// indexIncidents is made once, when the incidents and the quarters are known.
func (b *builder) indexIncidents() {
	x := &b.index
	x.byID, x.byTeam, x.like = map[string]*incident{}, map[string][]*incident{}, newLikeness(b.incidents)
	x.started = make([]map[string][]*incident, len(b.book.Quarters))
	for i := range x.started {
		x.started[i] = map[string][]*incident{}
	}
	for _, in := range b.incidents {
		if x.byID[in.ID] == nil {
			x.byID[in.ID] = in
		}
		for _, t := range in.Teams {
			x.byTeam[t.ID] = append(x.byTeam[t.ID], in)
		}
		b.indexStart(in)
	}
}

func (b *builder) indexStart(in *incident) {
	if !in.counts || in.Started == nil {
		return
	}
	for i, q := range b.book.Quarters {
		if in.Started.Before(q.Start) || !in.Started.Before(q.End) {
			continue
		}
		b.index.started[i][""] = append(b.index.started[i][""], in)
		for _, t := range in.Teams {
			b.index.started[i][t.ID] = append(b.index.started[i][t.ID], in)
		}
	}
}

// incidentByID is an incident by what people call it; nil if there is none.
func (b *builder) incidentByID(id string) *incident { return b.index.byID[id] }

// hitting are the incidents, of whatever kind, that hit a team; "" for all.
func (b *builder) hitting(team string) []*incident {
	if team == "" {
		return b.incidents
	}
	return b.index.byTeam[team]
}

// started keeps the incidents proper that started in a quarter, and of them
// those that hit a team ("" for any).
func (b *builder) started(quarter int, team string) []*incident {
	return b.index.started[quarter][team]
}
