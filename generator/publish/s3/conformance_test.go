package s3_test

import (
	"testing"

	"quarterdeck/generator/publish/s3"
	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/storetest"
	"quarterdeck/generator/publish/wire"
)

func TestConformance(t *testing.T) {
	cloud := storetest.S3(t)
	storetest.Conformance(t, func(t *testing.T, prefix string) store.Store {
		s, err := s3.Open(t.Context(), cloud.Address(prefix), wire.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}
