package records

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

// deploymentColumns are those of a deployment, and of a commit in it.
func deploymentColumns() schema {
	return schema{
		{"id", []string{"deployment_id", "deploy_id", "deployment", "run_id", "build_id", "release", "version", "tag", "iid"}},
		{"service", []string{"service_name", "app", "application", "application_name", "component", "project", "repository", "repo"}},
		{"team", []string{"team_name", "squad"}},
		{"environment", []string{"env", "environment_name", "stage"}},
		{"started", []string{"started_at", "start", "start_time", "created_at", "created"}},
		{"finished", []string{"finished_at", "deployed_at", "completed_at", "ended_at", "end_time", "end", "released_at", "time", "timestamp", "date"}},
		{"status", []string{"state", "result", "conclusion", "outcome"}},
		{"sha", []string{"commit", "commit_sha", "commit_id", "commit_hash", "git_sha", "revision"}},
		{"authored", []string{"authored_at", "author_date", "author_time", "authored_date", "commit_authored_at"}},
		{"committed", []string{"committed_at", "commit_date", "commit_time", "committed_date", "committer_date", "commit_timestamp", "commit_created_at"}},
		{"commits", []string{"commit_list"}},
		{"failure", []string{"change_failure", "is_failure", "caused_failure", "failed_in_production"}},
		{"failed_at", []string{"failure_at", "failure_time"}},
		{"recovered_at", []string{"recovered", "restored_at", "recovery_time", "restored", "rolled_back_at"}},
		{"rework", []string{"is_rework", "hotfix", "unplanned"}},
		{"incident", []string{"incident_id", "caused", "caused_incident"}},
		{"reason", []string{"note", "notes", "description"}},
		{"link", []string{"url", "html_url", "web_url"}},
	}
}

// commitColumns are those of an object in a deployment's list of commits.
func commitColumns() schema {
	return schema{
		{"sha", []string{"id", "commit", "hash", "commit_sha"}},
		{"authored", []string{"authored_at", "author_date", "authored_date"}},
		{"committed", []string{"committed_at", "commit_date", "committed_date", "committer_date", "time", "timestamp", "date", "created_at"}},
	}
}

// outcome is what a status says.
type outcome uint8

const (
	unknownOutcome outcome = iota
	succeeded
	failed     // the attempt: it never reached production
	rolledBack // it did, and was taken back
	unfinished
)

func outcomeOf(word string) outcome {
	switch plain(word) {
	case "", "succeeded", "success", "successful", "passed", "ok", "done", "complete", "completed", "finished", "deployed", "active", "inactive", "live", "superseded", "released":
		return succeeded
	case "failed", "failure", "error", "errored", "aborted", "cancelled", "canceled", "rejected", "timedout", "skipped":
		return failed
	case "rolledback", "rollback", "reverted":
		return rolledBack
	case "pending", "running", "inprogress", "queued", "created", "waiting", "blocked", "scheduled", "manual":
		return unfinished
	}
	return unknownOutcome
}

// deploys reads a file of data/deployments.
func (l *loader) deploys(s *source) {
	accept := func(h *header) string {
		if !h.has("finished", "started") {
			return `there is no column "finished"`
		}
		if !h.has("service", "team") {
			return `there is no column "service"`
		}
		return ""
	}
	s.rows(deploymentColumns(), accept, l.deploy)
}

// deploy reads one row: a deployment, or one more commit of one.
func (l *loader) deploy(r *row) {
	status := outcomeOf(r.text("status"))
	switch status {
	case unknownOutcome:
		r.fail("status", "unknown-status", "write succeeded, failed or rolled back", "%q is no status of a deployment that is known; the row is left out", clip(r.text("status")))
	case unfinished:
		return
	}
	d := l.facts(r)
	if r.bad {
		return
	}
	if env := strings.ToLower(r.text("environment")); env != "" && !slices.Contains(l.site.Delivery.Production, env) {
		l.elsewhere(d, env)
		return
	}
	if status == rolledBack {
		d.Failed = true
	}
	d.Reached = status != failed || d.Failed
	if d.Commits = l.commits(r, d.Finished); !r.bad {
		l.keep(r, d)
	}
}

// facts reads what a row says of its deployment, commits aside.
func (l *loader) facts(r *row) Deployment {
	d := Deployment{ID: r.text("id"), Incident: r.text("incident"), Reason: r.text("reason"), Link: r.text("link"), Pos: r.pos("id")}
	started, hasStart := r.time("started")
	finished, hasEnd := r.time("finished")
	switch {
	case !hasStart && !hasEnd && !r.bad:
		r.fail("finished", "records-time", "fill in finished, the moment at which production had it", "the deployment has no time; the row is left out")
	case !hasEnd:
		finished = started
		if !r.bad {
			r.src.once(r.pos("started"), "no-end", "add a column finished", "where no end is stated the start of a deployment is taken for it")
		}
	}
	d.Started, d.Finished = started.Time, finished.Time
	if hasStart && hasEnd && d.Finished.Before(d.Started) {
		r.fail("finished", "end-before-start", "correct one of the two", "the deployment finished before it started; the row is left out")
	}
	if finished.DateOnly && !r.bad {
		r.src.once(r.pos("finished"), "records-day", "write the time of day too", "deployments without a time of day are placed at midnight, so lead times and recoveries are off by up to a day")
	}
	stated := false
	if d.Service, d.Team, stated = l.whose(r, d.Finished); !stated && !r.bad {
		r.fail("service", "no-owner", "name the service, or the team", "the deployment is of no service and no team; the row is left out")
	}
	l.failure(r, &d)
	d.Rework, _ = r.flag("rework")
	return d
}

// failure reads what a deployment led to. Any of failure, failed_at,
// recovered_at and incident says that it failed.
func (l *loader) failure(r *row, d *Deployment) {
	says, set := r.flag("failure")
	if at, ok := r.time("failed_at"); ok {
		d.FailedAt = at.Time
	}
	if at, ok := r.time("recovered_at"); ok {
		d.RecoveredAt = at.Time
	}
	implied := !d.FailedAt.IsZero() || !d.RecoveredAt.IsZero() || d.Incident != ""
	d.Failed = says || implied
	if set && !says && implied {
		r.fail("failure", "failed-and-not", "clear the column that is wrong", "the deployment did not fail, and yet has a time of failure or recovery, or an incident; the row is left out")
	}
	if !d.RecoveredAt.IsZero() && d.RecoveredAt.Before(d.Finished) {
		r.fail("recovered_at", "recovered-before", "correct recovered_at: recovery runs from the end of the deployment that failed", "the deployment recovered before it had finished; the row is left out")
	}
}

// elsewhere counts a deployment to another environment, once however many rows
// it has.
func (l *loader) elsewhere(d Deployment, env string) {
	if d.ID == "" || l.once(strings.Join([]string{"elsewhere", d.Service, d.Team, env, d.ID}, "\x00")) {
		l.out.Elsewhere = append(l.out.Elsewhere, Elsewhere{Service: d.Service, Team: d.Team, At: d.Finished})
	}
}

// keep adds a deployment, or adds a row's commits to the one it repeats. Rows
// with one id that disagree in time are two deployments with the same id: an
// error, because only one can be meant.
func (l *loader) keep(r *row, d Deployment) {
	if d.ID == "" {
		d.ID = d.Finished.UTC().Format("2006-01-02T15:04:05Z")
	}
	key := strings.Join([]string{d.Service, d.Team, d.ID}, "\x00")
	if d.Service != "" { // whose it was may have changed between two of a kind
		key = d.Service + "\x00\x00" + d.ID
	}
	i, twice := l.deployments[key]
	if !twice {
		l.deployments[key] = len(l.out.Deployments)
		l.out.Deployments = append(l.out.Deployments, d)
		return
	}
	first := &l.out.Deployments[i]
	if !first.Finished.Equal(d.Finished) || first.Reached != d.Reached {
		r.fail("id", "duplicate-id", "give each deployment of a service an id of its own; rows of one deployment repeat its times and status", "the deployment %q already stands at %s with another end or status; the row is left out", d.ID, first.Pos)
		return
	}
	first.merge(d)
}

// merge adds what a further row of the same deployment says.
func (d *Deployment) merge(row Deployment) {
	for _, c := range row.Commits {
		if !slices.ContainsFunc(d.Commits, func(o Commit) bool { return o.SHA != "" && o.SHA == c.SHA }) {
			d.Commits = append(d.Commits, c)
		}
	}
	d.Failed, d.Rework = d.Failed || row.Failed, d.Rework || row.Rework
	for _, x := range []struct{ to, from *time.Time }{{&d.FailedAt, &row.FailedAt}, {&d.RecoveredAt, &row.RecoveredAt}, {&d.Started, &row.Started}} {
		if x.to.IsZero() {
			*x.to = *x.from
		}
	}
	for _, x := range []struct{ to, from *string }{{&d.Incident, &row.Incident}, {&d.Reason, &row.Reason}, {&d.Link, &row.Link}} {
		if *x.to == "" {
			*x.to = *x.from
		}
	}
}

// commits reads a row's commits: the one in its own columns, and those in its
// list.
func (l *loader) commits(r *row, deployed time.Time) []Commit {
	var out []Commit
	add := func(c Commit, ok bool) {
		if ok {
			out = append(out, c)
		}
	}
	if r.text("sha") != "" || r.text("committed") != "" || r.text("authored") != "" {
		add(l.commit(r, deployed))
	}
	if v, ok := r.cell("commits"); ok {
		if v.items == nil && !bareCount.MatchString(v.text) {
			v.items = entries(v)
		}
		for _, item := range v.items {
			add(l.listed(r, item, deployed))
		}
	}
	return out
}

// bareCount is a number of commits, of which nothing else is known.
var bareCount = regexp.MustCompile(`^\d{1,5}$`)

// entries parts a cell like "1f2e3d@2026-07-01T09:00Z 4a5b6c@2026-07-02T10:00Z".
func entries(v value) []value {
	var out []value
	for _, part := range strings.FieldsFunc(v.text, func(c rune) bool { return strings.ContainsRune(" ;|,\n\t", c) }) {
		out = append(out, value{text: part, at: v.at})
	}
	return out
}

// listed reads an item of a list of commits: an object, or SHA@TIME.
func (l *loader) listed(r *row, item value, deployed time.Time) (Commit, bool) {
	if item.object != nil {
		sub := r.sub(commitColumns(), item)
		c, ok := l.commit(sub, deployed)
		r.bad = r.bad || sub.bad
		return c, ok
	}
	sha, at, found := strings.Cut(item.text, "@")
	if !found {
		r.src.once(r.src.pos(item.at), "no-commit-time", "write each commit as SHA@TIME, or give it a row with sha and committed", "commits without a time take no part in lead time")
		return Commit{SHA: item.text, Pos: r.src.pos(item.at)}, item.text != ""
	}
	m, ok := r.instant("the time of a commit", value{text: at, at: item.at}, r.src.zone, false)
	if !ok {
		return Commit{}, false
	}
	c := Commit{SHA: sha, Committed: m.Time, Pos: r.src.pos(item.at)}
	l.checkOrder(r, c, deployed)
	return c, true
}

// commit reads sha, authored and committed.
func (l *loader) commit(r *row, deployed time.Time) (Commit, bool) {
	authored, ok1 := r.time("authored")
	committed, ok2 := r.time("committed")
	if !ok1 && !ok2 {
		if !r.bad {
			r.src.once(r.pos("sha"), "no-commit-time", "add a column committed", "commits without a time take no part in lead time")
		}
		return Commit{SHA: r.text("sha"), Pos: r.pos("sha")}, !r.bad && r.text("sha") != ""
	}
	c := Commit{SHA: r.text("sha"), Authored: authored.Time, Committed: committed.Time, Pos: r.pos("sha")}
	l.checkOrder(r, c, deployed)
	return c, true
}

// checkOrder warns of a commit that is later than its deployment.
func (l *loader) checkOrder(r *row, c Commit, deployed time.Time) {
	if c.At(l.site.Delivery.LeadFrom).After(deployed) {
		r.src.repeat(diag.Warning, c.Pos, "commit-after", "check the clocks, and which commits the deployment holds", "the commit is later than the deployment that holds it, so it takes no part in lead time")
	}
}

// At is when a commit's lead time begins, by the clock that the site chose, or
// the other where only that is known.
func (c Commit) At(clock config.LeadClock) time.Time {
	first, second := c.Committed, c.Authored
	if clock == config.LeadAuthored {
		first, second = second, first
	}
	if first.IsZero() {
		return second
	}
	return first
}
