package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"path/filepath"
	"strings"
	"time"
)

// writeDeployments writes data/deployments: a file a quarter and team, those
// before the latest finished quarter compressed.
func writeDeployments(sc *scenario, st *story, out string) error {
	for _, d := range st.Deliveries {
		all := sc.deploys(st, d)
		staged := newChance("staging " + d.Team)
		for _, q := range sc.quarters() {
			var inside []deploy
			for _, x := range all {
				if q.contains(x.finished) {
					inside = append(inside, d.staged(staged, x)...)
				}
			}
			if len(inside) == 0 {
				continue
			}
			data, ending := d.file(inside), ".csv"
			if d.Format == "lines" {
				ending = ".jsonl"
			}
			path := filepath.Join(out, "data", "deployments", d.Team, q.name+ending)
			if err := writeFile(path, data, sc.past(q)); err != nil {
				return err
			}
		}
	}
	return nil
}

// past says whether a quarter ended before the latest finished one began.
func (sc *scenario) past(q span) bool {
	all := sc.quarters()
	return !q.to.After(all[len(all)-2].from)
}

// staged puts the deployments to staging before the one to production.
func (d delivery) staged(c chance, x deploy) []deploy {
	var all []deploy
	for range c.few(d.Staging) {
		s := deploy{id: x.id + "-s" + string(rune('a'+len(all))), service: x.service, environment: "staging"}
		s.finished = x.started.Add(-time.Duration(20+c.IntN(300)) * time.Minute)
		s.started = s.finished.Add(-4 * time.Minute)
		s.commits = x.commits[:1]
		all = append(all, s)
	}
	return append(all, x)
}

func (d delivery) file(all []deploy) []byte {
	switch d.Format {
	case "rows":
		return rowFile(all)
	case "lines":
		return lineFile(all)
	}
	return listFile(all)
}

// rowFile is tidy CSV with a row a commit; the deployment repeats itself.
func rowFile(all []deploy) []byte {
	rows := [][]string{{"deployment", "service", "environment", "started", "finished", "status", "sha", "authored", "committed", "failed_at", "recovered_at", "rework", "incident", "reason"}}
	for _, x := range all {
		for i, c := range x.commits {
			r := []string{x.id, x.service, x.environment, utc(x.started), utc(x.finished), x.status(), c.sha, utc(c.authored), utc(c.committed), "", "", "", "", ""}
			if i == 0 {
				r[9], r[10], r[11], r[12], r[13] = utc(x.failedAt), utc(x.recovered), yes(x.rework), x.incident, x.reason
			}
			rows = append(rows, r)
		}
	}
	return csvOf(rows)
}

// listFile is CSV with a row a deployment; commits stand in one cell.
func listFile(all []deploy) []byte {
	rows := [][]string{{"run_id", "application", "deployed_at", "result", "commits", "change_failure", "restored_at", "hotfix", "incident_id"}}
	for _, x := range all {
		var commits []string
		for _, c := range x.commits {
			commits = append(commits, c.sha[:8]+"@"+utc(c.committed))
		}
		rows = append(rows, []string{x.id, x.service, utc(x.finished), "success", strings.Join(commits, " "), yes(x.failed), utc(x.recovered), yes(x.rework), x.incident})
	}
	return csvOf(rows)
}

// lineFile is JSON Lines, as a pipeline would log it.
func lineFile(all []deploy) []byte {
	type change struct {
		SHA       string `json:"sha"`
		Authored  string `json:"authored_date"`
		Committed string `json:"committed_date"`
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	for _, x := range all {
		var commits []change
		for _, c := range x.commits {
			commits = append(commits, change{c.sha, utc(c.authored), utc(c.committed)})
		}
		_ = e.Encode(struct { // of strings and booleans only
			ID          string   `json:"id"`
			Service     string   `json:"service"`
			Environment string   `json:"environment"`
			Started     string   `json:"started_at"`
			Finished    string   `json:"finished_at"`
			Status      string   `json:"status"`
			Commits     []change `json:"commits"`
			FailedAt    string   `json:"failed_at,omitempty"`
			Recovered   string   `json:"recovered_at,omitempty"`
			Rework      bool     `json:"rework,omitempty"`
			Incident    string   `json:"incident,omitempty"`
			Reason      string   `json:"reason,omitempty"`
		}{x.id, x.service, x.environment, utc(x.started), utc(x.finished), x.status(), commits, utc(x.failedAt), utc(x.recovered), x.rework, x.incident, x.reason})
	}
	return b.Bytes()
}

func (x deploy) status() string {
	if x.failed && !x.recovered.IsZero() && strings.HasSuffix(x.reason, "rolled back") {
		return "rolled back"
	}
	return "succeeded"
}

// csvOf writes rows; a buffer takes every one.
func csvOf(rows [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.WriteAll(rows)
	return b.Bytes()
}

// utc writes an instant, nothing where it is not known.
func utc(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func yes(b bool) string {
	if b {
		return "true"
	}
	return ""
}
