package apischema_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"quarterdeck/generator"
	"quarterdeck/generator/apischema"
	"quarterdeck/generator/issued"
	"quarterdeck/generator/report"
	"quarterdeck/generator/site"
)

var update = flag.Bool("update", false, "write the schemas anew")

// documents are the types behind the schemas.
var documents = map[string]reflect.Type{
	"quarterdeck/index/1":        reflect.TypeFor[site.Index](),
	"quarterdeck/build/1":        reflect.TypeFor[generator.About](),
	"quarterdeck/organisation/1": reflect.TypeFor[report.Organisation](),
	"quarterdeck/team-quarter/1": reflect.TypeFor[report.TeamQuarter](),
	"quarterdeck/team/1":         reflect.TypeFor[report.Team](),
	"quarterdeck/slo/1":          reflect.TypeFor[report.SLO](),
	"quarterdeck/journeys/1":     reflect.TypeFor[report.JourneyIndex](),
	"quarterdeck/journey/1":      reflect.TypeFor[report.Journey](),
	"quarterdeck/postmortem/1":   reflect.TypeFor[report.Incident](),
	"quarterdeck/postmortems/1":  reflect.TypeFor[report.Library](),
	"quarterdeck/actions/1":      reflect.TypeFor[report.ActionList](),
	"quarterdeck/methodology/1":  reflect.TypeFor[report.Methodology](),
	"quarterdeck/page/1":         reflect.TypeFor[report.Page](),
	issued.Schema:                reflect.TypeFor[issued.File](),
}

// The committed files are what the types and their comments say today.
func TestCommittedSchemasAreCurrent(t *testing.T) {
	c := readComments(t, "..", "../report", "../issued", "../site")
	committed := map[string]apischema.File{}
	for _, f := range apischema.Files() {
		committed[f.Schema] = f
		if documents[f.Schema] == nil {
			t.Errorf("%s is the schema of no document", f.Address)
		}
	}
	for name, of := range documents {
		want := schemaFor(t, c, name, of)
		if *update {
			write(t, name, want)
		} else if !bytes.Equal(committed[name].Text(""), want) {
			t.Errorf("the schema %s is not current: run go test ./generator/apischema -run Committed -update", name)
		}
	}
}

func write(t *testing.T, name string, text []byte) {
	t.Helper()
	file := strings.ReplaceAll(strings.TrimPrefix(name, "quarterdeck/"), "/", "-") + ".json"
	if err := os.WriteFile(file, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// units are the words by which a description gives a number its unit.
var units = regexp.MustCompile("fraction|second|hour|minute|day|event|`currency`|`unit`|unit of|same unit|multiple of|per cent|without unit|quarters' budgets|tries|in its unit")

// Every number says its unit, and whatever may be null what that means.
func TestNumbersHaveUnitsAndNullAMeaning(t *testing.T) {
	type property struct {
		Description string
		Type        any
		AnyOf       []any
		Ref         string `json:"$ref"`
	}
	type structure struct{ Properties map[string]property }
	for _, f := range apischema.Files() {
		var s struct {
			structure
			Defs map[string]structure `json:"$defs"`
		}
		if err := json.Unmarshal(f.Text(""), &s); err != nil {
			t.Fatal(err)
		}
		s.Defs[f.Schema] = s.structure
		for where, def := range s.Defs {
			for name, p := range def.Properties {
				kinds := fmt.Sprint(p.Type)
				number := strings.Contains(kinds, "number") || p.Ref == "#/$defs/Figure" && name != "figure" && name != "value"
				if number && !units.MatchString(p.Description) {
					t.Errorf("%s: %s.%s has no unit: %q", f.Schema, where, name, p.Description)
				}
				if (p.AnyOf != nil || strings.Contains(kinds, "null")) && !strings.Contains(strings.ToLower(p.Description), "null") {
					t.Errorf("%s: %s.%s does not say what null means", f.Schema, where, name)
				}
			}
		}
	}
}
