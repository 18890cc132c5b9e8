package records

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

// BenchmarkFocus reads a month of a provider's charges, 20,000 rows.
func BenchmarkFocus(b *testing.B) {
	var text strings.Builder
	text.WriteString("BilledCost,BillingCurrency,ChargeCategory,ChargePeriodEnd,ChargePeriodStart,EffectiveCost,ServiceCategory,ServiceName,SubAccountName,Tags\n")
	for i := range 20_000 {
		day := i%28 + 1
		fmt.Fprintf(&text, "%d.%02d,GBP,Usage,2026-07-%02dT00:00:00Z,2026-07-%02dT00:00:00Z,1.5,Compute,VM,acme,\"{\"\"team\"\": \"\"checkout\"\", \"\"n\"\": \"\"%d\"\"}\"\n", i%90, i%100, day+1, day, i%50)
	}
	fsys := fstest.MapFS{"config.toml": {Data: []byte(siteTOML)}, "data/teams/checkout.toml": {Data: []byte(checkoutTOML)}, "data/costs/focus.csv": {Data: []byte(text.String())}}
	var none diag.List
	site := config.Load(fsys, &none)
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		var diags diag.List
		if out := Load(fsys, site, &diags); len(out.Costs) != 28 {
			b.Fatalf("%d costs", len(out.Costs))
		}
	}
}
