package gitlog

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"slices"
	"strconv"
	"time"
)

// Header is the first line of a table, by which a file that was written by an
// import is known.
const Header = "id,service,finished,sha,authored,committed,failure,recovered_at,rework,reason"

// Table writes deployments as CSV for data/deployments, one row for each commit,
// by time: the same history gives the same bytes.
func Table(list []Deployment, service string) []byte {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b Deployment) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	var out bytes.Buffer
	out.WriteString(Header + "\n")
	w := csv.NewWriter(&out)
	for _, d := range list {
		commits := d.Commits
		if len(commits) == 0 {
			commits = []Commit{{}}
		}
		for _, c := range commits {
			_ = w.Write([]string{d.ID, service, stamp(d.At), c.SHA, stamp(c.Authored), stamp(c.Committed),
				strconv.FormatBool(d.Failed), stamp(d.RecoveredAt), strconv.FormatBool(d.Rework), d.Reason}) // a buffer takes everything
		}
	}
	w.Flush()
	return out.Bytes()
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
