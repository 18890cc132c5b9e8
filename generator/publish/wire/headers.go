package wire

import (
	"net/http"
	"strings"

	"quarterdeck/generator/publish/store"
)

// Others are the headers of store.Attributes.Headers as stores keep them: two
// have a place of their own, the rest is metadata by lower-case name.
type Others struct {
	Disposition string
	Language    string
	Metadata    map[string]string
}

// OthersOf sorts headers into their places.
func OthersOf(headers map[string]string) Others {
	var o Others
	for name, value := range headers {
		switch http.CanonicalHeaderKey(name) {
		case "Content-Disposition":
			o.Disposition = value
		case "Content-Language":
			o.Language = value
		default:
			if o.Metadata == nil {
				o.Metadata = map[string]string{}
			}
			o.Metadata[strings.ToLower(name)] = value
		}
	}
	return o
}

// Headers is the way back; nil if there are none.
func (o Others) Headers() map[string]string {
	out := map[string]string{}
	if o.Disposition != "" {
		out["Content-Disposition"] = o.Disposition
	}
	if o.Language != "" {
		out["Content-Language"] = o.Language
	}
	for name, value := range o.Metadata {
		out[http.CanonicalHeaderKey(name)] = value
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// served tells that readers get the same of both.
func served(a, b store.Attributes) bool {
	return a.ContentType == b.ContentType && a.CacheControl == b.CacheControl && a.ContentEncoding == b.ContentEncoding
}
