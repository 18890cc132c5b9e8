// Package s3 is the store of Amazon S3 and of what speaks its language. It
// belongs to the write stage: a thin adapter between store.Store and the AWS
// library; retries and time limits are wire's.
//
// An address is "s3://bucket/prefix" with the options region, endpoint (of
// another store than Amazon's), path_style (true: the bucket stands in the
// path; the default with an endpoint) and redirects (false: the store refuses
// an object that is a redirect, as Cloudflare R2 does, so pages have to do). Credentials, and whatever the address
// leaves out, come from the AWS default chain: AWS_* variables, the shared
// files, web identity, the machine's role.
package s3

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/logging"

	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/wire"
)

// Store is a bucket and a prefix in it.
type Store struct {
	*wire.Client
	api    *awss3.Client
	bucket string
	prefix string // "" or with a slash at its end
	url    string
	// redirects: an object may be one.
	redirects bool
}

var _ store.Store = (*Store)(nil)

// Open makes a store of an address. No request is sent. An address that cannot
// be used is a *store.Problem.
func Open(ctx context.Context, address string, o wire.Options) (*Store, error) {
	a, err := wire.ParseAddress(address, "s3", "region", "endpoint", "path_style", "redirects")
	if err != nil {
		return nil, err
	}
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, &store.Problem{Kind: "credentials", Message: "the AWS configuration cannot be read", Hint: login, Err: err}
	}
	set, err := settings(a)
	if err != nil {
		return nil, err
	}
	redirects, err := flag(a, "redirects", true)
	if err != nil {
		return nil, err
	}
	s := &Store{bucket: a.Host, prefix: wire.Prefix(a.Path), url: "s3://" + a.Host, redirects: redirects}
	if a.Path != "" {
		s.url += "/" + a.Path
	}
	s.Client = wire.New(place(s.url, a.Host), o)
	s.api = awss3.NewFromConfig(cfg, set, func(opt *awss3.Options) {
		opt.HTTPClient = s.HTTP()
		opt.Retryer = aws.NopRetryer{}
		opt.Logger = logging.Nop{} // what matters is in the errors
		opt.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
		opt.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired
		opt.APIOptions = append(opt.APIOptions, knownHash)
	})
	if s.api.Options().Region == "" {
		return nil, &store.Problem{Kind: "refused", Message: s.url + ": the bucket's region is not known",
			Hint: "add ?region=eu-central-1 (or the bucket's own) to the target's address, or set AWS_REGION"}
	}
	return s, nil
}

// settings reads the address's options.
func settings(a wire.Address) (func(*awss3.Options), error) {
	endpoint := a.Values.Get("endpoint")
	if endpoint != "" {
		if err := wire.CheckEndpoint(endpoint); err != nil {
			return nil, err
		}
	}
	inPath, err := flag(a, "path_style", endpoint != "")
	if err != nil {
		return nil, err
	}
	return func(o *awss3.Options) {
		if r := a.Values.Get("region"); r != "" {
			o.Region = r
		}
		if endpoint != "" {
			o.BaseEndpoint = aws.String(endpoint)
		}
		elsewhere := o.BaseEndpoint != nil
		o.UsePathStyle = inPath
		if elsewhere && !a.Values.Has("path_style") { // the endpoint may come from the AWS configuration
			o.UsePathStyle = true
		}
		if o.Region == "" && elsewhere {
			o.Region = "us-east-1" // what such stores expect in a signature
		}
	}, nil
}

// flag reads an option that is true or false.
func flag(a wire.Address, name string, otherwise bool) (bool, error) {
	text := a.Values.Get(name)
	if text == "" {
		return otherwise, nil
	}
	v, err := strconv.ParseBool(text)
	if err != nil {
		return false, &store.Problem{Kind: "refused", Message: fmt.Sprintf("the option %s is %q", name, text), Hint: "write true or false"}
	}
	return v, nil
}

const login = "look at the credentials the AWS tools would use here (aws sts get-caller-identity): " +
	"AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or the role of the CI job"

// place is the store in messages.
func place(url, bucket string) wire.Place {
	return wire.Place{
		URL:    url,
		Bucket: fmt.Sprintf("bucket %q", bucket),
		Login:  login,
		Rights: map[wire.Verb]string{
			wire.List: "s3:ListBucket", wire.Read: "s3:GetObject (and s3:ListBucket, or a missing object is answered as forbidden)",
			wire.Write: "s3:PutObject", wire.Copy: "s3:GetObject and s3:PutObject", wire.Delete: "s3:DeleteObject",
		},
		Explain: explain,
		Advise:  advise,
	}
}

// advise knows what stores refuse that speak S3's language but not all of it.
func advise(code, message string) string {
	if code == "NotImplemented" && strings.Contains(strings.ToLower(message), "website-redirect-location") {
		return "the store has no real redirects: add redirects=false to the target's address, and pages lead on instead"
	}
	return ""
}

// explain reads the library's error.
func explain(err error) (code, message string) {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode(), api.ErrorMessage()
	}
	if strings.Contains(err.Error(), "credentials") {
		return wire.NoCredentials, "no usable credentials were found"
	}
	return "", ""
}

// URL names the place.
func (s *Store) URL() string { return s.url }

// Can tells what S3 is able to do. Redirects work on website endpoints.
func (s *Store) Can() store.Abilities {
	return store.Abilities{Conditions: true, Redirects: s.redirects}
}

func (s *Store) key(key string) *string { return aws.String(s.prefix + key) }

// optional is nil for "".
func optional(v string) *string {
	if v == "" {
		return nil
	}
	return &v
}
