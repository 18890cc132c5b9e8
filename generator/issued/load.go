package issued

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"path"
	"strings"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/quarter"
)

// Load reads every issued quarter, by name of the quarter. A file that cannot
// be trusted is told of and left out.
func Load(root fs.FS, cal quarter.Calendar, diags *diag.List) map[string]*File {
	out := map[string]*File{}
	entries, err := fs.ReadDir(root, Folder)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			diags.Errorf(diag.Pos{File: Folder}, "unreadable", "check its permissions", "cannot be listed")
		}
		return out
	}
	for _, e := range entries {
		if e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		if f := read(root, Folder+"/"+e.Name(), cal, diags); f != nil {
			out[f.Quarter] = f
		}
	}
	return out
}

func read(root fs.FS, file string, cal quarter.Calendar, diags *diag.List) *File {
	if path.Ext(file) != ".json" {
		diags.Warnf(diag.Pos{File: file}, "not-read", "issued quarters are written by quarterdeck issue, as 2026-Q2.json", "this file is not read")
		return nil
	}
	text, err := fs.ReadFile(root, file)
	if err != nil {
		diags.Errorf(diag.Pos{File: file}, "unreadable", "check its permissions", "cannot be read")
		return nil
	}
	f := Parse(file, text, diags)
	if f == nil || !belongs(f, cal, diags) {
		return nil
	}
	return f
}

// Parse reads one file's text and finds edits by hand.
func Parse(file string, text []byte, diags *diag.List) *File {
	f := &File{Path: file}
	restore := "restore it from version control; to change what was issued, run quarterdeck issue with --again and --reason"
	var head struct {
		Schema string `json:"schema"`
	}
	if err := json.Unmarshal(text, &head); err != nil {
		diags.Errorf(place(file, text, err), "issued-unreadable", restore, "this is not the JSON that quarterdeck issue writes: %v", err)
		return nil
	}
	if head.Schema != Schema {
		hint := restore
		if strings.HasPrefix(head.Schema, "quarterdeck/issued/") {
			hint = "use the version of quarterdeck that wrote it, or a newer one"
		}
		diags.Errorf(diag.Pos{File: file, Line: lineOf(text, `"schema"`)}, "issued-schema", hint, "it has the schema %q; this version reads %q", head.Schema, Schema)
		return nil
	}
	if err := json.Unmarshal(text, f); err != nil {
		diags.Errorf(place(file, text, err), "issued-unreadable", restore, "this is not the JSON that quarterdeck issue writes: %v", err)
		return nil
	}
	if digestOf(text) != f.Digest {
		diags.Errorf(diag.Pos{File: file, Line: lineOf(text, `"digest"`)}, "issued-edited", restore, "it was edited after it was issued: its text does not match its digest")
		return nil
	}
	f.lines = map[string]int{}
	for _, o := range f.Objectives {
		if f.lines[o.SLO] == 0 {
			f.lines[o.SLO] = lineOf(text, `"slo": "`+o.SLO+`"`)
		}
	}
	return f
}

// belongs checks that the file is of a quarter of this site's calendar, and
// lies under its name.
func belongs(f *File, cal quarter.Calendar, diags *diag.List) bool {
	at := diag.Pos{File: f.Path}
	q, err := cal.Parse(f.Quarter)
	switch {
	case err != nil:
		diags.Errorf(at, "issued-quarter", "move it away, or put back the fiscal_year_starts it was issued with", "it is of an unknown quarter: %v", err)
		return false
	case Path(q.String()) != f.Path:
		diags.Errorf(at, "issued-quarter", "name it "+Path(q.String()), "it holds the quarter %s", f.Quarter)
		return false
	case !cal.Start(q).Equal(f.Start) || !cal.End(q).Equal(f.End):
		diags.Errorf(at, "issued-quarter", "put back the timezone and fiscal_year_starts it was issued with", "its quarter ran from %s to %s, and %s does not with this site's calendar",
			f.Start.Format("2006-01-02T15:04Z07:00"), f.End.Format("2006-01-02T15:04Z07:00"), f.Quarter)
		return false
	}
	return true
}

// place finds where JSON goes wrong.
func place(file string, text []byte, err error) diag.Pos {
	at := int64(-1)
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		at = syntax.Offset
	case errors.As(err, &kind):
		at = kind.Offset
	}
	if at < 0 || at > int64(len(text)) {
		return diag.Pos{File: file}
	}
	before := text[:at]
	return diag.Pos{File: file, Line: 1 + bytes.Count(before, []byte("\n")), Col: len([]rune(string(before[bytes.LastIndexByte(before, '\n')+1:])))}
}

// lineOf is the line on which a text first stands, 0 if it does not.
func lineOf(text []byte, what string) int {
	i := bytes.Index(text, []byte(what))
	if i < 0 {
		return 0
	}
	return 1 + bytes.Count(text[:i], []byte("\n"))
}
