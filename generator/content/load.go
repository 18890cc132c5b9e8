package content

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
	"quarterdeck/generator/markdown"
	"quarterdeck/generator/quarter"
)

const (
	folder  = "content"
	reports = "content/reports"
)

// Load reads content/**/*.md. The site says which teams and quarters there can
// be commentary on. A site without content/ has none.
func Load(fsys fs.FS, site *config.Site, text *markdown.Renderer, diags *diag.List) *Content {
	l := &loader{fsys: fsys, cal: site.Calendar, text: text, diags: diags, seen: map[string]string{}, out: &Content{}}
	for _, t := range site.Teams {
		l.teams = append(l.teams, t.ID)
	}
	for _, file := range l.files() {
		if file == reports+".md" || strings.HasPrefix(file, reports+"/") {
			l.commentary(file)
		} else {
			l.page(file)
		}
	}
	slices.SortFunc(l.out.Pages, byPath)
	slices.SortFunc(l.out.Commentaries, byQuarter)
	l.carryOver()
	return l.out
}

type loader struct {
	fsys  fs.FS
	cal   quarter.Calendar
	teams []string
	text  *markdown.Renderer
	diags *diag.List
	// seen holds the file of each address, to refuse a second.
	seen map[string]string
	out  *Content
}

// files are the markdown files below content/, sorted.
func (l *loader) files() []string {
	if _, err := fs.Stat(l.fsys, folder); err != nil {
		return nil
	}
	var files []string
	_ = fs.WalkDir(l.fsys, folder, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			l.diags.Errorf(diag.Pos{File: name}, "unreadable", "check that it may be read", "cannot read the folder or file")
		case d.IsDir() || strings.HasPrefix(d.Name(), ".") || doc.LinkedFolder(l.fsys, name, d, l.diags):
		case path.Ext(name) == ".md":
			files = append(files, name)
		case path.Ext(name) == ".markdown" || path.Ext(name) == ".html":
			l.diags.Warnf(diag.Pos{File: name}, "not-read", "write it as markdown in a file that ends in .md", "this file is not read")
		}
		return nil
	})
	return files
}

// source is a file's front matter and body.
type source struct {
	front *doc.Table
	body  []byte
	line  int
}

func (l *loader) read(file string) (source, bool) {
	src, ok := doc.ReadFile(l.fsys, file, l.diags)
	if !ok {
		return source{}, false
	}
	head, body, line, ok := doc.Front(file, src, l.diags)
	if !ok {
		return source{}, false
	}
	front, ok := head.Table(l.diags)
	return source{front: front, body: body, line: line}, ok
}

// parse reads markdown that begins on line of file.
func (l *loader) parse(file string, line int, body []byte) *markdown.Document {
	d := l.text.Parse(file, line, body)
	l.diags.Append(d.Diagnostics())
	return d
}

// first tells whether an address is free, and takes it.
func (l *loader) first(address, file string) bool {
	if other, taken := l.seen[address]; taken {
		l.diags.Errorf(diag.Pos{File: file}, "duplicate-address", "keep one of the two", "this would stand where %s already stands", other)
		return false
	}
	l.seen[address] = file
	return true
}

var segment = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)

// page reads an authored page.
func (l *loader) page(file string) {
	address, ok := l.address(file)
	if !ok || !l.first(address, file) {
		return
	}
	s, ok := l.read(file)
	if !ok {
		return
	}
	p := Page{Path: address, Title: s.front.String("title"), Description: s.front.String("description"), Audience: s.front.Words("audience"), Pos: diag.Pos{File: file, Line: 1, Col: 1}}
	text := l.parse(file, s.line, s.body)
	if p.Title == "" {
		p.Title, _ = text.Title()
	}
	if p.Title == "" {
		l.diags.Warnf(p.Pos, "no-title", `begin the text with a line "# Title"`, "the page has no title")
		p.Title = path.Base(address)
	}
	s.front.Unused(l.diags, diag.Warning)
	p.HTML = text.Body()
	l.out.Pages = append(l.out.Pages, p)
}

// address is the path of a page from that of its file: x.md, x/index.md and
// x/_index.md all stand at x.
func (l *loader) address(file string) (string, bool) {
	address := strings.TrimSuffix(strings.TrimPrefix(file, folder+"/"), ".md")
	if base := path.Base(address); base == "index" || base == "_index" {
		address = path.Dir(address)
	}
	parts := strings.Split(address, "/")
	for _, part := range parts {
		if address != "." && !segment.MatchString(part) {
			l.diags.Errorf(diag.Pos{File: file}, "bad-address", "use lower-case letters, digits and hyphens in the names of files and folders", "%q cannot stand in an address", part)
			return "", false
		}
	}
	if _, err := l.cal.Parse(parts[0]); err == nil || generated(parts[0]) {
		l.diags.Errorf(diag.Pos{File: file}, "reserved-address", "move the page to another place below content/", "the site's own pages stand at /%s", strings.TrimPrefix(address, "."))
		return "", false
	}
	return address, true
}

// generated tells whether the site makes the pages below a first word itself.
// The methodology page is made of both.
func generated(first string) bool {
	switch first {
	case ".", "deck", "teams", "slos", "postmortems", "journeys", "actions", "api", "search", "assets", "files", "reports", "latest", "404":
		return true
	}
	return false
}
