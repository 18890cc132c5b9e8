package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

func teamRef(t config.Team) Ref { return Ref{ID: t.ID, Name: t.Name, URL: teamURL(t.ID)} }

func sloRef(id string) Ref { return Ref{ID: id, Name: id, URL: sloURL(id)} }

func (b *builder) team(id string) (config.Team, bool) {
	for _, t := range b.in.Config.Teams {
		if t.ID == id {
			return t, true
		}
	}
	return config.Team{}, false
}

func (b *builder) teamByID(id string) Ref {
	if t, ok := b.team(id); ok {
		return teamRef(t)
	}
	return Ref{ID: id, Name: id}
}

func (b *builder) teamIDs() []string {
	var ids []string
	for _, t := range b.in.Config.Teams {
		ids = append(ids, t.ID)
	}
	return ids
}

// ownerAt is the team that owned a service at an instant.
func (b *builder) ownerAt(service string, at time.Time) (Ref, bool) {
	id, ok := b.in.Config.Owner(service, at)
	if !ok {
		return Ref{}, false
	}
	return b.teamByID(id), true
}

func (b *builder) incidentBySlug(slug string) *incident {
	return b.bySlug[slug]
}

// nearest is a hint: the known word that was probably meant, else what to do.
func nearest(word string, known []string, otherwise string) string {
	if s := diag.Suggest(word, known); s != "" {
		return fmt.Sprintf("did you mean %q?", s)
	}
	return otherwise
}

// provenance lists the files a page was made from, the configuration first,
// and a digest over all of them.
func (b *builder) provenance(paths ...[]string) Provenance {
	all := []string{b.in.Config.File}
	for _, list := range paths {
		all = append(all, list...)
	}
	p := Provenance{Files: []SourceFile{}}
	h := sha256.New()
	for _, path := range sortedSet(all) {
		f, ok := b.in.Files[path]
		if !ok {
			continue
		}
		p.Files = append(p.Files, f)
		fmt.Fprintf(h, "%s %s\n", f.SHA256, f.Path)
	}
	p.Digest = hex.EncodeToString(h.Sum(nil))
	return p
}

func (b *builder) incidentFiles(ins []*incident) []string {
	var out []string
	for _, in := range ins {
		out = append(out, in.File)
	}
	return out
}

func (b *builder) teamFile(id string) []string {
	if t, ok := b.team(id); ok {
		return []string{t.Pos.File}
	}
	return nil
}
