package diag

import "testing"

func TestSuggest(t *testing.T) {
	known := []string{"service", "slice", "slice_target", "target", "total"}
	for word, want := range map[string]string{"servcie": "service", "totals": "total", "Slice": "slice", "traget": "target",
		"zzz": "", "": "", "slicetarget": "slice_target"} {
		if got := Suggest(word, known); got != want {
			t.Errorf("%q suggests %q, want %q", word, got, want)
		}
	}
}
