package config_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

// The contract's journey is read whole, and every key the program knows stands
// in the contract.
func TestContractOnJourneys(t *testing.T) {
	text, err := os.ReadFile(contract)
	if err != nil {
		t.Fatal(err)
	}
	files := examples(t)
	var diags diag.List
	site := config.Load(files, &diags)
	if len(site.Journeys) != 1 || site.Journeys[0].ID != "buy" || len(site.Journeys[0].Steps) != 2 || !slices.Equal(site.Journeys[0].Steps[1].SLOs, []string{"payments-availability"}) {
		t.Errorf("the contract's journeys are %+v", site.Journeys)
	}
	src := string(files["data/journeys/buy.toml"].Data)
	files["data/journeys/buy.toml"].Data = []byte("xxxxxxxxxxxx = 1\n" + strings.Replace(src, "[[step]]\n", "[[step]]\nxxxxxxxxxxxx = 1\n", 1))
	diags = diag.List{}
	config.Load(files, &diags)
	lists := 0
	for _, d := range diags.Sorted() {
		known, ok := strings.CutPrefix(d.Hint, "known here: ")
		if !ok || d.File != "data/journeys/buy.toml" {
			continue
		}
		lists++
		for _, key := range strings.Split(known, ", ") {
			if !strings.Contains(string(text), "`"+key+"`") && !strings.Contains(string(text), "`[["+key+"]]`") {
				t.Errorf("the contract does not name %s", key)
			}
		}
	}
	if lists != 2 {
		t.Errorf("%d tables of a journey list their keys, not 2", lists)
	}
}
