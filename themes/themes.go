// Package themes holds the default theme inside the binary: templates, styles,
// scripts and typefaces. A site overrides it file by file in its own themes/
// folder. Package theme finds and runs what is here.
package themes

import "embed"

// FS holds quarterdeck/, the default theme.
//
//go:embed all:quarterdeck
var FS embed.FS
