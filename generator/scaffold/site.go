package scaffold

import (
	"fmt"
	"io/fs"
	"strings"
	"time"
)

// Site is a whole site that builds as it is: settings, one team with one
// objective, a week of metrics, one postmortem and the prose of the
// methodology page.
func Site() ([]File, error) {
	var files []File
	own, err := fs.Sub(content, "site")
	if err != nil {
		return nil, err
	}
	err = fs.WalkDir(own, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(own, name)
		files = append(files, File{Path: name, Data: data})
		return err
	})
	return append(files, File{Path: "data/metrics/shop.csv", Data: []byte(week())}), err
}

// week is the example's metrics: 1 to 7 July 2026, hour by hour. A day has
// 32,400 requests; one fails in each of the twelve busy hours, and 240 more in
// the hour of the example's incident.
func week() string {
	var b strings.Builder
	b.WriteString("time,service,requests,errors\n")
	first := time.Date(2026, time.July, 1, 0, 0, 0, 0, time.UTC)
	incident := time.Date(2026, time.July, 3, 14, 0, 0, 0, time.UTC)
	for h := range 7 * 24 {
		at := first.Add(time.Duration(h) * time.Hour)
		requests, errors := 1000, 0
		switch hour := at.Hour(); {
		case hour < 6:
			requests = 400
		case hour >= 9 && hour < 21:
			requests, errors = 2000, 1
		}
		if at.Equal(incident) {
			errors += 240
		}
		fmt.Fprintf(&b, "%s,shop-web,%d,%d\n", at.Format(time.RFC3339), requests, errors)
	}
	return b.String()
}
