package diag

import "testing"

func TestPrintedLine(t *testing.T) {
	cases := []struct {
		d    Diagnostic
		want string
	}{
		{Diagnostic{Pos: Pos{"a.toml", 3, 7}, Message: "no id", Hint: "write one"}, "a.toml:3:7: error: no id (write one)"},
		{Diagnostic{Pos: Pos{"a.toml", 3, 0}, Severity: Warning, Message: "odd"}, "a.toml:3: warning: odd"},
		{Diagnostic{Pos: Pos{File: "data"}, Severity: Hint, Message: "empty"}, "data: hint: empty"},
	}
	for _, c := range cases {
		if got := c.d.String(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestSortedByPlaceAndWithoutRepeats(t *testing.T) {
	var l, other List
	l.Warnf(Pos{"b", 1, 1}, "x", "", "second file")
	l.Errorf(Pos{"a", 10, 1}, "x", "", "line ten")
	other.Errorf(Pos{"a", 9, 2}, "x", "", "line nine")
	other.Errorf(Pos{"a", 9, 2}, "x", "", "line nine")
	l.Append(other)
	got := l.Sorted()
	want := []string{"line nine", "line ten", "second file"}
	if len(got) != len(want) {
		t.Fatalf("got %d diagnostics, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i].Message != want[i] {
			t.Errorf("at %d got %q, want %q", i, got[i].Message, want[i])
		}
	}
	if l.Count(Error) != 3 || l.Count(Warning) != 1 || l.Count(Hint) != 0 {
		t.Errorf("counts are %d, %d, %d", l.Count(Error), l.Count(Warning), l.Count(Hint))
	}
}
