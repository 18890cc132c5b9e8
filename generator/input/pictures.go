package input

import (
	"io/fs"
	"path"
	"strings"

	"quarterdeck/generator/report"
)

// picturesAt is the folder of the site that holds the pictures of texts.
const picturesAt = "/files/"

// IsPicture tells files that a text may show. SVG is not among them: opened by
// itself it could run scripts.
func IsPicture(file string) bool {
	switch strings.ToLower(path.Ext(file)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif":
		return strings.HasPrefix(file, "content/") || strings.HasPrefix(file, "data/postmortems/")
	}
	return false
}

// PictureAt is the address of a picture on the site, with a slash before it:
// as it lies in the site's folder, or nameless by its digest.
func PictureAt(file report.SourceFile, nameless bool) string {
	if nameless {
		return picturesAt + file.SHA256[:24] + strings.ToLower(path.Ext(file.Path))
	}
	return picturesAt + file.Path
}

// picture resolves a picture that a text shows.
func picture(root fs.FS, file string, nameless bool) (string, bool) {
	if !nameless {
		_, err := fs.Stat(root, file)
		return picturesAt + file, err == nil
	}
	f, err := digest(root, file)
	if err != nil {
		return "", false
	}
	return PictureAt(f, true), true
}
