package cdn

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
	"github.com/aws/smithy-go"

	"quarterdeck/generator/publish/store"
)

// batch is how many paths CloudFront takes, and works on, at a time.
const batch = 3000

// cloudFront invalidates paths of a distribution.
type cloudFront struct{ c Config }

func (f *cloudFront) String() string { return "CloudFront, distribution " + f.c.Distribution }

// Invalidate sends the paths in batches.
func (f *cloudFront) Invalidate(ctx context.Context, paths []string) error {
	ctx, stop := context.WithTimeout(ctx, f.c.Timeout)
	defer stop()
	client, err := f.client(ctx)
	if err != nil {
		return &store.Problem{Kind: "credentials", Message: "the AWS configuration cannot be read", Err: err, Hint: "check ~/.aws/config and the AWS_ variables"}
	}
	for part := range slices.Chunk(f.c.gather(paths), batch) {
		if err := f.send(ctx, client, part); err != nil {
			return err
		}
	}
	return nil
}

// client uses AWS's own chain of credentials. Retries are ours.
func (f *cloudFront) client(ctx context.Context) (*cloudfront.Client, error) {
	conf, err := awsconfig.LoadDefaultConfig(ctx,
		awsconfig.WithRegion("us-east-1"), // CloudFront is nowhere else
		awsconfig.WithRetryer(func() aws.Retryer { return aws.NopRetryer{} }))
	if err != nil {
		return nil, err
	}
	return cloudfront.NewFromConfig(conf, func(o *cloudfront.Options) {
		if f.c.Endpoint != "" {
			o.BaseEndpoint = &f.c.Endpoint
		}
		if f.c.Client != nil {
			o.HTTPClient = f.c.Client
		}
	}), nil
}

// send sends one batch until it is accepted.
func (f *cloudFront) send(ctx context.Context, client *cloudfront.Client, paths []string) error {
	in := &cloudfront.CreateInvalidationInput{
		DistributionId: &f.c.Distribution,
		InvalidationBatch: &types.InvalidationBatch{
			CallerReference: aws.String(f.reference(paths)),
			Paths:           &types.Paths{Items: paths, Quantity: aws.Int32(int32(len(paths)))},
		},
	}
	status := 0
	err := f.c.again(ctx, oneRequest, attempts, func(ctx context.Context) error {
		_, err := client.CreateInvalidation(ctx, in)
		status = statusOf(err)
		if err != nil && mayPass(err, status) {
			return &passing{err: err}
		}
		return err
	})
	if err == nil {
		return nil
	}
	if status == 0 && strings.Contains(err.Error(), "credentials") {
		status = http.StatusUnauthorized
	}
	return untold(f.String(), status, plain(err), map[int]string{
		http.StatusUnauthorized: "log in with aws sso login, or set a role in CI; docs/recipes.md shows both",
		http.StatusForbidden:    "allow cloudfront:CreateInvalidation on the distribution; docs/recipes.md shows the policy",
		http.StatusNotFound:     "check distribution in the target's [deploy.target.cdn]",
	})
}

// reference marks a batch, so that a repeated one is not paid twice.
func (f *cloudFront) reference(paths []string) string {
	h := sha256.Sum256([]byte(f.c.Reference + "\n" + strings.Join(paths, "\n")))
	return "quarterdeck-" + hex.EncodeToString(h[:16])
}

// statusOf is the HTTP status of an answer; 0 if there was none or no error.
func statusOf(err error) int {
	var answered *awshttp.ResponseError
	if errors.As(err, &answered) {
		return answered.HTTPStatusCode()
	}
	return 0
}

// mayPass tells what is worth another attempt: no answer, a fault of the
// service, too much at a time.
func mayPass(err error, status int) bool {
	var said smithy.APIError
	if errors.As(err, &said) {
		return status >= 500 || status == http.StatusTooManyRequests ||
			slices.Contains([]string{"TooManyInvalidationsInProgress", "Throttling", "ThrottlingException", "RequestTimeout"}, said.ErrorCode())
	}
	return status >= 500 || status == 0 && !strings.Contains(err.Error(), "credentials")
}

// plain is what the service said, without the library's frame around it.
func plain(err error) error {
	var said smithy.APIError
	if errors.As(err, &said) {
		return errors.New("it answered " + said.ErrorCode() + ": " + said.ErrorMessage())
	}
	return err
}
