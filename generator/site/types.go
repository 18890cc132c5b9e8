package site

import (
	"cmp"
	"path"
	"strings"
)

// ContentType is the media type by the path's ending, with a charset for text.
// What the machine has configured plays no part: a site is served the same
// wherever it was built.
func (f File) ContentType() string {
	return cmp.Or(mediaType(strings.ToLower(path.Ext(f.Path))), "application/octet-stream")
}

// mediaType knows the endings that sites have; empty for others. JSON is UTF-8
// by definition and has no charset.
func mediaType(ending string) string {
	if text := textType(ending); text != "" {
		return text + "; charset=utf-8"
	}
	switch ending {
	case ".json", ".map":
		return "application/json"
	case ".geojson":
		return "application/geo+json"
	case ".webmanifest":
		return "application/manifest+json"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".gif":
		return "image/gif"
	case ".webp":
		return "image/webp"
	case ".avif":
		return "image/avif"
	case ".ico":
		return "image/x-icon"
	case ".woff2":
		return "font/woff2"
	case ".woff":
		return "font/woff"
	case ".ttf":
		return "font/ttf"
	case ".otf":
		return "font/otf"
	case ".pdf":
		return "application/pdf"
	case ".wasm":
		return "application/wasm"
	case ".zip":
		return "application/zip"
	case ".gz":
		return "application/gzip"
	case ".mp4":
		return "video/mp4"
	}
	return ""
}

// textType knows the kinds of text, without their charset.
func textType(ending string) string {
	switch ending {
	case ".html", ".htm":
		return "text/html"
	case ".css":
		return "text/css"
	case ".js", ".mjs":
		return "text/javascript"
	case ".csv":
		return "text/csv"
	case ".txt":
		return "text/plain"
	case ".md":
		return "text/markdown"
	case ".ics":
		return "text/calendar"
	case ".xml":
		return "application/xml"
	case ".atom":
		return "application/atom+xml"
	case ".rss":
		return "application/rss+xml"
	}
	return ""
}
