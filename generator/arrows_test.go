package generator_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// arrows is the house: what each package may import of the project, besides
// itself. The direction is load → compute → present → write; leaves import
// nothing.
var arrows = map[string][]string{
	"generator/diag":        {},
	"generator/quarter":     {},
	"generator/unit":        {},
	"generator/stats":       {},
	"generator/browsertest": {},
	"generator/slo":         {"stats"},
	"generator/delivery":    {"stats"},
	"generator/business":    {"slo", "stats"},
	"themes":                {},

	"generator/doc":        {"diag"},
	"generator/listing":    {"diag"},
	"generator/config":     {"diag", "quarter", "doc"},
	"generator/metrics":    {"diag", "config", "slo"},
	"generator/markdown":   {"diag"},
	"generator/postmortem": {"diag", "doc", "markdown"},
	"generator/content":    {"diag", "doc", "quarter", "config", "markdown"},
	"generator/issued":     {"diag", "quarter", "slo"},
	"generator/records":    {"diag", "doc", "config"},

	"generator/report": {"diag", "quarter", "unit", "slo", "stats", "delivery", "business", "config", "metrics", "postmortem", "content", "issued", "records"},

	"generator/chart":     {"unit"},
	"generator/theme":     {"diag"},
	"generator/view":      {"unit", "slo", "report", "chart", "theme"},
	"generator/apischema": {},
	"generator/site":      {"diag", "apischema", "content", "report", "chart", "theme", "view"},

	"generator/publish":           {"site"},
	"generator/publish/store":     {},
	"generator/publish/web":       {"site", "publish/store"},
	"generator/publish/deploy":    {"site", "publish/store", "publish/web"},
	"generator/publish/apart":     {"publish/store"},
	"generator/publish/folder":    {"publish", "publish/store"},
	"generator/publish/cdn":       {"publish/store"},
	"generator/publish/wire":      {"publish/store"},
	"generator/publish/s3":        {"publish/store", "publish/wire"},
	"generator/publish/gcs":       {"publish/store", "publish/wire"},
	"generator/publish/azure":     {"publish/store", "publish/wire"},
	"generator/publish/storetest": {"publish/store", "publish/wire"},
	"generator/preview":           {"diag", "site"},

	"generator/gitlog": {},

	"generator/scaffold": {"diag", "config", "postmortem"},

	"generator/audience": {"diag", "doc", "slo", "config", "postmortem", "content", "issued", "report"},
	"generator/input":    {"diag", "config", "metrics", "markdown", "postmortem", "content", "issued", "records", "report"},

	"generator": {"diag", "config", "issued", "input", "audience", "report", "theme", "site"},
}

// mostImports keeps packages small enough to understand.
const mostImports = 10

// waist is the one package that may import more: report joins what every loader
// reads and every arithmetic works out, and has nothing else to do.
const (
	waist      = "generator/report"
	waistLimit = 13
)

func TestImportsFollowTheHouse(t *testing.T) {
	seen := map[string]bool{}
	err := filepath.WalkDir("..", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && (name == "node_modules" || name == "testdata" || name != ".." && strings.HasPrefix(name, ".")) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel("..", file)
		if err != nil {
			return err
		}
		pkg := path.Dir(filepath.ToSlash(rel))
		if strings.HasPrefix(pkg, "cmd/") {
			return nil
		}
		allowed, known := arrows[pkg]
		if !known {
			t.Errorf("%s: package %s has no place in the house; add it to arrows", rel, pkg)
			return nil
		}
		seen[pkg] = true
		for _, imported := range projectImports(t, file) {
			if !slices.Contains(allowed, strings.TrimPrefix(imported, "generator/")) {
				t.Errorf("%s: %s must not import %s", rel, pkg, imported)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for pkg, allowed := range arrows {
		if !seen[pkg] {
			t.Errorf("arrows speaks of %s, which is not there", pkg)
		}
		most := mostImports
		if pkg == waist {
			most = waistLimit
		}
		if len(allowed) > most {
			t.Errorf("%s may import %d packages of the project, more than %d", pkg, len(allowed), most)
		}
	}
}

// projectImports lists the project's packages a file imports, without the
// module's name.
func projectImports(t *testing.T, file string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, spec := range f.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		if rest, ok := strings.CutPrefix(p, "quarterdeck/"); ok {
			out = append(out, rest)
		}
	}
	return out
}
