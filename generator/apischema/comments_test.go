package apischema_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// comments are what the source says, by "report.Figure" and
// "report.Figure.Value".
type comments map[string]string

func (c comments) of(key string) string { return c[key] }

// readComments reads the comments of every struct in some folders.
func readComments(t *testing.T, folders ...string) comments {
	t.Helper()
	c := comments{}
	for _, folder := range folders {
		files, err := filepath.Glob(folder + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatal("no source in", folder, err)
		}
		for _, file := range files {
			if !strings.HasSuffix(file, "_test.go") {
				c.read(t, file)
			}
		}
	}
	return c
}

func (c comments) read(t *testing.T, file string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range parsed.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, s := range g.Specs {
			spec, ok := s.(*ast.TypeSpec)
			if !ok {
				continue
			}
			if st, ok := spec.Type.(*ast.StructType); ok {
				key := parsed.Name.Name + "." + spec.Name.Name
				names := jsonNames(st)
				own := names[spec.Name.Name]
				delete(names, spec.Name.Name) // "Text is a sentence" is about the type
				c[key] = told(g.Doc, names)
				if own != "" {
					names[spec.Name.Name] = own
				}
				c.fields(key, st, names)
			}
		}
	}
}

// fields takes the comments of fields. One that names several fields, as in "Low
// and High are its bounds", holds for each of them that has none of its own.
func (c comments) fields(key string, st *ast.StructType, names map[string]string) {
	shared := ""
	for _, f := range st.Fields.List {
		own := strings.TrimSpace(told(f.Doc, names) + " " + told(f.Comment, names))
		if f.Doc != nil {
			shared = told(f.Doc, names)
		}
		for _, n := range f.Names {
			text := own
			if text == "" && names[n.Name] != "" && strings.Contains(shared, "`"+names[n.Name]+"`") {
				text = shared
			}
			c[key+"."+n.Name] = text
		}
	}
}

// jsonNames are the names in JSON of a struct's fields.
func jsonNames(st *ast.StructType) map[string]string {
	names := map[string]string{}
	for _, f := range st.Fields.List {
		if f.Tag == nil {
			continue
		}
		tag := reflect.StructTag(strings.Trim(f.Tag.Value, "`")).Get("json")
		name, _, _ := strings.Cut(tag, ",")
		for _, n := range f.Names {
			if name != "" && name != "-" {
				names[n.Name] = name
			}
		}
	}
	return names
}

var capital = regexp.MustCompile(`\b[A-Z][A-Za-z]*\b`)

// told is a comment in one line, with the names that JSON has for fields.
func told(doc *ast.CommentGroup, names map[string]string) string {
	if doc == nil {
		return ""
	}
	text := strings.Join(strings.Fields(doc.Text()), " ")
	text = capital.ReplaceAllStringFunc(text, func(w string) string {
		if name := names[w]; name != "" {
			return "`" + name + "`"
		}
		return w
	})
	return strings.ReplaceAll(text, " nil ", " null ")
}

// A comment's names are those of the document, and one comment speaks for all
// the fields it names.
func TestCommentsAreGivenInTheWordsOfTheDocument(t *testing.T) {
	c := readComments(t, path.Join("..", "report"))
	for key, want := range map[string]string{
		"report.Figure":          "Figure is one number with all that a reader may ask about it.",
		"report.Figure.Previous": "`previous` and `year_ago` are the same figure a quarter and a year before.",
		"report.Figure.YearAgo":  "`previous` and `year_ago` are the same figure a quarter and a year before.",
		"report.Text":            "Text is a sentence or paragraph of the report.",
		"report.Ref.Name":        "",
	} {
		if got := c.of(key); got != want {
			t.Errorf("%s is described as %q, not %q", key, got, want)
		}
	}
}
