package azure_test

import (
	"net/http"
	"testing"

	"quarterdeck/generator/publish/azure"
	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/storetest"
	"quarterdeck/generator/publish/wire"
)

// says is an answer in Azure's words.
func says(status int, code, message, detail string) storetest.Meddling {
	if detail != "" {
		detail = "<AuthenticationErrorDetail>" + detail + "</AuthenticationErrorDetail>"
	}
	return storetest.Meddling{Status: status, Header: map[string]string{"Content-Type": "application/xml", "x-ms-error-code": code},
		Body: `<?xml version="1.0" encoding="utf-8"?><Error><Code>` + code + `</Code><Message>` + message + "\nRequestId:1\nTime:2026-10-01T00:00:00Z</Message>" + detail + `</Error>`}
}

func TestFaults(t *testing.T) {
	storetest.Faults(t, storetest.Target{
		Cloud: storetest.Azure(t),
		Open: func(t *testing.T, address string, o wire.Options) store.Store {
			s, err := azure.Open(address, o)
			if err != nil {
				t.Fatal(err)
			}
			return s
		},
		Forbidden: says(http.StatusForbidden, "AuthorizationPermissionMismatch",
			"This request is not authorized to perform this operation using this permission.", ""),
		Skewed: says(http.StatusForbidden, "AuthenticationFailed", "Server failed to authenticate the request.",
			"Request date header too old: 'Thu, 01 Oct 2026 00:00:00 GMT'"),
		Busy:    says(http.StatusServiceUnavailable, "ServerBusy", "The server is busy.", ""),
		Right:   "blobs/write",
		Secrets: []string{"Eby8vdM02x"},
	})
}
