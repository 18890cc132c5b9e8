package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"quarterdeck/generator"
	"quarterdeck/generator/diag"
)

// hiddenNames looks for the names of what an edition hides in every file of it:
// one warning for each name. Assets and schemas are the program's own.
func hiddenNames(result *generator.Result) []diag.Diagnostic {
	if result.Names == nil {
		return nil
	}
	first, files := map[string]string{}, map[string]int{}
	for _, f := range result.Site.Files() {
		if strings.HasPrefix(f.Path, "assets/") || strings.HasPrefix(f.Path, "api/schema/") {
			continue
		}
		body, err := f.Render()
		if err != nil {
			continue // the crawl tells of it
		}
		if name, found := result.Names(f.Path + "\n" + string(body)); found {
			if files[name]++; files[name] == 1 {
				first[name] = f.Path
			}
		}
	}
	var out []diag.Diagnostic
	for _, name := range slices.Sorted(maps.Keys(first)) {
		out = append(out, diag.Diagnostic{Pos: diag.Pos{File: first[name]}, Severity: diag.Warning, Code: "hidden-name",
			Message: fmt.Sprintf("the edition says %q, the name of something hidden, in %s", name, plural(files[name], "file")),
			Hint:    "if it is an ordinary word, list it under keep_words of the audience; if not, reword what says it"})
	}
	return out
}
