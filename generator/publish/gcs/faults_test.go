package gcs_test

import (
	"fmt"
	"net/http"
	"testing"

	"quarterdeck/generator/publish/gcs"
	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/storetest"
	"quarterdeck/generator/publish/wire"
)

// says is an answer in Google's words.
func says(status int, reason, message string) storetest.Meddling {
	return storetest.Meddling{Status: status, Header: map[string]string{"Content-Type": "application/json; charset=UTF-8"},
		Body: fmt.Sprintf(`{"error":{"code":%d,"message":%q,"errors":[{"message":%q,"domain":"global","reason":%q}]}}`, status, message, message, reason)}
}

func TestFaults(t *testing.T) {
	storetest.Faults(t, storetest.Target{
		Cloud: storetest.GCS(t),
		Open: func(t *testing.T, address string, o wire.Options) store.Store {
			s, err := gcs.Open(t.Context(), address, o)
			if err != nil {
				t.Fatal(err)
			}
			return s
		},
		Forbidden: says(http.StatusForbidden, "forbidden", "deployer@example.test does not have storage.objects.create access."),
		Skewed:    says(http.StatusForbidden, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large."),
		Busy:      says(http.StatusServiceUnavailable, "backendError", "We encountered an internal error. Try again."),
		Right:     "storage.objects.create",
	})
}
