package s3_test

import (
	"net/http"
	"testing"

	"quarterdeck/generator/publish/s3"
	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/storetest"
	"quarterdeck/generator/publish/wire"
)

// says is an answer in S3's words.
func says(status int, code, message string) storetest.Meddling {
	return storetest.Meddling{Status: status, Header: map[string]string{"Content-Type": "application/xml"},
		Body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>` + code + `</Code><Message>` + message + `</Message><RequestId>1</RequestId></Error>`}
}

func TestFaults(t *testing.T) {
	storetest.Faults(t, storetest.Target{
		Cloud: storetest.S3(t),
		Open: func(t *testing.T, address string, o wire.Options) store.Store {
			s, err := s3.Open(t.Context(), address, o)
			if err != nil {
				t.Fatal(err)
			}
			return s
		},
		Forbidden: says(http.StatusForbidden, "AccessDenied", "Access Denied"),
		Skewed:    says(http.StatusForbidden, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large."),
		Busy:      says(http.StatusServiceUnavailable, "SlowDown", "Please reduce your request rate."),
		Right:     "s3:PutObject",
		Secrets:   []string{"not-a-secret"},
	})
}
