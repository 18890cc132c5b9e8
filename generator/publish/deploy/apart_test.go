package deploy_test

import (
	"context"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"

	"quarterdeck/generator/publish/apart"
	"quarterdeck/generator/publish/azure"
	"quarterdeck/generator/publish/deploy"
	"quarterdeck/generator/publish/gcs"
	"quarterdeck/generator/publish/s3"
	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/storetest"
	"quarterdeck/generator/publish/wire"
)

// aside is the bucket for the state.
const aside = "state"

// halves opens both halves of an address with the option.
func halves[S apart.Half[S]](t *testing.T, address string, open func(string) (S, error)) (both, site store.Store) {
	t.Helper()
	mark := "?"
	if strings.Contains(address, "?") {
		mark = "&"
	}
	first, second, err := apart.Addresses(address + mark + "state=" + aside + "/of%20sites")
	if err != nil {
		t.Fatal(err)
	}
	a, err := open(first)
	if err != nil {
		t.Fatal(err)
	}
	b, err := open(second)
	if err != nil {
		t.Fatal(err)
	}
	return apart.Join(a, b), a
}

func apartOnS3(t *testing.T) (both, site store.Store) {
	cloud := storetest.S3(t)
	conf, err := config.LoadDefaultConfig(t.Context(), config.WithRegion("us-east-1"), config.WithBaseEndpoint("http://"+cloud.Host))
	if err != nil {
		t.Fatal(err)
	}
	api := awss3.NewFromConfig(conf, func(o *awss3.Options) { o.UsePathStyle = true })
	if _, err := api.CreateBucket(t.Context(), &awss3.CreateBucketInput{Bucket: aws.String(aside)}); err != nil {
		t.Fatal(err)
	}
	return halves(t, cloud.Address("my site"), func(a string) (*s3.Store, error) { return s3.Open(t.Context(), a, wire.Options{}) })
}

func apartOnGCS(t *testing.T) (both, site store.Store) {
	cloud := storetest.GCS(t)
	resp, err := http.Post("http://"+cloud.Host+"/storage/v1/b?project=test", "application/json", strings.NewReader(`{"name":"`+aside+`"}`))
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatal(resp, err)
	}
	resp.Body.Close()
	return halves(t, cloud.Address("my site"), func(a string) (*gcs.Store, error) { return gcs.Open(t.Context(), a, wire.Options{}) })
}

func apartOnAzure(t *testing.T) (both, site store.Store) {
	cloud := storetest.Azure(t)
	key, err := container.NewSharedKeyCredential("devstoreaccount1", os.Getenv("AZURE_STORAGE_KEY"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := container.NewClientWithSharedKeyCredential("http://"+cloud.Host+"/devstoreaccount1/"+aside, key, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Create(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	return halves(t, cloud.Address("my site"), func(a string) (*azure.Store, error) { return azure.Open(a, wire.Options{}) })
}

// The state of a target in another bucket: the whole journey, and nothing of it
// is ever within reach of the site's readers.
func TestTheStateApart(t *testing.T) {
	for name, open := range map[string]func(*testing.T) (both, site store.Store){"S3": apartOnS3, "GCS": apartOnGCS, "Azure": apartOnAzure} {
		t.Run(name, func(t *testing.T) {
			both, site := open(t)
			r := &real{t: t, st: both, o: deploy.Options{
				Object: object, Keep: deploy.Retention{Releases: 3}, Owner: "a test", Nonce: t.Name(), MaxDeletes: deploy.Limit{Count: 100, Stated: true},
				Clock: deploy.Clock{Now: time.Now, Tick: time.Tick, Sleep: func(ctx context.Context, d time.Duration) error { time.Sleep(d); return ctx.Err() }},
			}}
			r.journey()
			err := site.List(t.Context(), "", func(page []store.Object) bool {
				for _, o := range page {
					if strings.HasPrefix(o.Key, store.Room) {
						t.Errorf("%s stands with the site", o.Key)
					}
				}
				return true
			})
			if err != nil {
				t.Fatal(err)
			}
			if all, err := deploy.Releases(t.Context(), both); err != nil || len(all) != 3 {
				t.Errorf("the releases are %+v, %v", all, err)
			}
			if _, err := deploy.Erase(t.Context(), both, r.o); err != nil {
				t.Fatal(err)
			}
			for _, after := range []string{"", store.Room} {
				if err := both.List(t.Context(), after, func(page []store.Object) bool { t.Errorf("left %v", page); return true }); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}
