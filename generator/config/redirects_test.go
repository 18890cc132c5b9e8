package config

import (
	"strings"
	"testing"
)

func TestRedirectsAreReadAsPagesHaveTheirAddresses(t *testing.T) {
	site, reported := load(map[string]string{"data/teams/checkout.toml": team, "config.toml": small + `
[[redirect]]
from = "/wiki/Old%20report"
to = "/latest/checkout/#budgets"
[[redirect]]
from = "/v1.2/"
to = "https://example.com/archive?year=2024"
[[redirect]]
from = "/old.html"
to = "/"
`})
	want(t, reported, "")
	var got []string
	for _, r := range site.Redirects {
		got = append(got, r.From+" > "+r.To)
	}
	want(t, strings.Join(got, "\n"), `
/wiki/Old report/ > /latest/checkout/#budgets
/v1.2/ > https://example.com/archive?year=2024
/old.html > /`)
	if at := site.Redirects[2].ToPos.String(); at != "config.toml:12:6" {
		t.Errorf("the last target stands at %s, want config.toml:12:6", at)
	}
}

// Each is left out with an error at its value.
func TestWhatCannotBeARedirect(t *testing.T) {
	lines := []string{
		`from = "old/"`, `from = "//evil.example/"`, `from = "/old/?a=1"`, `from = "/a/../b/"`, `from = "/"`,
		`from = "/report.pdf"`, `from = "/.git/"`, `from = "/~quarterdeck/x/"`, `from = "/100%/"`,
		`to = "new/"`, `to = "javascript:alert(1)"`, `to = "/a b/"`, `to = "https://user:secret@example.com/"`,
	}
	config := small
	for _, line := range lines {
		other := `to = "/"`
		if strings.HasPrefix(line, "to") {
			other = `from = "/x/"`
		}
		config += "[[redirect]]\n" + line + "\n" + other + "\n"
	}
	site, reported := load(map[string]string{"data/teams/checkout.toml": team, "config.toml": config})
	if len(site.Redirects) != 0 {
		t.Errorf("kept %+v", site.Redirects)
	}
	want(t, reported, `
config.toml:4:8: error: "old/" is not an address of this site (begin it with one slash, like "/old/page/")
config.toml:7:8: error: "//evil.example/" is not an address of this site (begin it with one slash, like "/old/page/")
config.toml:10:8: error: "/old/?a=1" has a query or a fragment, which a published page cannot see (leave out what follows ? or #)
config.toml:13:8: error: "/a/../b/" is not the address of a page (write it like "/old/page/")
config.toml:16:8: error: "/" is not the address of a page (write it like "/old/page/")
config.toml:19:8: error: "/report.pdf" looks like a file, and only a page can lead on (end it in a slash, like "/report.pdf/")
config.toml:22:8: error: "/.git/" has a part that begins with . or ~, which publishing keeps for itself (choose another address)
config.toml:25:8: error: "/~quarterdeck/x/" has a part that begins with . or ~, which publishing keeps for itself (choose another address)
config.toml:28:8: error: "/100%/" is not an address (write a space as %20 and a per cent sign as %25)
config.toml:31:6: error: "new/" is no address to lead to (write an address of the site, like "/new/page/", or a whole one with https://)
config.toml:34:6: error: "javascript:alert(1)" is no address to lead to (write an address of the site, like "/new/page/", or a whole one with https://)
config.toml:37:6: error: "/a b/" is not an address (write a space as %20 and a per cent sign as %25)
config.toml:40:6: error: "https://user:secret@example.com/" is no address to lead to (write an address of the site, like "/new/page/", or a whole one with https://)`)
}
