package scaffold

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"text/template"
)

// NewCI says for which CI, cloud and targets a pipeline is written.
type NewCI struct {
	Kind  string // of CIKinds
	Cloud string // of Clouds: where its jobs log in
	// Root is the site's folder as the repository has it: ".", "reports".
	Root string
	// Branch is the one whose state is published.
	Branch string
	// Target and Previews name two of the configuration's deploy targets.
	Target, Previews string
}

// CIKinds and Clouds are the words that NewCI takes.
func CIKinds() []string { return []string{"github", "gitlab", "shell"} }

// Clouds are those that take the place of long-lived keys by federation; none
// is for targets that need no login, or have one of their own.
func Clouds() []string { return []string{"aws", "gcp", "azure", "none"} }

// What goes into a pipeline is written between quotes or alone on a command
// line, so it is kept to letters that mean nothing there.
var (
	plainPath   = regexp.MustCompile(`^[A-Za-z0-9._/-]+$`)
	plainBranch = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/-]*$`)
	plainName   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)
)

// CI is a pipeline that checks, publishes and previews. Its path is relative to
// the repository.
func CI(n NewCI) (File, error) {
	switch {
	case !slices.Contains(CIKinds(), n.Kind):
		return File{}, problem("choose "+strings.Join(CIKinds(), ", "), "there is no pipeline for %q", n.Kind)
	case !slices.Contains(Clouds(), n.Cloud):
		return File{}, problem("choose "+strings.Join(Clouds(), ", "), "there is no login for the cloud %q", n.Cloud)
	case !plainPath.MatchString(n.Root) || strings.HasPrefix(n.Root, "-") || strings.HasPrefix(n.Root, "/"):
		return File{}, problem("name the folder with letters, digits, hyphens and dots", "the folder %q cannot stand in a pipeline", n.Root)
	case !plainBranch.MatchString(n.Branch):
		return File{}, problem("give it with --branch", "%q is not the name of a branch", n.Branch)
	case !plainName.MatchString(n.Target) || !plainName.MatchString(n.Previews):
		return File{}, problem("use letters, digits and hyphens", "%q and %q are not names of targets", n.Target, n.Previews)
	}
	switch n.Kind {
	case "github":
		return pipeline(".github/workflows/report.yml", "github.yml", n)
	case "gitlab":
		return pipeline(".gitlab-ci.yml", "gitlab.yml", n)
	}
	f, err := pipeline("ci/report.sh", "shell.sh", n)
	f.Run = true
	return f, err
}

// pipeline fills a template whose marks are [[ ]]: the pipelines' own are {{ }}
// and ${ }.
func pipeline(at, name string, n NewCI) (File, error) {
	t, err := template.New(name).Delims("[[", "]]").Funcs(template.FuncMap{"dict": dict}).ParseFS(content, "ci/"+name)
	if err != nil {
		return File{}, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, n)
	return File{Path: at, Data: b.Bytes()}, err
}

// dict gives a template more than one thing to read.
func dict(pairs ...any) map[string]any {
	out := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		key, _ := pairs[i].(string)
		out[key] = pairs[i+1]
	}
	return out
}
