package apischema_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"quarterdeck/generator"
	"quarterdeck/generator/apischema"
	"quarterdeck/generator/site"
	"quarterdeck/themes"
)

const repository = "../.."

// validator has every schema compiled, by name.
type validator map[string]*jsonschema.Schema

// validators compiles the schemas, which holds them against the meta-schema.
func validators(t *testing.T) validator {
	t.Helper()
	v := validator{}
	for _, f := range apischema.Files() {
		c := jsonschema.NewCompiler()
		c.AssertFormat()
		parsed := parse(t, f.Text(""))
		if err := c.AddResource("https://example.org"+f.Address, parsed); err != nil {
			t.Fatal(err)
		}
		compiled, err := c.Compile("https://example.org" + f.Address)
		if err != nil {
			t.Fatal(err)
		}
		v[f.Schema] = compiled
	}
	return v
}

func parse(t *testing.T, text []byte) any {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// hold validates one document by the schema it names.
func (v validator) hold(t *testing.T, text []byte) (name string, err error) {
	t.Helper()
	document := parse(t, text)
	name, _ = document.(map[string]any)["schema"].(string)
	if v[name] == nil {
		t.Fatalf("a document names the schema %q, which is not there", name)
	}
	return name, v[name].Validate(document)
}

// build makes the site of a folder as it can be made in spite of errors.
func build(t *testing.T, root fs.FS) *site.Site {
	t.Helper()
	return buildFor(t, root, "")
}

func buildFor(t *testing.T, root fs.FS, audience string) *site.Site {
	t.Helper()
	r, err := generator.Generate(context.Background(), generator.Options{Root: root, Themes: themes.FS, KeepGoing: true, Audience: audience, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return r.Site
}

// twins are the documents of a site by path, without the schemas.
func twins(t *testing.T, s *site.Site) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for _, f := range s.Files() {
		if path.Ext(f.Path) != ".json" || strings.HasPrefix(f.Path, "api/schema/") {
			continue
		}
		body, err := f.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		out[f.Path] = body
	}
	return out
}

// holdAll validates every document of a site, and counts them by schema.
func (v validator) holdAll(t *testing.T, s *site.Site) map[string]int {
	t.Helper()
	count := map[string]int{}
	for file, text := range twins(t, s) {
		name, err := v.hold(t, text)
		if err != nil {
			t.Errorf("%s: %v", file, err)
		}
		count[name]++
	}
	return count
}

// Every document of the sample's site is what its schema says, and there is a
// document of every schema.
func TestEveryDocumentOfTheSampleHoldsToItsSchema(t *testing.T) {
	v := validators(t)
	count := v.holdAll(t, build(t, os.DirFS(repository)))
	issued, err := fs.Glob(os.DirFS(repository), "data/issued/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range issued {
		text, err := os.ReadFile(path.Join(repository, file))
		if err != nil {
			t.Fatal(err)
		}
		name, err := v.hold(t, text)
		if err != nil {
			t.Errorf("%s: %v", file, err)
		}
		count[name]++
	}
	for name := range v {
		if count[name] == 0 {
			t.Errorf("the sample has no document of %s", name)
		}
	}
}

// A document that is wrong in one place is refused.
func TestAWrongDocumentIsRefused(t *testing.T) {
	v := validators(t)
	text := twins(t, build(t, bare()))["api/2026-q1/solo.json"]
	if _, err := v.hold(t, text); err != nil {
		t.Fatal(err)
	}
	for name, damage := range map[string]func(document, slo map[string]any){
		"a field renamed":          func(d, _ map[string]any) { d["heading"] = d["headline"]; delete(d, "headline") },
		"a field missing":          func(d, _ map[string]any) { delete(d, "state") },
		"an unknown field":         func(d, _ map[string]any) { d["score"] = 7 },
		"an unknown field inside":  func(_, s map[string]any) { s["sli"].(map[string]any)["mean"] = 0.5 },
		"a text for a number":      func(_, s map[string]any) { s["sli"].(map[string]any)["value"] = "99.9 %" },
		"null where it means none": func(_, s map[string]any) { s["days"] = nil },
		"a word for a state":       func(_, s map[string]any) { s["state"] = "green" },
		"half a restart":           func(_, s map[string]any) { s["quality"].(map[string]any)["resets"] = 0.5 },
		"an instant without zone":  func(_, s map[string]any) { s["start"] = "2026-01-01T00:00:00" },
		"another kind's schema":    func(d, _ map[string]any) { d["schema"] = "quarterdeck/team/1" },
	} {
		var d map[string]any
		if err := json.Unmarshal(text, &d); err != nil {
			t.Fatal(err)
		}
		damage(d, d["slos"].([]any)[0].(map[string]any))
		damaged, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := v.hold(t, damaged); err == nil {
			t.Errorf("%s is let through", name)
		}
	}
}
