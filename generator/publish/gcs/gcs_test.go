package gcs_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quarterdeck/generator/publish/gcs"
	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/storetest"
	"quarterdeck/generator/publish/wire"
)

func all([]store.Object) bool { return true }

func problem(t *testing.T, err error) (kind, text string) {
	t.Helper()
	var p *store.Problem
	if !errors.As(err, &p) {
		t.Fatalf("no problem with a hint: %v", err)
	}
	return p.Kind, p.Error() + "\n" + p.Hint
}

func TestAMissingBucketIsNamed(t *testing.T) {
	cloud := storetest.GCS(t)
	m := storetest.NewMiddle(t, cloud.Host)
	m.Meddle(func(*http.Request) storetest.Meddling {
		return says(http.StatusNotFound, "notFound", "The specified bucket does not exist.")
	})
	s, err := gcs.Open(t.Context(), cloud.Through("site", m.Host), wire.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if kind, text := problem(t, s.List(t.Context(), "", all)); kind != "missing-bucket" || !strings.Contains(text, storetest.Bucket) {
		t.Errorf("List: kind %q: %s", kind, text)
	}
	_, err = s.Put(t.Context(), "index.html", storetest.Bytes([]byte("x")), store.Attributes{}, store.Condition{})
	if kind, text := problem(t, err); kind != "missing-bucket" || !strings.Contains(text, "index.html") {
		t.Errorf("Put: kind %q: %s", kind, text)
	}
}

func TestWithoutCredentials(t *testing.T) {
	t.Setenv("STORAGE_EMULATOR_HOST", "")
	t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", filepath.Join(t.TempDir(), "none.json"))
	_, err := gcs.Open(t.Context(), "gs://reports/site", wire.Options{})
	if kind, text := problem(t, err); kind != "credentials" || !strings.Contains(text, "gcloud auth") {
		t.Errorf("kind %q: %s", kind, text)
	}
}

// A refused refresh token is told without the token.
func TestARefusedTokenIsNotTold(t *testing.T) {
	tokens := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":"invalid_grant","error_description":"Token hidden-refresh-token has been revoked."}`))
	}))
	defer tokens.Close()
	file := filepath.Join(t.TempDir(), "adc.json")
	text := `{"type":"authorized_user","client_id":"c","client_secret":"hidden-secret","refresh_token":"hidden-refresh-token","token_uri":"` + tokens.URL + `"}`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("STORAGE_EMULATOR_HOST", "")
	t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", file)
	t.Setenv("HTTPS_PROXY", tokens.URL) // nothing outside is asked, whatever the library does
	s, err := gcs.Open(t.Context(), "gs://reports/site", wire.Options{})
	if err != nil {
		t.Fatal(err)
	}
	kind, said := problem(t, s.List(t.Context(), "", all))
	if kind != "credentials" || strings.Contains(said, "hidden") {
		t.Errorf("kind %q: %s", kind, said)
	}
	if s.Requests() != 0 {
		t.Errorf("%d requests without a token", s.Requests())
	}
}

func TestAddresses(t *testing.T) {
	t.Setenv("STORAGE_EMULATOR_HOST", "127.0.0.1:9")
	if s, err := gcs.Open(t.Context(), "gs://reports/site/", wire.Options{}); err != nil || s.URL() != "gs://reports/site" {
		t.Errorf("%v, %v", s, err)
	}
	for _, bad := range []string{"gs://", "gs://reports?region=x", "s3://reports", "gs://a:b@reports"} {
		_, err := gcs.Open(t.Context(), bad, wire.Options{})
		if kind, _ := problem(t, err); kind != "refused" {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
