package storetest

import (
	"testing"
	"time"

	"quarterdeck/generator/publish/store"
)

// The store in memory is held to what real ones are held to, so that what is
// proven on it says something.
func TestMemoryConforms(t *testing.T) {
	places := map[string]*Memory{}
	Conformance(t, func(_ *testing.T, prefix string) store.Store {
		if places[prefix] == nil {
			places[prefix] = NewMemory(time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC))
		}
		return places[prefix]
	})
}
