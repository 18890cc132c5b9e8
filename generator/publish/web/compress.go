package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"mime"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"
)

// compressible tells types that shrink. Pictures and typefaces are compressed
// already.
func compressible(contentType string) bool {
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return false
	}
	return strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "+json") || strings.HasSuffix(kind, "+xml") ||
		slices.Contains([]string{"application/json", "application/xml", "application/javascript", "application/wasm", "image/bmp", "image/x-icon", "font/ttf", "font/otf"}, kind)
}

// contentEncoding is an encoding's name in HTTP.
func contentEncoding(kind string) string {
	if kind == "brotli" {
		return "br"
	}
	return kind
}

// ending is what stands behind the name of a compressed sibling, where nginx
// and Caddy look for it.
func ending(kind string) string {
	if kind == "brotli" {
		return ".br"
	}
	return ".gz"
}

// compress packs a file. Every publish compresses every text to see what
// changed, so the levels are those that take about a millisecond a page; the
// highest ones save 2 % more in three times the time. The output holds no name
// and no time.
func compress(kind string, body []byte) ([]byte, error) {
	var out bytes.Buffer
	var w io.WriteCloser
	switch kind {
	case "gzip":
		z, err := gzip.NewWriterLevel(&out, 6)
		if err != nil {
			return nil, err
		}
		w = z
	case "brotli":
		w = brotli.NewWriterLevel(&out, 5)
	default:
		return nil, fmt.Errorf("there is no compression %q", kind)
	}
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	err := w.Close()
	return out.Bytes(), err
}
