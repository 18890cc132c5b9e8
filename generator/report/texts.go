package report

// EachText hands out the texts that people wrote, rendered, page by page, with
// the ids of the sections that hold them.
func (b *Book) EachText(do func(texts []*string, ids []string)) {
	for _, in := range b.Library.Pages {
		var list []*string
		var ids []string
		for i := range in.Sections {
			list, ids = append(list, &in.Sections[i].HTML), append(ids, in.Sections[i].ID)
		}
		for i := range in.Timeline {
			list = append(list, &in.Timeline[i].HTML)
		}
		do(list, ids)
	}
	for _, p := range b.Pages {
		do([]*string{&p.HTML}, nil)
	}
	do([]*string{&b.Methodology.Prose}, nil)
	for _, o := range b.Organisations {
		do(noted(&o.Commentary, o.Decisions), nil)
	}
	for _, t := range b.TeamQuarters {
		do(noted(&t.Commentary, t.Decisions), nil)
	}
}

func noted(text *string, list []Decision) []*string {
	out := []*string{text}
	for i := range list {
		out = append(out, &list[i].NoteHTML)
	}
	return out
}
