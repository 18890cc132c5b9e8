package azure_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"quarterdeck/generator/publish/azure"
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

func TestAServerRefusesAWrongKey(t *testing.T) {
	cloud := storetest.Azure(t)
	t.Setenv("AZURE_STORAGE_KEY", "aGlkZGVuIGtleQ==")
	s, err := azure.Open(cloud.Address("site"), wire.Options{})
	if err != nil {
		t.Fatal(err)
	}
	kind, text := problem(t, s.List(t.Context(), "", all))
	if kind != "credentials" || strings.Contains(text, "aGlkZGVu") || !strings.Contains(text, "az login") {
		t.Errorf("kind %q: %s", kind, text)
	}
	if s.Requests() != 1 {
		t.Errorf("%d requests for what does not pass, want 1", s.Requests())
	}
}

func TestAnUnreadableKeyIsNotTold(t *testing.T) {
	for _, name := range []string{"AZURE_STORAGE_KEY", "AZURE_STORAGE_CONNECTION_STRING"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("AZURE_STORAGE_CONNECTION_STRING", "")
			t.Setenv(name, "hidden!")
			_, err := azure.Open("azblob://account/reports", wire.Options{})
			if kind, text := problem(t, err); kind != "credentials" || strings.Contains(text, "hidden") || !strings.Contains(text, name) {
				t.Errorf("kind %q: %s", kind, text)
			}
		})
	}
}

// A shared access signature stands in every address the library calls.
func TestASignatureIsNotTold(t *testing.T) {
	t.Setenv("AZURE_STORAGE_CONNECTION_STRING", "")
	t.Setenv("AZURE_STORAGE_KEY", "")
	t.Setenv("AZURE_STORAGE_SAS_TOKEN", "?sv=2026-02-06&sig=hidden")
	s, err := azure.Open("azblob://account/reports?endpoint=http://127.0.0.1:9/account", wire.Options{Attempts: 1})
	if err != nil {
		t.Fatal(err)
	}
	kind, text := problem(t, s.List(t.Context(), "", all))
	if kind != "unreachable" || strings.Contains(text, "hidden") || strings.Contains(text, "sig") {
		t.Errorf("kind %q: %s", kind, text)
	}
}

func TestAMissingContainerIsNamed(t *testing.T) {
	cloud := storetest.Azure(t)
	s, err := azure.Open(strings.Replace(cloud.Address("site"), "/"+storetest.Bucket+"/", "/no-such-container/", 1), wire.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if kind, text := problem(t, s.List(t.Context(), "", all)); kind != "missing-bucket" || !strings.Contains(text, "no-such-container") {
		t.Errorf("List: kind %q: %s", kind, text)
	}
	_, err = s.Put(t.Context(), "index.html", storetest.Bytes([]byte("x")), store.Attributes{}, store.Condition{})
	if kind, text := problem(t, err); kind != "missing-bucket" || !strings.Contains(text, "index.html") {
		t.Errorf("Put: kind %q: %s", kind, text)
	}
}

func TestAddresses(t *testing.T) {
	t.Setenv("AZURE_STORAGE_CONNECTION_STRING", "")
	t.Setenv("AZURE_STORAGE_KEY", "a2V5")
	for address, want := range map[string]string{
		"azblob://account/reports/site/":       "azblob://account/reports/site",
		"azblob://account/reports":             "azblob://account/reports",
		"azblob://reports/site?account=others": "azblob://others/reports/site",
		"azblob://reports?account=others":      "azblob://others/reports",
	} {
		if s, err := azure.Open(address, wire.Options{}); err != nil || s.URL() != want {
			t.Errorf("%s: %v, %v; want %s", address, s, err, want)
		}
	}
	for _, bad := range []string{"azblob://account", "azblob://account/reports?region=x", "azblob://", "azblob://account/reports?endpoint=nowhere"} {
		_, err := azure.Open(bad, wire.Options{})
		if kind, _ := problem(t, err); kind != "refused" {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// Azure may take its time with a copy: it is asked until it is done.
func TestACopyThatTakesItsTime(t *testing.T) {
	cloud := storetest.Azure(t)
	direct, err := azure.Open(cloud.Address("site"), wire.Options{})
	if err != nil {
		t.Fatal(err)
	}
	a := store.Attributes{ContentType: "text/plain"}
	if _, err := direct.Put(t.Context(), "a", storetest.Bytes([]byte("the page")), a, store.Condition{}); err != nil {
		t.Fatal(err)
	}
	m := storetest.NewMiddle(t, cloud.Host)
	slow, err := azure.Open(cloud.Through("site", m.Host), wire.Options{})
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	m.Meddle(func(r *http.Request) storetest.Meddling {
		pending := map[string]string{"x-ms-copy-status": "pending", "ETag": `"0x1"`}
		switch {
		case r.Header.Get("x-ms-copy-source") != "":
			return storetest.Meddling{Status: http.StatusAccepted, Header: pending}
		case r.Method == http.MethodHead && strings.HasSuffix(r.URL.Path, "b"):
			if asked++; asked == 1 {
				return storetest.Meddling{Status: http.StatusOK, Header: pending}
			}
			if _, err := direct.Copy(t.Context(), "a", "b", a, ""); err != nil {
				t.Error(err)
			}
		}
		return storetest.Meddling{}
	})
	o, err := slow.Copy(t.Context(), "a", "b", a, "")
	if err != nil || o.Size != 8 {
		t.Fatalf("%+v, %v", o, err)
	}
	if now, _, err := direct.Head(t.Context(), "b"); err != nil || now.ETag != o.ETag || asked != 2 {
		t.Errorf("the copy has the version %q, Copy gave %q after asking %d times (%v)", now.ETag, o.ETag, asked, err)
	}
}
