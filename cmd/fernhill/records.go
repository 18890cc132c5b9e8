package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// mark tells files that this program wrote from those that people wrote.
const mark = "# Written by cmd/fernhill from its scenario. To write the full text, take this line away first."

// writeRecords writes a short postmortem for every incident without a text.
// A file that lacks the mark belongs to someone and stays as it is.
func writeRecords(sc *scenario, out string) error {
	for _, inc := range sc.Incidents {
		if inc.Text {
			continue
		}
		dir := filepath.Join(out, "data", "postmortems", "records", strconv.Itoa(inc.Started.Year()))
		path := filepath.Join(dir, strings.ToLower(inc.ID)+".md")
		if old, err := os.ReadFile(path); err == nil && !bytes.Contains(old, []byte(mark)) {
			continue
		}
		if err := writeFile(path, inc.record(), false); err != nil {
			return err
		}
	}
	return nil
}

// record is the file of one incident: its facts, and a sentence or two.
func (inc incident) record() []byte {
	var b bytes.Buffer
	b.WriteString("+++\n" + mark + "\n")
	text(&b, "id", inc.ID)
	text(&b, "title", inc.Title)
	text(&b, "severity", inc.Severity)
	text(&b, "status", "record")
	text(&b, "kind", inc.Kind)
	inc.clocks(&b)
	list(&b, "teams", inc.Teams)
	list(&b, "services", inc.Services)
	var ids []string
	for _, t := range inc.SLOs {
		ids = append(ids, t.ID)
	}
	list(&b, "slos", ids)
	text(&b, "caused_by", inc.CausedBy)
	text(&b, "noticed_by", inc.NoticedBy)
	text(&b, "trigger", inc.Trigger)
	list(&b, "root_causes", inc.RootCauses)
	for i, a := range inc.Actions {
		a.write(&b, fmt.Sprintf("%s-%d", inc.ID, i+1))
	}
	b.WriteString("+++\n\n" + strings.TrimSpace(inc.Body) + "\n")
	return b.Bytes()
}

func (inc incident) clocks(b *bytes.Buffer) {
	stamp(b, "started", inc.Started)
	stamp(b, "detected", inc.Detected)
	stamp(b, "acknowledged", inc.Acknowledged)
	stamp(b, "mitigated", inc.Mitigated)
	stamp(b, "resolved", inc.Resolved)
}

func (a action) write(b *bytes.Buffer, id string) {
	b.WriteString("\n[[action]]\n")
	text(b, "id", id)
	text(b, "title", a.Title)
	text(b, "owner", a.Owner)
	date(b, "due", a.Due)
	date(b, "done", a.Done)
	text(b, "kind", a.Kind)
}

// The writers of one key leave out what is not stated.

func text(b *bytes.Buffer, key, value string) {
	if value != "" {
		fmt.Fprintf(b, "%s = %q\n", key, value)
	}
}

func list(b *bytes.Buffer, key string, values []string) {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = strconv.Quote(v)
	}
	fmt.Fprintf(b, "%s = [%s]\n", key, strings.Join(quoted, ", "))
}

func stamp(b *bytes.Buffer, key string, t time.Time) {
	if !t.IsZero() {
		fmt.Fprintf(b, "%s = %s\n", key, t.Format("2006-01-02T15:04:05-07:00"))
	}
}

func date(b *bytes.Buffer, key string, t time.Time) {
	if !t.IsZero() {
		fmt.Fprintf(b, "%s = %s\n", key, t.Format(time.DateOnly))
	}
}
