package input

import (
	"io/fs"
	"path"
	"strings"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/postmortem"
)

// addresses resolves a relative link in a text to the page made from the file
// it names (a postmortem, an authored page, the report a commentary stands on)
// or to a picture. An address that starts with a slash is taken as it is;
// anything else has no address on the site.
func addresses(root fs.FS, nameless bool) func(from, dest string) (string, bool) {
	return func(from, dest string) (string, bool) {
		if strings.HasPrefix(dest, "/") {
			return dest, true // an address of the site; check crawls it
		}
		file := path.Join(path.Dir(from), dest)
		if fs.ValidPath(file) && IsPicture(file) {
			return picture(root, file, nameless)
		}
		if !fs.ValidPath(file) || path.Ext(file) != ".md" {
			return "", false
		}
		src, err := fs.ReadFile(root, file)
		if err != nil {
			return "", false
		}
		name := strings.TrimSuffix(file, ".md")
		if report, ok := strings.CutPrefix(name, "content/reports/"); ok {
			return "/" + strings.ToLower(strings.TrimSuffix(report, "_index")) + slash(report), true
		}
		if page, ok := strings.CutPrefix(name, "content/"); ok {
			return "/" + page + "/", true
		}
		if strings.HasPrefix(name, postmortem.Folder+"/") {
			var ignored diag.List // the target's own reading tells of them
			if pm, ok := postmortem.Read(file, src, postmortem.Options{}, &ignored); ok {
				return "/postmortems/" + pm.Slug + "/", true
			}
		}
		return "", false
	}
}

// slash ends a team's report address; the organisation's has one already.
func slash(report string) string {
	if strings.HasSuffix(report, "/_index") {
		return ""
	}
	return "/"
}
