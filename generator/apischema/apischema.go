// Package apischema holds the JSON Schema (2020-12) of every document that
// Quarterdeck publishes below /api/, and of the issued quarters that it keeps.
// It is a leaf of the present stage: site publishes the files as they are.
//
// The files are generated from the report types and their comments, and kept
// beside this one, so that the program needs no source to publish them. After a
// change to the types:
//
//	go test ./generator/apischema -run Committed -update
package apischema

import (
	"bytes"
	"embed"
	"encoding/json"
	"io/fs"
	"strings"
)

//go:embed *.json
var files embed.FS

// head is how every file begins; an $id is put behind it.
const head = "{\n \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"

// File is the schema of one kind of document.
type File struct {
	// Schema is what documents name it by: quarterdeck/team-quarter/1.
	Schema string
	// Address is where it is published, below the site's base.
	Address string
	text    []byte
}

// Files are all schemas, in order of their addresses.
func Files() []File {
	names, _ := fs.Glob(files, "*.json")
	out := make([]File, 0, len(names))
	for _, name := range names {
		text, _ := fs.ReadFile(files, name)
		out = append(out, File{Schema: schemaOf(name), Address: "/api/schema/" + name, text: text})
	}
	return out
}

// Text is the schema as it is published. With the address of the site, which
// may be empty, it says by an $id where it stands.
func (f File) Text(baseURL string) []byte {
	if baseURL == "" {
		return f.text
	}
	id, _ := json.Marshal(strings.TrimSuffix(baseURL, "/") + f.Address)
	return bytes.Replace(f.text, []byte(head), []byte(head+` "$id": `+string(id)+",\n"), 1)
}

// schemaOf is the schema whose file has a name: quarterdeck/team-quarter/1 of
// team-quarter-1.json.
func schemaOf(name string) string {
	kind := strings.TrimSuffix(name, ".json")
	dash := strings.LastIndexByte(kind, '-')
	return "quarterdeck/" + kind[:dash] + "/" + kind[dash+1:]
}
