package generator

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"quarterdeck/generator/report"
	"quarterdeck/generator/site"
)

// picturesAt is the folder of the site that holds the pictures of texts.
const picturesAt = "files/"

// isPicture tells files that a text may show. SVG is not among them: opened by
// itself it could run scripts.
func isPicture(file string) bool {
	switch strings.ToLower(path.Ext(file)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif":
		return strings.HasPrefix(file, "content/") || strings.HasPrefix(file, "data/postmortems/")
	}
	return false
}

// pictures are the files that texts show, as they lie beside them.
func pictures(root fs.FS, files map[string]report.SourceFile) []site.File {
	var out []site.File
	for _, file := range slices.Sorted(maps.Keys(files)) {
		if isPicture(file) {
			out = append(out, site.File{Path: picturesAt + file, Render: func() ([]byte, error) { return fs.ReadFile(root, file) }})
		}
	}
	return out
}

// about is /api/build.json: what the whole site was made by and from. Nothing in
// it changes while program and input stay the same.
func about(version string, book *report.Book, files map[string]report.SourceFile) site.File {
	return site.File{Path: "api/build.json", Render: func() ([]byte, error) {
		h := sha256.New()
		for _, file := range slices.Sorted(maps.Keys(files)) {
			fmt.Fprintf(h, "%s %s\n", files[file].SHA256, file)
		}
		return json.MarshalIndent(struct {
			Schema      string    `json:"schema"`
			Audience    string    `json:"audience"`
			Version     string    `json:"version"`
			AsOf        time.Time `json:"as_of"`
			InputFiles  int       `json:"input_files"`
			InputDigest string    `json:"input_sha256"`
		}{"quarterdeck/build/1", "internal", version, book.Site.AsOf, len(files), hex.EncodeToString(h.Sum(nil))}, "", " ")
	}}
}
