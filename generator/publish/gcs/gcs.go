// Package gcs is the store of Google Cloud Storage. It belongs to the write
// stage: a thin adapter between store.Store and Google's JSON API; retries and
// time limits are wire's.
//
// An address is "gs://bucket/prefix". Credentials are Google's application
// default ones: GOOGLE_APPLICATION_CREDENTIALS, gcloud's own file, workload
// identity, the machine's account. STORAGE_EMULATOR_HOST points at an emulator,
// without credentials.
//
// An object's ETag is its generation and metageneration, "17…/1": a write
// changes the first, a change of headers at least one of them.
package gcs

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/google"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/option"
	api "google.golang.org/api/storage/v1"

	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/wire"
)

// Store is a bucket and a prefix in it.
type Store struct {
	*wire.Client
	objects *api.ObjectsService
	bucket  string
	prefix  string // "" or with a slash at its end
	url     string
}

var _ store.Store = (*Store)(nil)

// Open makes a store of an address. No request is sent to it. An address that
// cannot be used, or missing credentials, are a *store.Problem.
func Open(ctx context.Context, address string, o wire.Options) (*Store, error) {
	a, err := wire.ParseAddress(address, "gs")
	if err != nil {
		return nil, err
	}
	s := &Store{bucket: a.Host, prefix: wire.Prefix(a.Path), url: "gs://" + a.Host}
	if a.Path != "" {
		s.url += "/" + a.Path
	}
	s.Client = wire.New(place(s.url, a.Host), o)
	service, err := s.service(ctx)
	if err != nil {
		return nil, err
	}
	s.objects = service.Objects
	return s, nil
}

func (s *Store) service(ctx context.Context) (*api.Service, error) {
	plain := s.HTTP()
	signed := &http.Client{Transport: asStored{plain.Transport}, CheckRedirect: plain.CheckRedirect}
	if host := os.Getenv("STORAGE_EMULATOR_HOST"); host != "" {
		if !strings.Contains(host, "://") {
			host = "http://" + host
		}
		return api.NewService(ctx, option.WithHTTPClient(signed), option.WithEndpoint(strings.TrimRight(host, "/")+"/storage/v1/"))
	}
	// Asking for a token has a time limit too, and is not counted.
	tokens := context.WithValue(context.WithoutCancel(ctx), oauth2.HTTPClient, &http.Client{Timeout: time.Minute})
	found, err := google.FindDefaultCredentials(tokens, api.DevstorageReadWriteScope)
	if err != nil {
		return nil, &store.Problem{Kind: "credentials", Message: "no Google credentials were found for " + s.url, Hint: login}
	}
	signed.Transport = &oauth2.Transport{Source: found.TokenSource, Base: signed.Transport}
	return api.NewService(ctx, option.WithHTTPClient(signed))
}

// asStored asks for an object's bytes as they are kept: Google unpacks gzip on
// the way for clients that do not say they take it.
type asStored struct{ next http.RoundTripper }

// RoundTrip adds the header to downloads.
func (a asStored) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method == http.MethodGet && req.URL.Query().Get("alt") == "media" {
		req = req.Clone(req.Context())
		req.Header.Set("Accept-Encoding", "gzip")
	}
	return a.next.RoundTrip(req)
}

const login = "look at the application default credentials: GOOGLE_APPLICATION_CREDENTIALS, " +
	"\"gcloud auth application-default login\", or the workload identity of the CI job"

// place is the store in messages.
func place(url, bucket string) wire.Place {
	return wire.Place{
		URL:    url,
		Bucket: fmt.Sprintf("bucket %q", bucket),
		Login:  login,
		Rights: map[wire.Verb]string{
			wire.List: "storage.objects.list", wire.Read: "storage.objects.get",
			wire.Write: "storage.objects.create, and storage.objects.delete to overwrite (role Storage Object User)",
			wire.Copy:  "storage.objects.get, create and delete (role Storage Object User)", wire.Delete: "storage.objects.delete",
		},
		Explain: explain,
	}
}

// explain reads the library's error.
func explain(err error) (code, message string) {
	var said *googleapi.Error
	if errors.As(err, &said) {
		if len(said.Errors) > 0 {
			code = said.Errors[0].Reason
		}
		if said.Code == http.StatusNotFound && strings.Contains(said.Message, "bucket does not exist") {
			code = wire.NoBucket
		}
		return code, said.Message
	}
	var token *oauth2.RetrieveError
	if errors.As(err, &token) {
		if strings.Contains(token.ErrorDescription, "iat and exp") || strings.Contains(token.ErrorDescription, "reasonable timeframe") {
			return wire.ClockTooFar, token.ErrorDescription
		}
		return wire.NoCredentials, "no token was granted: " + token.ErrorCode
	}
	return wire.NoCredentials, "no token was granted"
}

// URL names the place.
func (s *Store) URL() string { return s.url }

// Can tells what Google's store is able to do.
func (s *Store) Can() store.Abilities { return store.Abilities{Conditions: true} }

// version is an ETag taken apart.
type version struct{ generation, meta int64 }

func (v version) String() string { return fmt.Sprintf("%d/%d", v.generation, v.meta) }

// parse reads an ETag. One that was never ours becomes a version no object has:
// Google is asked all the same, and says no.
func parse(etag string) version {
	g, m, _ := strings.Cut(etag, "/")
	generation, err := strconv.ParseInt(g, 10, 64)
	meta, err2 := strconv.ParseInt(m, 10, 64)
	if err != nil || err2 != nil {
		return version{1, 1}
	}
	return version{generation, meta}
}

func (s *Store) object(o *api.Object) store.Object {
	modified, _ := time.Parse(time.RFC3339Nano, o.Updated) // zero when the store does not tell
	return store.Object{Key: strings.TrimPrefix(o.Name, s.prefix), Size: int64(o.Size), ETag: version{o.Generation, o.Metageneration}.String(), Modified: modified.UTC()}
}

func attributes(o *api.Object) store.Attributes {
	others := wire.Others{Disposition: o.ContentDisposition, Language: o.ContentLanguage, Metadata: o.Metadata}
	return store.Attributes{ContentType: o.ContentType, CacheControl: o.CacheControl, ContentEncoding: o.ContentEncoding, Headers: others.Headers()}
}

func resource(name string, a store.Attributes) *api.Object {
	others := wire.OthersOf(a.Headers)
	return &api.Object{
		Name: name, ContentType: a.ContentType, CacheControl: a.CacheControl, ContentEncoding: a.ContentEncoding,
		ContentDisposition: others.Disposition, ContentLanguage: others.Language, Metadata: others.Metadata,
	}
}

// fields are what is asked of an object.
const fields googleapi.Field = "name,size,generation,metageneration,updated,contentType,cacheControl,contentEncoding,contentDisposition,contentLanguage,metadata"
