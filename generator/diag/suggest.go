package diag

import "strings"

// Suggest is the known word nearest to word, or "" if none is near: at most one
// letter in three may differ. Of equally near words the first is taken.
func Suggest(word string, known []string) string {
	best, nearest := "", max(1, len([]rune(word))/3)+1
	for _, k := range known {
		if d := Edits(strings.ToLower(word), strings.ToLower(k), nearest); d < nearest && k != word {
			best, nearest = k, d
		}
	}
	return best
}

// Edits counts the letters to insert, delete, replace or swap with their
// neighbour (optimal string alignment); limit if there are at least that many.
func Edits(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) >= limit || len(y)-len(x) >= limit {
		return limit
	}
	before, last := make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := range x {
		row := make([]int, len(y)+1)
		row[0] = i + 1
		for j := range y {
			cost := last[j]
			if x[i] != y[j] {
				cost++
			}
			row[j+1] = min(cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return min(last[len(y)], limit)
}
