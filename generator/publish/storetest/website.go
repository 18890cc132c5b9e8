package storetest

import (
	"io"
	"net/http"
	"net/url"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"quarterdeck/generator/publish/store"
)

// Site is the bucket of an S3 server as anyone's browser sees it.
type Site struct {
	base   string
	client *http.Client
}

// Website makes the bucket public, but for the room of the target's own state,
// and serves it as a web site with an index and a page for what is missing.
func Website(t testing.TB, c Cloud) *Site {
	t.Helper()
	api := s3.New(s3.Options{Region: "us-east-1", UsePathStyle: true, BaseEndpoint: aws.String("http://" + c.Host),
		Credentials: credentials.NewStaticCredentialsProvider(accessKey, secretKey, "")})
	_, err := api.PutBucketWebsite(t.Context(), &s3.PutBucketWebsiteInput{Bucket: aws.String(Bucket), WebsiteConfiguration: &types.WebsiteConfiguration{
		IndexDocument: &types.IndexDocument{Suffix: aws.String("index.html")},
		ErrorDocument: &types.ErrorDocument{Key: aws.String("404.html")},
	}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = api.PutBucketPolicy(t.Context(), &s3.PutBucketPolicyInput{Bucket: aws.String(Bucket), Policy: aws.String(`{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::` + Bucket + `/*"},
		{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::` + Bucket + `/` + store.Room + `*"}]}`)})
	if err != nil {
		t.Fatal(err)
	}
	return &Site{base: c.Website, client: &http.Client{
		Transport:     &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 16},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Answer is what a browser gets.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Get asks for a path, "/" or "/2026-q3/checkout/", not escaped.
func (s *Site) Get(t testing.TB, path string) Answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.base+(&url.URL{Path: path}).EscapedPath(), nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = Bucket + "." + WebsiteDomain
	resp, err := s.client.Do(req)
	if err != nil {
		t.Errorf("%s: %v", path, err)
		return Answer{}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Errorf("%s: %v", path, err)
	}
	return Answer{resp.StatusCode, resp.Header, body}
}
