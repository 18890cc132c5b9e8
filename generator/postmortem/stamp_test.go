package postmortem

import (
	"fmt"
	"testing"
)

// Each row: a text, the stamp in it and the words left. A clock of --:-- means
// that only a day is written.
func TestReadStamp(t *testing.T) {
	cases := []struct{ in, want, rest string }{
		{"14:05 pager rings", "14:05", "pager rings"},
		{"14:05:09 – pager rings", "14:05:09", "pager rings"},
		{"14:05 UTC: pager rings", "14:05 UTC", "pager rings"},
		{"**14:05** pager rings", "14:05", "pager rings"},
		{"[14:05Z] pager rings", "14:05 Z", "pager rings"},
		{"~14:05 pager rings", "14:05", "pager rings"},
		{"ca. 9:05", "09:05", ""},
		{"around 2 pm - x", "14:00", "x"},
		{"2:05 PM PT x", "14:05 PT", "x"},
		{"12:05 am", "00:05", ""},
		{"12:29p", "12:29", ""},
		{"17:14pm", "17:14", ""},
		{"02.30 PM EST x", "14:30 EST", "x"},
		{"1405Z x", "14:05 Z", "x"},
		{"1405 hrs x", "14:05", "x"},
		{"14:05-14:20 UTC x", "14:05 UTC", "x"},
		{"2026-07-01T14:05:00-07:00 x", "2026-07-01 14:05 -07:00", "x"},
		{"14:05 -0700 x", "14:05 -0700", "x"},
		{"14:05 - x", "14:05", "x"},
		{"16:05:57-58", "16:05:57", ""},
		{"02:00 and 02.30 PM", "14:00", ""},
		{"14:05 UTC (10:05 EDT) x", "14:05 UTC", "x"},
		{"14:05 +02:00 x", "14:05 +02:00", "x"},
		{"14:05 API fails", "14:05", "API fails"},
		{"2026-07-01 14:05 x", "2026-07-01 14:05", "x"},
		{"2026-07-01T14:05Z: x", "2026-07-01 14:05 Z", "x"},
		{"2026-07-01 ca. 18:30", "2026-07-01 18:30", ""},
		{"Sat 4 July 2026, 14:05 Europe/London | x", "2026-07-04 14:05 Europe/London", "x"},
		{"July 4th, 2026 at 2:05 PM x", "2026-07-04 14:05", "x"},
		{"Jul 4, 14:05 x", "0000-07-04 14:05", "x"},
		{"4. July, 11:00", "0000-07-04 11:00", ""},
		{"07-04 14:05 x", "0000-07-04 14:05", "x"},
		{"2026-07-01", "2026-07-01 --:--", ""},
		{"{{ 2026-07-01 Between 02:00 and 02:30 }}", "2026-07-01 02:00", ""},
		{"2026-02-30 14:05", "", ""},
		{"25:05 x", "", ""},
		{"30 nodes were added", "", ""},
		{"14:05abc", "", ""},
		{"May the load fall", "", ""},
		{"by 14 nodes", "", ""},
	}
	for _, c := range cases {
		t.Run(c.in, func(t *testing.T) {
			st, ok := readStamp(c.in)
			got, rest := "", ""
			if ok {
				got, rest = written(st), c.in[st.length:]
			}
			if got != c.want || rest != c.rest {
				t.Errorf("got %q and %q, want %q and %q", got, rest, c.want, c.rest)
			}
		})
	}
}

func written(st stamp) string {
	s := ""
	if st.day.known() {
		s = fmt.Sprintf("%04d-%02d-%02d ", st.day.year, st.day.month, st.day.day)
	}
	if st.clock < 0 {
		s += "--:--"
	} else {
		s += fmt.Sprintf("%02d:%02d", st.clock/3600, st.clock/60%60)
		if sec := st.clock % 60; sec != 0 {
			s += fmt.Sprintf(":%02d", sec)
		}
	}
	if st.zone != "" {
		s += " " + st.zone
	}
	return s
}
