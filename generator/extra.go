package generator

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/input"
	"quarterdeck/generator/report"
	"quarterdeck/generator/site"
)

// pictures are the files that texts show: as they lie beside them, or for an
// edition only those that it shows, without their names.
func pictures(root fs.FS, files map[string]report.SourceFile, shown map[string]bool) []site.File {
	var out []site.File
	taken := map[string]bool{}
	for _, file := range slices.Sorted(maps.Keys(files)) {
		if !input.IsPicture(file) {
			continue
		}
		address := input.PictureAt(files[file], shown != nil)
		if shown != nil && !shown[address] || taken[address] {
			continue
		}
		taken[address] = true
		out = append(out, site.File{Path: address[1:], Render: func() ([]byte, error) { return fs.ReadFile(root, file) }})
	}
	return out
}

// redirects are the old addresses that the configuration names.
func redirects(list []config.Redirect) []site.Redirect {
	var out []site.Redirect
	for _, r := range list {
		out = append(out, site.Redirect{From: r.From, To: r.To, FromPos: r.FromPos, ToPos: r.ToPos})
	}
	return out
}

// About is /api/build.json: what the whole site was made by and from. Nothing in
// it changes while program and input stay the same.
type About struct {
	Schema   string `json:"schema"`
	Audience string `json:"audience"`
	// Version of the program.
	Version string    `json:"version"`
	AsOf    time.Time `json:"as_of"`
	// InputFiles is how many files were read; InputDigest the SHA-256 over
	// their names and digests. Both speak of hidden files too, so an edition
	// for an audience has neither.
	InputFiles  int    `json:"input_files,omitempty"`
	InputDigest string `json:"input_sha256,omitempty"`
}

// about makes the file of About.
func about(version string, book *report.Book, files map[string]report.SourceFile) site.File {
	return site.File{Path: "api/build.json", Render: func() ([]byte, error) {
		a := About{Schema: "quarterdeck/build/1", Audience: config.Internal, Version: version, AsOf: book.Site.AsOf}
		if e := book.Site.Edition; e != nil {
			a.Audience = e.Audience
			return json.MarshalIndent(a, "", " ")
		}
		h := sha256.New()
		for _, file := range slices.Sorted(maps.Keys(files)) {
			fmt.Fprintf(h, "%s %s\n", files[file].SHA256, file)
		}
		a.InputFiles, a.InputDigest = len(files), hex.EncodeToString(h.Sum(nil))
		return json.MarshalIndent(a, "", " ")
	}}
}
