package storetest

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
)

// The keys of the S3 test server; the environment gets them.
const (
	accessKey = "quarterdeck-test"
	secretKey = "not-a-secret-only-for-tests"
)

// WebsiteDomain is under which the S3 server shows buckets: the host of a
// request is the bucket's name, a dot and this.
const WebsiteDomain = "quarterdeck.test"

// Bucket is the bucket or container every test server has.
const Bucket = "reports"

// Cloud is a running server and how to address it.
type Cloud struct {
	// Host is where it listens, "127.0.0.1:PORT".
	Host string
	// Website is the base address at which an S3 server shows the bucket as a
	// web site, through its own error and redirect rules; empty elsewhere.
	Website string
	// Log is the file in which an S3 server writes a line a request.
	Log string
	// address makes a target's address of a prefix and the host to reach the
	// server at, which may be a proxy's.
	address func(prefix, host string) string
}

// Address is the target's address for a prefix.
func (c Cloud) Address(prefix string) string { return c.address(prefix, c.Host) }

// Through is the target's address by way of a proxy at host.
func (c Cloud) Through(prefix, host string) string { return c.address(prefix, host) }

// S3 starts versitygw over an empty folder, with a bucket, and sets the
// credentials in the test's environment.
func S3(t testing.TB) Cloud {
	t.Helper()
	program, dir, log := goServer(t, "versitygw"), t.TempDir(), filepath.Join(t.TempDir(), "requests.log")
	if err := os.MkdirAll(filepath.Join(dir, Bucket), 0o755); err != nil {
		t.Fatal(err)
	}
	host, site := loopback(FreePort(t)), loopback(FreePort(t))
	start(t, "http://"+host+"/health", false, []string{"ROOT_ACCESS_KEY=" + accessKey, "ROOT_SECRET_KEY=" + secretKey},
		program, "--port", host, "--health", "/health", "--quiet", "--access-log", log, "--website", site, "--website-domain", WebsiteDomain, "posix", dir)
	S3Credentials(t)
	return Cloud{Host: host, Website: "http://" + site, Log: log, address: func(prefix, host string) string {
		return "s3://" + Bucket + "/" + escape(prefix) + "?region=us-east-1&path_style=true&endpoint=" + url.QueryEscape("http://"+host)
	}}
}

// S3Credentials sets those of the test server and keeps the machine's own away.
func S3Credentials(t testing.TB) {
	t.Helper()
	t.Setenv("AWS_ACCESS_KEY_ID", accessKey)
	t.Setenv("AWS_SECRET_ACCESS_KEY", secretKey)
	for _, name := range []string{"AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"} {
		t.Setenv(name, "")
	}
	t.Setenv("AWS_CONFIG_FILE", os.DevNull)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
}

// GCS starts fake-gcs-server with a bucket and points the environment at it.
// The server ignores conditions on everything but uploads; a guard in front of
// it holds them.
func GCS(t testing.TB) Cloud {
	t.Helper()
	program := goServer(t, "fake-gcs-server")
	port := FreePort(t)
	host := loopback(port)
	start(t, "http://"+host+"/_internal/healthcheck", false, nil, program,
		"-scheme", "http", "-host", "127.0.0.1", "-port", strconv.Itoa(port), "-backend", "memory", "-public-host", host, "-log-level", "error")
	resp, err := http.Post("http://"+host+"/storage/v1/b?project=test", "application/json", strings.NewReader(`{"name":"`+Bucket+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("the bucket was not made: %s", resp.Status)
	}
	guarded := guard(t, host)
	return Cloud{Host: guarded, address: func(prefix, host string) string {
		// The address cannot name the emulator: Google's tools read it from here.
		t.Setenv("STORAGE_EMULATOR_HOST", host)
		return "gs://" + Bucket + "/" + escape(prefix)
	}}
}

// The account every emulator of Azure has, as its documentation prints it.
const (
	azureAccount = "devstoreaccount1"
	azureKey     = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
)

// Azure starts azurite with a container and sets the account's key.
func Azure(t testing.TB) Cloud {
	t.Helper()
	port := FreePort(t)
	host := loopback(port)
	start(t, "http://"+host+"/", true, nil, azurite(t), "--blobHost", "127.0.0.1", "--blobPort", strconv.Itoa(port), "--location", t.TempDir(),
		"--silent", "--skipApiVersionCheck", "--disableTelemetry")
	t.Setenv("AZURE_STORAGE_CONNECTION_STRING", "")
	t.Setenv("AZURE_STORAGE_SAS_TOKEN", "")
	t.Setenv("AZURE_STORAGE_KEY", azureKey)
	shared, err := container.NewSharedKeyCredential(azureAccount, azureKey)
	if err != nil {
		t.Fatal(err)
	}
	c, err := container.NewClientWithSharedKeyCredential("http://"+host+"/"+azureAccount+"/"+Bucket, shared, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Create(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	return Cloud{Host: host, address: func(prefix, host string) string {
		return "azblob://" + azureAccount + "/" + Bucket + "/" + escape(prefix) + "?endpoint=" + url.QueryEscape("http://"+host+"/"+azureAccount)
	}}
}

func escape(prefix string) string {
	return (&url.URL{Path: prefix}).EscapedPath()
}
