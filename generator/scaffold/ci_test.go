package scaffold

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func pipelineFor(t *testing.T, n NewCI) File {
	t.Helper()
	f, err := CI(n)
	if err != nil {
		t.Fatal(err)
	}
	if regexp.MustCompile(`\[\[|\]\]|<no value>`).Match(f.Data) {
		t.Errorf("%s/%s is not filled in", n.Kind, n.Cloud)
	}
	return f
}

func forCI(kind, cloud string) NewCI {
	return NewCI{Kind: kind, Cloud: cloud, Root: "sites/reports", Branch: "trunk", Target: "production", Previews: "staging"}
}

// workflow are the parts of a GitHub workflow that the rules below speak of.
type workflow struct {
	Name        string
	On          map[string]any
	Permissions map[string]string
	Concurrency struct {
		Group  string
		Cancel *bool `yaml:"cancel-in-progress"`
	}
	Jobs map[string]struct {
		If          string
		Needs       any
		RunsOn      string `yaml:"runs-on"`
		Timeout     int    `yaml:"timeout-minutes"`
		Environment any
		Permissions map[string]string
		Steps       []struct {
			Name, Uses, Run string
			With, Env       map[string]any
		}
	}
}

// Every action is pinned to a commit; no job may do more than it needs, or run
// for ever; nothing that an outsider can write stands in a script; the cloud is
// reached by the job's token alone.
func TestGitHubWorkflowIsSafeAndWhole(t *testing.T) {
	pinned := regexp.MustCompile(`^[a-z-]+/[a-z-]+@[0-9a-f]{40}$`)
	for _, cloud := range Clouds() {
		f := pipelineFor(t, forCI("github", cloud))
		var w workflow
		if err := yaml.Unmarshal(f.Data, &w); err != nil {
			t.Fatalf("%s: %v", cloud, err)
		}
		if f.Path != ".github/workflows/report.yml" || w.Name == "" || len(w.Permissions) != 0 || w.Concurrency.Group == "" || w.Concurrency.Cancel == nil || *w.Concurrency.Cancel {
			t.Errorf("%s: %s has %+v, %+v", cloud, f.Path, w.Permissions, w.Concurrency)
		}
		for _, event := range []string{"push", "pull_request", "schedule", "workflow_dispatch"} {
			if _, ok := w.On[event]; !ok {
				t.Errorf("%s: nothing runs on %s", cloud, event)
			}
		}
		var commands []string
		for name, job := range w.Jobs {
			contents := "read"
			if name == "import" { // it commits what it imported
				contents = "write"
			}
			if job.RunsOn == "" || job.Timeout == 0 || job.Permissions["contents"] != contents {
				t.Errorf("%s, %s: %+v", cloud, name, job)
			}
			for _, need := range strings.Fields(strings.Trim(fmt.Sprint(job.Needs), "[]")) {
				if _, there := w.Jobs[need]; !there && need != "<nil>" {
					t.Errorf("%s, %s needs %s, which is not there", cloud, name, need)
				}
			}
			reaches := name != "check" && name != "import"
			if token := job.Permissions["id-token"]; (token == "write") != (cloud != "none" && reaches) {
				t.Errorf("%s, %s: may it have a token: %q", cloud, name, token)
			}
			if reaches && job.Environment == nil {
				t.Errorf("%s, %s stands outside an environment", cloud, name)
			}
			for _, step := range job.Steps {
				if (step.Uses == "") == (step.Run == "") || step.Uses != "" && !pinned.MatchString(step.Uses) {
					t.Errorf("%s, %s: step %+v", cloud, name, step)
				}
				if strings.Contains(step.Run, "${{") {
					t.Errorf("%s, %s: an expression stands in a script: %s", cloud, name, step.Run)
				}
				if strings.Contains(fmt.Sprint(step.With, step.Env), "secrets.") {
					t.Errorf("%s, %s uses a long-lived secret", cloud, name)
				}
				for line := range strings.Lines(step.Run) {
					if strings.HasPrefix(line, "quarterdeck") {
						commands = append(commands, strings.TrimSpace(line))
					}
				}
			}
		}
		slices.Sort(commands)
		want := `quarterdeck build --root sites/reports --out "$RUNNER_TEMP/public"
quarterdeck check --root sites/reports --format github
quarterdeck deploy production --root sites/reports
quarterdeck deploy staging --root sites/reports --prefix "pr-$NUMBER"
quarterdeck deploy staging --root sites/reports --prefix "pr-$NUMBER" --delete-site
quarterdeck import git .import --service "$SERVICE" --root sites/reports`
		if got := strings.Join(commands, "\n"); got != want {
			t.Errorf("%s runs\n%s\nwant\n%s", cloud, got, want)
		}
	}
}

// A job of GitLab is what has a script; its stage must exist, and what it
// extends. Every preview can be stopped.
func TestGitLabPipelineIsWhole(t *testing.T) {
	for _, cloud := range Clouds() {
		f := pipelineFor(t, forCI("gitlab", cloud))
		var all map[string]any
		if err := yaml.Unmarshal(f.Data, &all); err != nil {
			t.Fatalf("%s: %v", cloud, err)
		}
		var stages []string
		for _, s := range all["stages"].([]any) {
			stages = append(stages, s.(string))
		}
		jobs := 0
		for name, value := range all {
			job, _ := value.(map[string]any)
			if job["script"] == nil {
				continue
			}
			jobs++
			if !slices.Contains(stages, fmt.Sprint(job["stage"])) || job["timeout"] == nil {
				t.Errorf("%s, %s: stage %v, timeout %v", cloud, name, job["stage"], job["timeout"])
			}
			if parent := job["extends"]; parent != nil && all[parent.(string)] == nil {
				t.Errorf("%s, %s extends %v, which is not there", cloud, name, parent)
			}
			if env, ok := job["environment"].(map[string]any); ok && env["on_stop"] != nil {
				stop := all[env["on_stop"].(string)].(map[string]any)
				if stop["environment"].(map[string]any)["action"] != "stop" || fmt.Sprint(stop["rules"]) == fmt.Sprint(job["rules"]) {
					t.Errorf("%s: %s is not stopped by %v", cloud, name, stop)
				}
			}
		}
		login := all[".login"].(map[string]any)
		if jobs != 5 || (login["id_tokens"] != nil) != (cloud != "none") {
			t.Errorf("%s: %d jobs, login %v", cloud, jobs, login)
		}
		if text := string(f.Data); !strings.Contains(text, "deploy staging --root sites/reports --prefix") || !strings.Contains(text, `$CI_COMMIT_BRANCH == "trunk"`) {
			t.Errorf("%s lacks the site's folder, target or branch:\n%s", cloud, text)
		}
	}
}

// The script runs against a stand-in for the program that notes its arguments.
func TestShellPipelineRuns(t *testing.T) {
	f := pipelineFor(t, forCI("shell", "none"))
	if !f.Run {
		t.Error("the script is not made to be run")
	}
	dir := t.TempDir()
	script, stub := filepath.Join(dir, "ci", "report.sh"), filepath.Join(dir, "quarterdeck")
	if err := os.MkdirAll(filepath.Dir(script), 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		if err := os.WriteFile(name, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	write(script, string(f.Data))
	write(stub, "#!/bin/sh\necho \"$@\"\n[ \"$1\" != \"$FAIL\" ]\n")
	run := func(fail string, args ...string) (string, error) {
		c := exec.Command("bash", append([]string{script}, args...)...)
		c.Env = append(os.Environ(), "QUARTERDECK="+stub, "FAIL="+fail)
		c.Dir = t.TempDir() // from anywhere
		var out bytes.Buffer
		c.Stdout = &out
		err := c.Run()
		return strings.TrimSpace(out.String()), err
	}
	for args, want := range map[string]string{
		"check":                 "check --root sites/reports",
		"publish":               "check --root sites/reports\ndeploy production --root sites/reports",
		"preview pr-7":          "check --root sites/reports\ndeploy staging --root sites/reports --prefix pr-7",
		"remove-preview pr-7":   "deploy staging --root sites/reports --prefix pr-7 --delete-site",
		"import ../shop basket": "import git ../shop --service basket --root sites/reports",
		"import ../shop":        "!",
		"":                      "!",
		"preview":               "!",
		"preview ../production": "!",
		"preview --delete-site": "!",
		"remove-preview A":      "!",
	} {
		got, err := run("", strings.Fields(args)...)
		if want == "!" && (err == nil || got != "") || want != "!" && (err != nil || got != want) {
			t.Errorf("%q ran %q, %v; want %q", args, got, err, want)
		}
	}
	if got, err := run("check", "publish"); err == nil || strings.Contains(got, "deploy") {
		t.Errorf("a check that failed was followed by %q, %v", got, err)
	}
}

// Nothing of the command line becomes part of a pipeline's syntax.
func TestWhatCannotStandInAPipelineIsRefused(t *testing.T) {
	for _, spoil := range []func(*NewCI){
		func(n *NewCI) { n.Kind = "jenkins" },
		func(n *NewCI) { n.Cloud = "moon" },
		func(n *NewCI) { n.Root = "my reports; rm -rf /" },
		func(n *NewCI) { n.Root = "-x" },
		func(n *NewCI) { n.Root = "/srv" },
		func(n *NewCI) { n.Branch = `main" && true` },
		func(n *NewCI) { n.Branch = "" },
		func(n *NewCI) { n.Target = "a b" },
		func(n *NewCI) { n.Previews = "$(x)" },
	} {
		n := forCI("github", "aws")
		spoil(&n)
		if f, err := CI(n); err == nil {
			t.Errorf("%+v gives %s", n, f.Path)
		}
	}
}
