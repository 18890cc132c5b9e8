package azure

import (
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"

	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/wire"
)

// headers are the attributes Azure has places for, with the MD5 it keeps of the
// bytes.
func headers(a store.Attributes, md5 []byte) *blob.HTTPHeaders {
	others := wire.OthersOf(a.Headers)
	return &blob.HTTPHeaders{
		BlobContentType: optional(a.ContentType), BlobCacheControl: optional(a.CacheControl), BlobContentEncoding: optional(a.ContentEncoding),
		BlobContentDisposition: optional(others.Disposition), BlobContentLanguage: optional(others.Language), BlobContentMD5: md5,
	}
}

// metadata are the other headers. Azure's names are identifiers: a hyphen
// becomes an underscore.
func metadata(a store.Attributes) map[string]*string {
	out := map[string]*string{}
	for name, value := range wire.OthersOf(a.Headers).Metadata {
		out[strings.ReplaceAll(name, "-", "_")] = &value
	}
	return out
}

func attributes(contentType, cache, encoding, disposition, language *string, meta map[string]*string) store.Attributes {
	others := wire.Others{Disposition: text(disposition), Language: text(language), Metadata: map[string]string{}}
	for name, value := range meta {
		others.Metadata[strings.ReplaceAll(strings.ToLower(name), "_", "-")] = text(value)
	}
	return store.Attributes{ContentType: text(contentType), CacheControl: text(cache), ContentEncoding: text(encoding), Headers: others.Headers()}
}

func sameMetadata(a, b map[string]*string) bool {
	return maps.EqualFunc(a, b, func(x, y *string) bool { return *x == *y })
}

func sameHeaders(a, b store.Attributes) bool {
	return a.ContentType == b.ContentType && a.CacheControl == b.CacheControl && a.ContentEncoding == b.ContentEncoding &&
		maps.Equal(canonical(a.Headers), canonical(b.Headers))
}

func canonical(h map[string]string) map[string]string {
	out := map[string]string{}
	for name, value := range h {
		out[http.CanonicalHeaderKey(name)] = value
	}
	return out
}

// etag is an ETag in quotes; listings give it bare.
func etag(e *azcore.ETag) string {
	if e == nil {
		return ""
	}
	return `"` + strings.Trim(string(*e), `"`) + `"`
}

func match(e string) *azcore.ETag {
	if e == "" {
		return nil
	}
	t := azcore.ETag(`"` + strings.Trim(e, `"`) + `"`)
	return &t
}

func moment(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

func number(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
