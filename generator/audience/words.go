package audience

import (
	"slices"
	"strings"
	"unicode"
)

// words finds names in texts: whole words, whatever their case and whatever
// stands between them, so that "payments-api" is also "Payments API".
type words struct {
	// byFirst holds names by their first word.
	byFirst map[string][][]string
}

func newWords() *words { return &words{byFirst: map[string][][]string{}} }

// tokens are the words of a text in lower case.
func tokens(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func (w *words) add(names ...string) {
	for _, name := range names {
		t := tokens(name)
		if !tells(t) || slices.ContainsFunc(w.byFirst[t[0]], func(o []string) bool { return slices.Equal(o, t) }) {
			continue
		}
		w.byFirst[t[0]] = append(w.byFirst[t[0]], t)
	}
}

// tells tells names from initials, which stand in many a text: A. M. is no name,
// and QA is one.
func tells(t []string) bool {
	return slices.ContainsFunc(t, func(s string) bool { return len([]rune(s)) > 1 })
}

func (w *words) drop(names ...string) {
	for _, name := range names {
		if t := tokens(name); len(t) > 0 {
			w.byFirst[t[0]] = slices.DeleteFunc(w.byFirst[t[0]], func(o []string) bool { return slices.Equal(o, t) })
		}
	}
}

// find is the first name in a text, in lower case.
func (w *words) find(text string) (string, bool) {
	if len(w.byFirst) == 0 {
		return "", false
	}
	t := tokens(text)
	for i, first := range t {
		for _, name := range w.byFirst[first] {
			if len(t)-i >= len(name) && slices.Equal(t[i:i+len(name)], name) {
				return strings.Join(name, " "), true
			}
		}
	}
	return "", false
}
