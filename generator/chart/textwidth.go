package chart

import (
	"unicode"
	"unicode/utf8"
)

// Advance widths in hundredths of a pixel at 12 px for ASCII 32…126, measured
// on the condensed grotesque (width axis 84, weights 400 and 680).
const (
	asciiFirst = 32
	asciiLast  = 126
)

func advances(bold bool) *[95]uint16 {
	if bold {
		return &boldAdvances
	}
	return &plainAdvances
}

// Both tables are read only.
var plainAdvances = [95]uint16{
	209, 313, 409, 627, 520, 973, 716, 230, 405, 405, 469, 670, 288, 353, 288, 334, 600, 600, 600,
	600, 600, 600, 600, 600, 600, 600, 317, 317, 670, 670, 670, 592, 1031, 694, 714, 752, 758, 689,
	617, 809, 758, 288, 572, 695, 556, 895, 758, 809, 686, 809, 745, 680, 564, 748, 639, 939, 705,
	625, 663, 344, 334, 344, 670, 497, 195, 575, 588, 545, 588, 575, 303, 567, 581, 245, 242, 536,
	245, 892, 583, 592, 588, 588, 345, 520, 308, 581, 505, 753, 530, 505, 514, 405, 263, 405, 670,
}

var boldAdvances = [95]uint16{
	197, 334, 486, 648, 564, 1014, 781, 269, 427, 427, 469, 694, 316, 352, 316, 341, 625, 625, 625,
	625, 625, 625, 625, 625, 625, 625, 344, 344, 694, 694, 694, 627, 1034, 739, 736, 759, 763, 697,
	627, 820, 770, 320, 620, 748, 606, 931, 773, 819, 705, 819, 752, 694, 598, 763, 688, 991, 728,
	652, 680, 405, 341, 405, 694, 531, 236, 606, 627, 589, 627, 605, 347, 613, 619, 283, 281, 594,
	283, 922, 620, 628, 627, 627, 391, 564, 356, 619, 556, 830, 589, 553, 538, 448, 270, 448, 694,
}

// textWidth estimates the width in px of a line. It errs on the wide side by
// three per cent, so that a fallback typeface rarely makes labels touch.
func textWidth(s string, bold, large bool) float64 {
	t := advances(bold)
	sum := 0
	for _, r := range s {
		sum += advance(t, r)
	}
	w := float64(sum) / 100 * 1.03
	if large {
		w *= 1.26
	}
	return w
}

// advance returns one character's width in hundredths of a pixel.
func advance(t *[95]uint16, r rune) int {
	switch {
	case r >= asciiFirst && r <= asciiLast:
		return int(t[r-asciiFirst])
	case r == '\u00a0' || r == '\u202f':
		return int(t[0])
	case r < asciiFirst || unicode.Is(unicode.Mn, r):
		return 0
	case r < 0x250: // Latin with marks: as wide as the widest common letters
		if unicode.IsUpper(r) {
			return 780
		}
		return 670
	case r >= 0x2010 && r <= 0x2027 || r == '−' || r == '€':
		return 1010
	case r >= 0x1100: // Hangul, Han, kana, symbols, emoji
		return 1300
	}
	return 1110
}

// width returns the estimated width of the line in px.
func (t Text) width() float64 { return textWidth(t.Text, t.Bold, t.Large) }

// shorten cuts s to at most limit px, at a word where that costs little, and
// ends it with an ellipsis.
func shorten(s string, bold, large bool, limit float64) string {
	if textWidth(s, bold, large) <= limit {
		return s
	}
	limit -= textWidth("…", bold, large)
	t, sum, cut, word := advances(bold), 0.0, 0, 0
	unit := 0.01 * 1.03
	if large {
		unit *= 1.26
	}
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if sum += float64(advance(t, r)) * unit; sum > limit {
			break
		}
		if unicode.IsSpace(r) {
			word = i
		}
		i += n
		cut = i
	}
	if word*4 >= cut*3 {
		cut = word
	}
	for cut > 0 && (s[cut-1] == ' ' || s[cut-1] == ',') {
		cut--
	}
	return s[:cut] + "…"
}
