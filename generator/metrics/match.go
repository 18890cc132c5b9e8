package metrics

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

// Select returns the series that a selector matches, in the store's order. A
// selector that cannot be read is an error at its place, and ok is false; one
// that matches nothing returns none, and is the caller's to judge.
func (st *Store) Select(s config.Selector, diags *diag.List) (series []*Series, ok bool) {
	sel, ok := parse(s, diags)
	if !ok {
		return nil, false
	}
	return st.match(sel), true
}

// parse reads a selector and tells what is wrong with it.
func parse(s config.Selector, diags *diag.List) (selector, bool) {
	sel, bad := parseSelector(s.Text)
	if bad != nil {
		diags.Errorf(inside(s, bad.at), "selector-syntax", bad.hint, "%s: %s", asWritten(s.Text), bad.msg)
		return nil, false
	}
	return sel, true
}

func (st *Store) match(sel selector) []*Series {
	var out []*Series
	for _, name := range st.names {
		if !sel.matchesName(name) {
			continue
		}
		for _, s := range st.byName[name] {
			if sel.matchesLabels(s.Labels) {
				out = append(out, s)
			}
		}
	}
	return out
}

func (s selector) matchesName(name string) bool {
	for _, m := range s {
		if m.label == nameLabel && !m.matches(name) {
			return false
		}
	}
	return true
}

func (s selector) matchesLabels(ls Labels) bool {
	for _, m := range s {
		if m.label != nameLabel && !m.matches(ls.Get(m.label)) {
			return false
		}
	}
	return true
}

// most is how many near names or values a hint lists.
const most = 6

// noMatch explains why a selector matches nothing: no such name, or a
// condition that no series of that name fulfils.
func (st *Store) noMatch(sel selector) string {
	var named []*Series
	for _, name := range st.names {
		if sel.matchesName(name) {
			named = append(named, st.byName[name]...)
		}
	}
	if len(named) == 0 {
		return didYouMean("the names are", sel.name(), st.names)
	}
	for _, m := range sel {
		if m.label == nameLabel {
			continue
		}
		values := valuesOf(named, m.label)
		if !slices.ContainsFunc(values, m.matches) {
			if len(values) == 1 && values[0] == "" {
				return fmt.Sprintf("%s has no label %s; %s", quote(named[0].Name), m.label,
					didYouMean("its labels are", m.label, labelsOf(named)))
			}
			return didYouMean(fmt.Sprintf("the values of %s are", m.label), m.value, values)
		}
	}
	return "each condition matches a series, but none matches all of them"
}

// name is the text of the condition on the name.
func (s selector) name() string {
	for _, m := range s {
		if m.label == nameLabel {
			return m.value
		}
	}
	return ""
}

func valuesOf(series []*Series, label string) []string {
	var out []string
	for _, s := range series {
		out = append(out, s.Labels.Get(label))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func labelsOf(series []*Series) []string {
	var out []string
	for _, s := range series {
		for _, l := range s.Labels {
			out = append(out, l.Name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// didYouMean names the nearest of some words when one is near, else lists the
// first of them.
func didYouMean(list, word string, words []string) string {
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "" })
	if len(words) == 0 {
		return "there are none"
	}
	near := nearest(word, words)
	if len(near) > 0 {
		return "did you mean " + join(near, " or ") + "?"
	}
	if len(words) > most {
		return fmt.Sprintf("%s %s and %d more", list, join(words[:most], ", "), len(words)-most)
	}
	return list + " " + join(words, ", ")
}

func join(words []string, sep string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = quote(w)
	}
	return strings.Join(quoted, sep)
}

// asWritten prints a selector as it stands in single quotes of TOML, if it can.
func asWritten(s string) string {
	q := quote(s)
	if plain := strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`); !strings.ContainsAny(plain, `\'`) {
		return "'" + plain + "'"
	}
	return q
}

// quote prints foreign text safely and short.
func quote(s string) string {
	const longest = 160
	if utf8.RuneCountInString(s) > longest {
		s = string([]rune(s)[:longest]) + "…"
	}
	return fmt.Sprintf("%q", s)
}

// nearest are up to three words at most a third of their length of edits away,
// or that contain the word, nearest first.
func nearest(word string, words []string) []string {
	type near struct {
		w string
		d int
	}
	if len(word) > 200 || word == "" {
		return nil
	}
	var out []near
	for _, w := range words {
		if len(w) > 200 {
			continue
		}
		d := diag.Edits(strings.ToLower(word), strings.ToLower(w), max(len(word), len(w))/3+1)
		if len(word) >= 3 && (strings.Contains(w, word) || strings.Contains(word, w)) {
			d = min(d, 1)
		}
		if d <= max(len(word), len(w))/3 {
			out = append(out, near{w, d})
		}
	}
	slices.SortStableFunc(out, func(a, b near) int { return cmp.Compare(a.d, b.d) })
	var names []string
	for _, n := range out[:min(3, len(out))] {
		names = append(names, n.w)
	}
	return names
}
