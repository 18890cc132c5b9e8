package s3_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/publish/s3"
	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/storetest"
	"quarterdeck/generator/publish/wire"
)

// behind is a store behind a server that answers as it is told.
func behind(t *testing.T, options string, answer func(*http.Request) storetest.Meddling) *s3.Store {
	t.Helper()
	cloud := storetest.S3(t)
	m := storetest.NewMiddle(t, cloud.Host)
	m.Meddle(answer)
	s, err := s3.Open(t.Context(), cloud.Through("site", m.Host)+options, wire.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Some stores refuse an object that is to be a redirect. The answer names the
// option, and with it there is none to refuse.
func TestAStoreWithoutRedirects(t *testing.T) {
	refuses := func(r *http.Request) storetest.Meddling {
		if v := r.Header.Get("X-Amz-Website-Redirect-Location"); v != "" {
			return says(http.StatusNotImplemented, "NotImplemented", "Header 'x-amz-website-redirect-location' with value '"+v+"' not implemented")
		}
		return storetest.Meddling{}
	}
	a := store.Attributes{ContentType: "text/html; charset=utf-8", Redirect: "/2026-q3/"}
	s := behind(t, "", refuses)
	_, err := s.Put(t.Context(), "old/index.html", storetest.Bytes([]byte("moved")), a, store.Condition{})
	if kind, text := problem(t, err); kind != "refused" || !strings.Contains(text, "old/index.html") || !strings.Contains(text, "add redirects=false") {
		t.Errorf("kind %q: %s", kind, text)
	}
	if s = behind(t, "&redirects=false", refuses); s.Can().Redirects {
		t.Error("the store is said to have redirects")
	}
}

// A listing that says that there is more and not how to get it must not be read
// from its beginning for ever.
func TestAListingThatDoesNotGoOn(t *testing.T) {
	s := behind(t, "", func(*http.Request) storetest.Meddling { return listing("<IsTruncated>true</IsTruncated>") })
	pages := 0
	err := s.List(t.Context(), "", func([]store.Object) bool { pages++; return pages < 5 })
	if err == nil || pages != 1 {
		t.Errorf("%d pages, %v", pages, err)
	}
}

func listing(more string) storetest.Meddling {
	return storetest.Meddling{Status: http.StatusOK, Header: map[string]string{"Content-Type": "application/xml"}, Body: `<?xml version="1.0"?>
<ListBucketResult><Name>reports</Name><Prefix>site/</Prefix>` + more + `
<Contents><Key>site/a.html</Key><Size>3</Size><ETag>"1"</ETag><LastModified>2026-10-01T08:00:00.000Z</LastModified></Contents>
</ListBucketResult>`}
}

// A machine whose clock is five hours off signs with the store's time once it
// has been told.
func TestAWrongClockIsCorrectedByTheStores(t *testing.T) {
	theirs := time.Now().UTC().Add(5 * time.Hour)
	s := behind(t, "", func(r *http.Request) storetest.Meddling {
		signed, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
		m := listing("<IsTruncated>false</IsTruncated>")
		if off := theirs.Sub(signed); err != nil || off > 15*time.Minute || off < -15*time.Minute {
			m = says(http.StatusForbidden, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.")
		}
		m.Header["Date"] = theirs.Format(http.TimeFormat)
		return m
	})
	var got []store.Object
	err := s.List(t.Context(), "", func(page []store.Object) bool { got = append(got, page...); return true })
	if err != nil || fmt.Sprint(len(got), s.Requests()) != "1 2" {
		t.Errorf("%d objects by %d requests: %v", len(got), s.Requests(), err)
	}
	if s.Clock().Sub(theirs).Abs() > time.Minute {
		t.Errorf("the store's clock is read as %v, want %v", s.Clock(), theirs)
	}
}
