package records

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
)

// cell is the value of a column; ok is false where it is missing or empty.
func (r *row) cell(name string) (value, bool) {
	i, ok := r.header.found[name]
	if !ok || i >= len(r.values) {
		return value{}, false
	}
	v := r.values[i]
	return v, v.text != "" || len(v.items) > 0 || v.object != nil
}

// text is a cell's text, "" where it is missing.
func (r *row) text(name string) string {
	v, _ := r.cell(name)
	return v.text
}

// pos is where a cell stands, or the row where there is none.
func (r *row) pos(name string) diag.Pos {
	if v, ok := r.cell(name); ok {
		return r.src.pos(v.at)
	}
	return r.src.pos(r.at)
}

// fail reports what makes the row useless.
func (r *row) fail(name, code, hint, format string, args ...any) {
	r.bad = true
	r.src.repeat(diag.Error, r.pos(name), code, hint, format, args...)
}

// warn reports what was read by a rule.
func (r *row) warn(name, code, hint, format string, args ...any) {
	r.src.repeat(diag.Warning, r.pos(name), code, hint, format, args...)
}

// moment is a stamp as read.
type moment struct {
	doc.Moment
	ok bool
}

const timeHint = "write it like 2026-07-01T09:30:00Z, or 2026-07-01 09:30 in the site's time zone"

// time reads a column's date or time; ok is false where it is missing, and
// where it cannot be read, which fails the row. A time without a zone is read
// in the site's, with a warning.
func (r *row) time(name string) (doc.Moment, bool) { return r.timeIn(name, r.src.zone, false) }

// timeIn is time with the zone that those without one are read in, and whether
// that is stated.
func (r *row) timeIn(name string, zone *time.Location, stated bool) (doc.Moment, bool) {
	v, ok := r.cell(name)
	if !ok {
		return doc.Moment{}, false
	}
	return r.instant(name, v, zone, stated)
}

// instant reads one value as a date or time.
func (r *row) instant(name string, v value, zone *time.Location, stated bool) (doc.Moment, bool) {
	m := r.src.moment(v.text, zone)
	switch year := m.Time.Year(); {
	case !m.ok:
		r.bad = true
		r.src.repeat(diag.Error, r.src.pos(v.at), "records-time", timeHint, "%s is %q, which is no date or time that can be read; the row is left out", name, clip(v.text))
	case year < 1990 || year > 2099:
		r.bad = true
		r.src.repeat(diag.Error, r.src.pos(v.at), "records-time", "correct the stamp, or its unit", "%s is %q, which lies before 1990 or after 2099; the row is left out", name, clip(v.text))
	default:
		if !m.Zoned && !m.DateOnly && !stated {
			r.src.once(r.src.pos(v.at), "records-zone", "add Z or an offset to the times", "times without a zone are read in the site's, %s", r.src.zone)
		}
		return m.Moment, true
	}
	return doc.Moment{}, false
}

var epoch = regexp.MustCompile(`^\d{9,10}(\.\d+)?$|^\d{12,13}$`)

// moment reads a stamp, and remembers it.
func (s *source) moment(text string, zone *time.Location) moment {
	key := text
	if zone != s.zone {
		key = zone.String() + "\x00" + text
	}
	if m, known := s.moments[key]; known {
		return m
	}
	m := parseMoment(text, zone)
	if len(s.moments) > 100_000 {
		clear(s.moments)
	}
	s.moments[key] = m
	return m
}

func parseMoment(text string, zone *time.Location) moment {
	if epoch.MatchString(text) {
		x, err := strconv.ParseFloat(text, 64)
		if len(text) >= 12 && !strings.Contains(text, ".") {
			x /= 1000
		}
		return moment{doc.Moment{Time: time.Unix(0, int64(x*1e3)*1e6).UTC(), Zoned: true}, err == nil}
	}
	m, ok := doc.ParseMoment(text, zone)
	return moment{m, ok}
}

// number reads a column's number; ok is false where it is missing, and where it
// cannot be read, which fails the row.
func (r *row) number(name string) (float64, bool) {
	v, ok := r.cell(name)
	if !ok {
		return 0, false
	}
	x, ok := parseNumber(v.text, r.src.delim == ';')
	if ok && r.src.delim == ';' && unclear.MatchString(v.text) {
		if x, ok = r.src.thousands(x); !ok {
			r.fail(name, "records-number", "write it without a point, or with two decimals", "%s is %q, which could be thousands or thousandths; the row is left out", name, clip(v.text))
			return 0, false
		}
	}
	if !ok {
		r.fail(name, "records-number", "write it with a point and without a unit, such as 1234.50", "%s is %q, which is no number; the row is left out", name, clip(v.text))
	}
	return x, ok
}

var (
	plainNumber = regexp.MustCompile(`^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$`)
	grouped     = regexp.MustCompile(`^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$`)
	commaed     = regexp.MustCompile(`^[+-]?\d{1,3}(\.\d{3})+,\d+$|^[+-]?\d{1,3}(\.\d{3}){2,}$|^[+-]?\d+,\d+$`)
	// unclear is a number whose point may part thousands.
	unclear = regexp.MustCompile(`^\(?[+-]?[1-9]\d{0,2}\.\d{3}\)?$`)
	// Other numbers of the table show what its signs mean.
	showsComma = regexp.MustCompile(`\d,\d+"?[);\r\n]`)
	showsPoint = regexp.MustCompile(`\d\.(\d{1,2}|\d{4,})"?[);\r\n]`)
)

// thousands settles what the point in an unclear number means, by the other
// numbers of the table: beside decimal commas it parts thousands.
func (s *source) thousands(read float64) (float64, bool) {
	if s.signs == 0 {
		s.signs = '?'
		comma, point := showsComma.Match(s.text), showsPoint.Match(s.text)
		if comma && !point {
			s.signs = ','
		} else if point && !comma {
			s.signs = '.'
		}
	}
	if s.signs == ',' {
		return read * 1000, true
	}
	return read, s.signs == '.'
}

// parseNumber reads 1234.5, 1,234.50 and (12.50), which means −12.50; with
// commas as decimal signs 1.234,50 too, as spreadsheets write where semicolons
// part the cells.
func parseNumber(s string, comma bool) (float64, bool) {
	if x, err := strconv.ParseFloat(s, 64); err == nil && strings.Trim(s, "0123456789.-") == "" { // nearly all there are
		return x, true
	}
	sign := 1.0
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		s, sign = strings.TrimSpace(s[1:len(s)-1]), -1
		if strings.HasPrefix(s, "-") {
			return 0, false
		}
	}
	s = strings.NewReplacer("\u2212", "-", "\u00a0", "", "\u202f", "").Replace(s)
	switch {
	case comma && commaed.MatchString(s):
		s = strings.ReplaceAll(strings.ReplaceAll(s, ".", ""), ",", ".")
	case grouped.MatchString(s):
		s = strings.ReplaceAll(s, ",", "")
	case !plainNumber.MatchString(s):
		return 0, false
	}
	x, err := strconv.ParseFloat(s, 64)
	return sign * x, err == nil && !math.IsInf(x, 0)
}

// positive is number for what cannot be below nothing.
func (r *row) positive(name string) (float64, bool) {
	x, ok := r.number(name)
	if ok && x < 0 {
		r.fail(name, "records-number", "write a number that is not negative", "%s cannot be %s; the row is left out", name, r.text(name))
		return 0, false
	}
	return x, ok
}

// flag reads yes and no; set is false where the cell is missing, or holds
// something else, which fails the row.
func (r *row) flag(name string) (yes, set bool) {
	v, ok := r.cell(name)
	if !ok {
		return false, false
	}
	switch strings.ToLower(v.text) {
	case "true", "yes", "y", "1", "t", "x":
		return true, true
	case "false", "no", "n", "0", "f", "-":
		return false, true
	}
	r.fail(name, "records-flag", "write true or false", "%s is %q; the row is left out", name, clip(v.text))
	return false, false
}

// words reads a list: in JSON a list of texts, else texts parted by semicolons,
// bars or commas.
func (r *row) words(name string) []value {
	v, ok := r.cell(name)
	if !ok {
		return nil
	}
	if v.items != nil {
		return v.items
	}
	var out []value
	for _, part := range strings.FieldsFunc(v.text, func(c rune) bool { return c == ';' || c == '|' || c == ',' }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, value{text: part, at: v.at})
		}
	}
	return out
}

// span reads a length of time: "28d", "4w", or a bare number of the unit given.
func (r *row) span(name string, bare time.Duration) (time.Duration, bool) {
	v, ok := r.cell(name)
	if !ok {
		return 0, false
	}
	if x, err := strconv.ParseFloat(v.text, 64); err == nil && x >= 0 && x < 1e6 {
		return time.Duration(x * float64(bare)), true
	}
	d, ok := doc.ParseDuration(v.text)
	if !ok {
		r.fail(name, "records-duration", `write it like "28d", "12h" or "90s"`, "%s is %q, which is no length of time; the row is left out", name, clip(v.text))
	}
	return d, ok
}

// clip keeps a quoted text short enough for a message.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
