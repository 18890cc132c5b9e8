package gcs_test

import (
	"testing"

	"quarterdeck/generator/publish/gcs"
	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/storetest"
	"quarterdeck/generator/publish/wire"
)

func TestConformance(t *testing.T) {
	cloud := storetest.GCS(t)
	storetest.Conformance(t, func(t *testing.T, prefix string) store.Store {
		s, err := gcs.Open(t.Context(), cloud.Address(prefix), wire.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}, storetest.MergesHeaders)
}
