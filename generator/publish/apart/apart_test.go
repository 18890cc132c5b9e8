package apart_test

import (
	"errors"
	"strings"
	"testing"

	"quarterdeck/generator/publish/apart"
	"quarterdeck/generator/publish/store"
)

func TestAddresses(t *testing.T) {
	for _, c := range []struct{ address, site, state string }{
		{"s3://reports/site?region=x", "s3://reports/site?region=x", ""},
		{"s3://reports/a%20b?region=x&state=private", "s3://reports/a%20b?region=x", "s3://private/reports/a%20b?region=x"},
		{"gs://status?state=private/state/", "gs://status", "gs://private/state/status"},
		{"gs://status/pr-4?state=private/state", "gs://status/pr-4", "gs://private/state/status/pr-4"},
		{"azblob://acme/$web/site?state=private", "azblob://acme/$web/site", "azblob://acme/private/$web/site"},
		{"azblob://web/site?account=acme&state=private/x", "azblob://web/site?account=acme", "azblob://private/x/web/site?account=acme"},
	} {
		site, state, err := apart.Addresses(c.address)
		if err != nil || site != c.site || state != c.state {
			t.Errorf("%s: %s and %s, %v; want %s and %s", c.address, site, state, err, c.site, c.state)
		}
	}
	for _, address := range []string{"gs://status?state=", "gs://status?state=status/private", "gs://status?state=gs://private", "azblob://acme/$web?state=$web"} {
		_, _, err := apart.Addresses(address)
		var p *store.Problem
		if !errors.As(err, &p) || p.Kind != "refused" || !strings.Contains(p.Hint, "another bucket") {
			t.Errorf("%s: %v", address, err)
		}
	}
}
