package s3_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"quarterdeck/generator/publish/s3"
	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/storetest"
	"quarterdeck/generator/publish/wire"
)

func all([]store.Object) bool { return true }

// problem is the kind and the whole text of an error that has a hint.
func problem(t *testing.T, err error) (kind, text string) {
	t.Helper()
	var p *store.Problem
	if !errors.As(err, &p) {
		t.Fatalf("no problem with a hint: %v", err)
	}
	return p.Kind, p.Error() + "\n" + p.Hint
}

func TestAServerRefusesAWrongSecret(t *testing.T) {
	cloud := storetest.S3(t)
	for name, value := range map[string]string{"AWS_SECRET_ACCESS_KEY": "the wrong secret", "AWS_ACCESS_KEY_ID": "nobody"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, value)
			s, err := s3.Open(t.Context(), cloud.Address("site"), wire.Options{})
			if err != nil {
				t.Fatal(err)
			}
			kind, text := problem(t, s.List(t.Context(), "", all))
			if kind != "credentials" || strings.Contains(text, value) || !strings.Contains(text, "AWS_PROFILE") {
				t.Errorf("kind %q: %s", kind, text)
			}
			if s.Requests() != 1 {
				t.Errorf("%d requests for what does not pass, want 1", s.Requests())
			}
		})
	}
}

func TestAMissingBucketIsNamed(t *testing.T) {
	cloud := storetest.S3(t)
	s, err := s3.Open(t.Context(), strings.Replace(cloud.Address("site"), "s3://"+storetest.Bucket, "s3://no-such-bucket", 1), wire.Options{})
	if err != nil {
		t.Fatal(err)
	}
	kind, text := problem(t, s.List(t.Context(), "", all))
	if kind != "missing-bucket" || !strings.Contains(text, `bucket "no-such-bucket"`) {
		t.Errorf("List: kind %q: %s", kind, text)
	}
	_, err = s.Put(t.Context(), "index.html", storetest.Bytes([]byte("x")), store.Attributes{}, store.Condition{})
	if kind, text = problem(t, err); kind != "missing-bucket" || !strings.Contains(text, "index.html") {
		t.Errorf("Put: kind %q: %s", kind, text)
	}
}

func TestWithoutCredentials(t *testing.T) {
	storetest.S3Credentials(t)
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	t.Setenv("HOME", t.TempDir())
	s, err := s3.Open(t.Context(), "s3://reports?region=eu-central-1&endpoint=http://127.0.0.1:9", wire.Options{})
	if err != nil {
		t.Fatal(err)
	}
	kind, text := problem(t, s.List(t.Context(), "", all))
	if kind != "credentials" || !strings.Contains(text, "no usable credentials") || s.Requests() != 0 {
		t.Errorf("kind %q after %d requests: %s", kind, s.Requests(), text)
	}
}

func TestAddresses(t *testing.T) {
	storetest.S3Credentials(t)
	for _, c := range []struct{ address, url, wrong string }{
		{"s3://reports/site/?region=eu-central-1", "s3://reports/site", ""},
		{"s3://reports?region=eu-central-1", "s3://reports", ""},
		{"s3://reports/a%20b/c?endpoint=https://store.example.org&path_style=false", "s3://reports/a b/c", ""},
		{"s3://reports", "", "region"},
		{"s3://", "", "name after the slashes"},
		{"gs://reports", "", "no s3://"},
		{"s3://reports?regoin=x", "", `no option "regoin"`},
		{"s3://reports?region=x&path_style=maybe", "", "true or false"},
		{"s3://reports?region=x&redirects=no", "", "true or false"},
		{"s3://reports?region=x&endpoint=store.example.org", "", "endpoint"},
		{"s3://key:hidden@reports?region=x", "", "password"},
		{"s3://reports/a#b?region=x", "", "%23"},
	} {
		s, err := s3.Open(t.Context(), c.address, wire.Options{})
		if c.wrong == "" {
			if err != nil || s.URL() != c.url {
				t.Errorf("%s: %v, %v; want %s", c.address, s, err, c.url)
			}
			continue
		}
		if kind, text := problem(t, err); kind != "refused" || !strings.Contains(text, c.wrong) || strings.Contains(text, "hidden") {
			t.Errorf("%s: kind %q, %s; want %q in it", c.address, kind, text, c.wrong)
		}
	}
}

func TestABucketElsewhereNamesItsRegion(t *testing.T) {
	cloud := storetest.S3(t)
	m := storetest.NewMiddle(t, cloud.Host)
	m.Meddle(func(*http.Request) storetest.Meddling {
		d := says(http.StatusMovedPermanently, "PermanentRedirect", "The bucket must be addressed using the specified endpoint.")
		d.Header["X-Amz-Bucket-Region"] = "ap-south-1"
		return d
	})
	s, err := s3.Open(t.Context(), cloud.Through("site", m.Host), wire.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if kind, text := problem(t, s.List(t.Context(), "", all)); kind != "refused" || !strings.Contains(text, "region=ap-south-1") {
		t.Errorf("kind %q: %s", kind, text)
	}
}

func TestTheEndpointMayComeFromAWSsOwnVariable(t *testing.T) {
	cloud := storetest.S3(t)
	t.Setenv("AWS_ENDPOINT_URL_S3", "http://"+cloud.Host)
	s, err := s3.Open(t.Context(), "s3://"+storetest.Bucket+"/from-variable", wire.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(t.Context(), "index.html", storetest.Bytes([]byte("x")), store.Attributes{}, store.Condition{}); err != nil {
		t.Error(err)
	}
}

// A redirect object is served as one by the server's web site.
func TestRedirectsAreKept(t *testing.T) {
	cloud := storetest.S3(t)
	s, err := s3.Open(t.Context(), cloud.Address("site"), wire.Options{})
	if err != nil {
		t.Fatal(err)
	}
	a := store.Attributes{ContentType: "text/html; charset=utf-8", Redirect: "/2026-q3/"}
	if _, err := s.Put(t.Context(), "old/index.html", storetest.Bytes([]byte("moved")), a, store.Condition{}); err != nil {
		t.Fatal(err)
	}
	if _, got, err := s.Head(t.Context(), "old/index.html"); err != nil || got.Redirect != "/2026-q3/" {
		t.Errorf("the redirect is %q, %v", got.Redirect, err)
	}
	if !s.Can().Redirects || !s.Can().Conditions {
		t.Errorf("S3 can do %+v", s.Can())
	}
}

// Stores that follow the wish for escaped names write a space as a plus sign.
func TestEscapedNamesOfAListing(t *testing.T) {
	cloud := storetest.S3(t)
	m := storetest.NewMiddle(t, cloud.Host)
	m.Meddle(func(*http.Request) storetest.Meddling {
		return storetest.Meddling{Status: http.StatusOK, Header: map[string]string{"Content-Type": "application/xml"}, Body: `<?xml version="1.0"?>
<ListBucketResult><Name>reports</Name><Prefix>site/</Prefix><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>
<Contents><Key>site/</Key><Size>0</Size><ETag>"0"</ETag></Contents>
<Contents><Key>site/a+b%2Bc%25d/%C3%BC.html</Key><Size>3</Size><ETag>"1"</ETag><LastModified>2026-10-01T08:00:00.000Z</LastModified></Contents>
</ListBucketResult>`}
	})
	s, err := s3.Open(t.Context(), cloud.Through("site", m.Host), wire.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []store.Object
	if err := s.List(t.Context(), "", func(page []store.Object) bool { got = append(got, page...); return true }); err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0].Key != "a b+c%d/ü.html" || got[0].Size != 3 {
		t.Errorf("listed %+v", got)
	}
}
