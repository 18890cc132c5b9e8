package config

import (
	"regexp"
	"strings"
	"time"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
)

// CDN is what keeps copies of a target's pages and must be told which are out
// of date. Credentials are never here.
type CDN struct {
	Kind string // "cloudfront", "google", "fastly" or "command"
	// Distribution is CloudFront's: "E2QWRUHEXAMPLE".
	Distribution string
	// Project and URLMap are Google's.
	Project, URLMap string
	// Service is Fastly's, needed to purge everything.
	Service string
	// Host is the name readers use; for Google it may be empty, which means every
	// host of the URL map. For Fastly it may be empty when the target has a URL.
	Host string
	// Soft marks Fastly's copies as stale instead of dropping them.
	Soft bool
	// Command is a program and its arguments, run without a shell.
	Command []string
	// Timeout of the whole; 0: the default.
	Timeout time.Duration
	// WildcardOver is the number of changed addresses from which everything is
	// invalidated instead; 0: the kind's default.
	WildcardOver int
	Pos          diag.Pos
}

var (
	distributionID = regexp.MustCompile(`^[A-Z0-9]{8,20}$`)
	googleName     = regexp.MustCompile(`^[a-z]([a-z0-9.:-]{0,61}[a-z0-9])?$`)
	fastlyService  = regexp.MustCompile(`^[A-Za-z0-9]{16,32}$`)
	hostName       = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]+)?$`)
)

// cdn reads a [deploy.target.cdn] table; nil if it cannot be used.
func (l *loader) cdn(t *doc.Table) *CDN {
	before := l.errors()
	if !t.Required("kind", `add kind = "cloudfront", "google", "fastly" or "command"`) {
		return nil
	}
	c := &CDN{Kind: l.oneOf(t, "kind", "cloudfront", "google", "fastly", "command"), Pos: t.Here(), Timeout: l.positive(t, "timeout")}
	switch c.Kind {
	case "cloudfront":
		c.Distribution = l.shaped(t, "distribution", distributionID, `distribution = "E2QWRUHEXAMPLE"`)
	case "google":
		c.Project = l.shaped(t, "project", googleName, `project = "reports-prod"`)
		c.URLMap = l.shaped(t, "url_map", googleName, `url_map = "reports"`)
		c.Host = l.shapedIfThere(t, "host", hostName, `host = "reports.example.com"`)
	case "fastly":
		c.Service = l.shaped(t, "service", fastlyService, `service = "SU1Z0isxPaozGVKXdv0eY"`)
		c.Host = l.shapedIfThere(t, "host", hostName, `host = "reports.example.com"`)
		c.Soft, _ = t.Bool("soft")
	case "command":
		c.Command = l.cdnCommand(t)
	}
	if n, ok := t.Int("wildcard_over"); ok {
		c.WildcardOver = n
		if n < 1 {
			t.Errorf("wildcard_over", "bad-value", "write a number of addresses, such as 500", "wildcard_over must be at least 1")
		}
	}
	if l.errors() > before {
		return nil
	}
	return c
}

// shaped reads a text that must be there and look a certain way.
func (l *loader) shaped(t *doc.Table, key string, shape *regexp.Regexp, example string) string {
	if !t.Required(key, "add "+example) {
		return ""
	}
	return l.shapedIfThere(t, key, shape, example)
}

func (l *loader) shapedIfThere(t *doc.Table, key string, shape *regexp.Regexp, example string) string {
	s := t.String(key)
	if s != "" && !shape.MatchString(s) {
		t.Errorf(key, "bad-value", "write it like "+example, "%q cannot be the %s", s, key)
	}
	return s
}

// cdnCommand reads a program with its arguments.
func (l *loader) cdnCommand(t *doc.Table) []string {
	if !t.Required("command", `add command = ["tools/purge", "--all-regions"]`) {
		return nil
	}
	argv := t.Strings("command")
	if v := t.Value("command"); v.Kind() == doc.Text && len(argv) == 1 && strings.ContainsAny(argv[0], " \t") {
		t.Warnf("command", "one-word-command", `write the program and each argument apart: ["tools/purge", "--all"]`, "no shell reads the command, so %q is the name of one program", argv[0])
	}
	return argv
}
