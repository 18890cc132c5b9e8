package azure_test

import (
	"testing"

	"quarterdeck/generator/publish/azure"
	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/storetest"
	"quarterdeck/generator/publish/wire"
)

func TestConformance(t *testing.T) {
	cloud := storetest.Azure(t)
	storetest.Conformance(t, func(t *testing.T, prefix string) store.Store {
		s, err := azure.Open(cloud.Address(prefix), wire.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}
