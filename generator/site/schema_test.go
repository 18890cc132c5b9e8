package site

import (
	"encoding/json"
	"testing"

	"quarterdeck/generator/theme"
	"quarterdeck/themes"
)

// Every document names a schema that the site publishes, which says where it
// stands as soon as the site knows its own address.
func TestTheSchemasOfAllDocumentsArePublished(t *testing.T) {
	for _, base := range []string{"", "https://example.org/reports/"} {
		th, _, err := theme.Load(themes.FS, nil, theme.Default)
		if err != nil {
			t.Fatal(err)
		}
		bk := acrossBook()
		bk.Site.BaseURL = base
		b := newBuilder(bk, th)
		b.more()
		s, err := New(b.files)
		if err != nil {
			t.Fatal(err)
		}
		var index Index
		if err := json.Unmarshal([]byte(text(t, s, "api/index.json")), &index); err != nil {
			t.Fatal(err)
		}
		at := map[string]string{}
		for _, x := range index.Schemas {
			at[x.Schema] = x.JSON
			var schema struct {
				ID    string `json:"$id"`
				Title string `json:"title"`
			}
			if err := json.Unmarshal([]byte(text(t, s, x.JSON[1:])), &schema); err != nil {
				t.Fatal(err)
			}
			want := ""
			if base != "" {
				want = "https://example.org/reports" + x.JSON
			}
			if schema.ID != want || schema.Title != x.Schema {
				t.Errorf("%s has the $id %q and the title %q", x.JSON, schema.ID, schema.Title)
			}
		}
		for _, d := range append(index.Documents, IndexDocument{Schema: index.Schema}) {
			if at[d.Schema] == "" {
				t.Errorf("%s names the schema %q, which is not published", d.JSON, d.Schema)
			}
		}
	}
}
