package config

import (
	"slices"
	"strings"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
)

// defaultVocabulary is in use where config.toml says nothing. Triggers and root
// causes have no default: without a vocabulary they are counted as written.
func defaultVocabulary() Vocabulary {
	return Vocabulary{Severities: []Term{
		{"SEV1", "SEV1", []string{"S1", "P1", "1", "SEV0", "S0", "P0", "critical", "down"}},
		{"SEV2", "SEV2", []string{"S2", "P2", "2", "major", "high", "disrupted"}},
		{"SEV3", "SEV3", []string{"S3", "P3", "3", "minor", "medium", "moderate"}},
		{"SEV4", "SEV4", []string{"S4", "P4", "4", "low", "trivial", "notice", "SEV5", "S5", "P5", "5"}},
	}}
}

// vocabulary reads [incidents]; each part that is there replaces its default.
func (l *loader) vocabulary(t *doc.Table, v *Vocabulary) {
	if sub, ok := t.Table("severities"); ok {
		v.Severities = l.terms(sub, func(id string, words []string) Term { return Term{ID: id, Title: id, Spellings: words} })
	}
	titled := func(id string, words []string) Term {
		if len(words) == 0 {
			return Term{ID: id, Title: id}
		}
		return Term{ID: id, Title: words[0], Spellings: words[1:]}
	}
	if sub, ok := t.Table("triggers"); ok {
		v.Triggers = l.terms(sub, titled)
	}
	if sub, ok := t.Table("root_causes"); ok {
		v.RootCauses = l.terms(sub, titled)
	}
}

// terms reads one vocabulary in written order. A word that two terms claim is
// an error: it could not be counted.
func (l *loader) terms(t *doc.Table, term func(id string, words []string) Term) []Term {
	var out []Term
	owner := map[string]string{}
	for _, id := range t.Keys() {
		words := t.Words(id)
		texts := make([]string, len(words))
		for i, w := range words {
			texts[i] = w.Text
		}
		made := term(id, texts)
		l.claim(owner, doc.Word{Text: id, Pos: t.Pos(id)}, made.ID)
		for _, w := range words {
			l.claim(owner, w, made.ID)
		}
		out = append(out, made)
	}
	return out
}

func (l *loader) claim(owner map[string]string, w doc.Word, id string) {
	key := fold(w.Text)
	if other, taken := owner[key]; taken && other != id {
		l.diags.Add(diag.Diagnostic{Pos: w.Pos, Severity: diag.Error, Code: "duplicate-word", Hint: "keep it in one of the two",
			Message: `"` + w.Text + `" already stands for ` + other})
		return
	}
	owner[key] = id
}

// fold makes spellings comparable: SEV-1, "sev 1" and Sev1 are one.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '_' {
			return -1
		}
		return r
	}, strings.ToLower(s))
}

// Severity finds a severity by its id, its title or another spelling; case,
// spaces, hyphens and underscores make no difference.
func (v Vocabulary) Severity(word string) (Term, bool) { return find(v.Severities, word) }

// Trigger finds a trigger in the same way.
func (v Vocabulary) Trigger(word string) (Term, bool) { return find(v.Triggers, word) }

// RootCause finds a root cause in the same way.
func (v Vocabulary) RootCause(word string) (Term, bool) { return find(v.RootCauses, word) }

// SeverityRank is a severity's place in the order of gravity, from 0; unknown
// words come after all known ones.
func (v Vocabulary) SeverityRank(word string) int {
	i := slices.IndexFunc(v.Severities, func(t Term) bool { return t.matches(fold(word)) })
	if i < 0 {
		return len(v.Severities)
	}
	return i
}

func find(terms []Term, word string) (Term, bool) {
	folded := fold(word)
	if folded == "" {
		return Term{}, false
	}
	for _, t := range terms {
		if t.matches(folded) {
			return t, true
		}
	}
	return Term{}, false
}

func (t Term) matches(folded string) bool {
	return fold(t.ID) == folded || fold(t.Title) == folded ||
		slices.ContainsFunc(t.Spellings, func(s string) bool { return fold(s) == folded })
}
