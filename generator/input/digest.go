package input

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"strings"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/report"
)

// digests lists every input file with its SHA-256, so that a page can name the
// bytes it was made from. Files that start with a dot are not input.
func digests(root fs.FS, diags *diag.List) map[string]report.SourceFile {
	out := map[string]report.SourceFile{}
	for _, top := range []string{"config.toml", "data", "content"} {
		err := fs.WalkDir(root, top, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return nil // its reader has told of it
			case strings.HasPrefix(d.Name(), "."):
				if d.IsDir() {
					return fs.SkipDir
				}
				return nil
			case d.IsDir():
				return nil
			}
			if f, err := digest(root, path); err == nil {
				out[path] = f
			}
			return nil
		})
		if err != nil {
			diags.Errorf(diag.Pos{File: top}, "unreadable", "check its permissions", "cannot be listed: %v", err)
		}
	}
	return out
}

func digest(root fs.FS, path string) (report.SourceFile, error) {
	f, err := root.Open(path)
	if err != nil {
		return report.SourceFile{}, err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	return report.SourceFile{Path: path, SHA256: hex.EncodeToString(h.Sum(nil)), Bytes: n}, err
}
