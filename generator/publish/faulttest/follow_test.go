package faulttest

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/storetest"
)

// follow crawls again and again until told to stop. Each object is asked for
// anew for every page that names it.
func follow(t *testing.T, st store.Store, stop <-chan struct{}, crawls *atomic.Int32) {
	read := reader(t, st)
	for {
		var from []string
		for _, key := range listed(t, st) {
			if strings.HasSuffix(key, ".html") {
				from = append(from, key)
			}
		}
		slices.Reverse(from)
		for _, broken := range storetest.Crawl(read, from...) {
			t.Errorf("a reader met: %s", broken)
		}
		crawls.Add(1)
		select {
		case <-stop:
			return
		default:
		}
	}
}
