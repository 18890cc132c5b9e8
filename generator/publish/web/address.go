package web

import (
	"net/url"
	"slices"
	"strings"
)

// Addresses are the root-absolute, escaped paths under which readers, and the
// caches between, know an object: a folder's index also by the folder alone.
// base is the path of the site below its host, not escaped: "" or "/reliability". Compressed
// siblings have none of their own: they are answers at the plain file's.
func Addresses(base, key string) []string {
	for _, e := range []string{".gz", ".br"} {
		if plain, ok := strings.CutSuffix(key, e); ok && strings.Contains(plain, ".") {
			return Addresses(base, plain)
		}
	}
	whole := (&url.URL{Path: strings.TrimSuffix(base, "/") + "/" + key}).EscapedPath()
	if folder, ok := strings.CutSuffix(whole, "/index.html"); ok {
		return []string{folder + "/", whole}
	}
	return []string{whole}
}

// AllAddresses are those of several objects, sorted, each once.
func AllAddresses(base string, keys []string) []string {
	var out []string
	for _, key := range keys {
		out = append(out, Addresses(base, key)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
