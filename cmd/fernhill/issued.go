package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"quarterdeck/generator"
	"quarterdeck/themes"
)

// The sample's issued quarters. When the second was issued, some refunds of its
// last two days still lacked the bank's word; it came on 20 July, and the export
// was made again. So its page shows a restatement.
const (
	refundsFile = "data/metrics/payments/refunds-2026-Q2.csv.gz"
	refundsNote = "Some refunds of 29 and 30 June were still waiting for the bank’s word; they count as failed until it comes."
)

// issueSample writes data/issued of a site from the rest of it. It needs the
// whole sample in the folder, postmortems and commentary too.
func issueSample(out string) error {
	then, err := os.MkdirTemp("", "fernhill-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(then) }()
	for _, part := range []string{"data", "content"} {
		if err := os.CopyFS(filepath.Join(then, part), os.DirFS(filepath.Join(out, part))); err != nil {
			return err
		}
	}
	config, err := os.ReadFile(filepath.Join(out, "config.toml"))
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(then, "config.toml"), config, 0o644); err != nil {
		return err
	}
	if err := os.RemoveAll(filepath.Join(then, "data/issued")); err != nil {
		return err
	}
	if err := issueQuarter(then, out, generator.IssueOrder{Quarter: "2026-Q1", Date: "2026-04-15"}); err != nil {
		return err
	}
	if err := withhold(filepath.Join(then, refundsFile)); err != nil {
		return err
	}
	return issueQuarter(then, out, generator.IssueOrder{Quarter: "2026-Q2", Date: "2026-07-15", Note: refundsNote})
}

// issueQuarter computes in one folder and writes to the other.
func issueQuarter(then, out string, order generator.IssueOrder) error {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return err
	}
	present, err := time.ParseInLocation(time.DateOnly, order.Date, zone)
	if err != nil {
		return err
	}
	r, err := generator.Issue(context.Background(), generator.Options{Root: os.DirFS(then), Themes: themes.FS, AsOf: present}, order)
	if err != nil {
		return err
	}
	if r.Text == nil {
		return fmt.Errorf("%s is not issued: %s %v", order.Quarter, r.Refusal, r.Diagnostics)
	}
	return writeFile(filepath.Join(out, r.Path), r.Text, false)
}

// withhold takes one completed refund from every row of the last two days
// between 8:00 and 20:00 UTC: too slow a burn to page anybody.
func withhold(path string) error {
	packed, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return err
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	for line := range strings.Lines(string(text)) {
		if late := strings.HasPrefix(line, "2026-06-29T") || strings.HasPrefix(line, "2026-06-30T"); late && line[11:13] >= "08" && line[11:13] < "20" {
			line = oneLess(line)
		}
		out.WriteString(line)
	}
	return writeFile(strings.TrimSuffix(path, ".gz"), out.Bytes(), true)
}

// oneLess lowers the last field of a row of numbers.
func oneLess(line string) string {
	at := strings.LastIndexByte(line, ',') + 1
	var n int
	if _, err := fmt.Sscan(line[at:], &n); err != nil || n == 0 {
		return line
	}
	return fmt.Sprintf("%s%d\n", line[:at], n-1)
}
