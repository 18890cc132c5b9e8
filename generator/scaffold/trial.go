package scaffold

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"slices"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

// accepted asks the configuration's own loader about a team file, so that its
// rules stand in one place: the problem is the first error that the file has
// and that it had not before. before is nil for a new file; there tells whether
// what was added can be found under its id, which the loader trims.
func accepted(root fs.FS, before, after []byte, there func(*config.Site) bool) error {
	settings, err := fs.ReadFile(root, "config.toml")
	if err != nil {
		return problem("check that it may be read", "config.toml cannot be read: %v", plain(err))
	}
	var old []diag.Diagnostic
	if before != nil {
		if _, old, err = trial(settings, before); err != nil {
			return err
		}
	}
	site, found, err := trial(settings, after)
	if err != nil {
		return err
	}
	for _, d := range found {
		if !slices.Contains(old, d) {
			return &Problem{Message: d.Message, Hint: d.Hint}
		}
	}
	if !there(site) {
		return problem("use lower-case letters, digits and hyphens", "what was to be written could not be found again under its id")
	}
	return nil
}

// trial loads a site of its settings and one team file, and gives the errors
// in that file.
func trial(settings, team []byte) (*config.Site, []diag.Diagnostic, error) {
	const name = teamFolder + "trial.toml"
	files, err := folder(map[string][]byte{"config.toml": settings, name: team})
	if err != nil {
		return nil, nil, err
	}
	var diags diag.List
	site := config.Load(files, &diags)
	return site, slices.DeleteFunc(diags.Sorted(), func(d diag.Diagnostic) bool {
		return d.File != name || d.Severity != diag.Error
	}), nil
}

// folder holds files in memory. A zip's reader is the standard library's one
// fs.FS over bytes, with folders.
func folder(files map[string][]byte) (fs.FS, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, data := range files {
		f, err := w.Create(name)
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(data); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
}
