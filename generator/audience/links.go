package audience

import (
	"html"
	"regexp"
	"slices"
	"strings"

	"quarterdeck/generator/report"
)

var (
	sourceOf = regexp.MustCompile(`(?:src|href)="(/files/[^"]*)"`)
	anchor   = regexp.MustCompile(`(?s)<a href="([^"]*)"[^>]*>(.*?)</a>`)
	idOf     = regexp.MustCompile(` id="([^"]*)"`)
)

// Pictures are the addresses of the pictures that a book's texts show.
func Pictures(book *report.Book) map[string]bool {
	out := map[string]bool{}
	book.EachText(func(list []*string, _ []string) {
		for _, text := range list {
			for _, m := range sourceOf.FindAllStringSubmatch(*text, -1) {
				out[html.UnescapeString(m[1])] = true
			}
		}
	})
	return out
}

// Unlink makes plain text of the links that lead to what the site does not
// have. leads tells whether something stands at an address of the site.
func Unlink(book *report.Book, leads func(address string) bool) {
	book.EachText(func(list []*string, ids []string) {
		for _, text := range list {
			for _, m := range idOf.FindAllStringSubmatch(*text, -1) {
				ids = append(ids, m[1])
			}
		}
		for _, text := range list {
			*text = anchor.ReplaceAllStringFunc(*text, func(link string) string {
				m := anchor.FindStringSubmatch(link)
				to := html.UnescapeString(m[1])
				if id, here := strings.CutPrefix(to, "#"); here && slices.Contains(ids, id) {
					return link
				}
				path, fragment, _ := strings.Cut(to, "#")
				switch {
				case !strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "#"), strings.HasPrefix(to, "//"):
					return link // to another site
				case path == "" || !leads(path):
					return m[2]
				case fragment != "": // what it named may be hidden
					return strings.Replace(link, html.EscapeString("#"+fragment), "", 1)
				}
				return link
			})
		}
	})
}
