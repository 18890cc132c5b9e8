// Package azure is the store of Azure Blob Storage. It belongs to the write
// stage: a thin adapter between store.Store and Azure's library; retries and
// time limits are wire's.
//
// An address is "azblob://account/container/prefix", or
// "azblob://container/prefix?account=name"; endpoint is the account's own
// address where it is not ACCOUNT.blob.core.windows.net (an emulator, another
// cloud). Credentials are what Azure's own tools read: the variables
// AZURE_STORAGE_CONNECTION_STRING, AZURE_STORAGE_KEY or
// AZURE_STORAGE_SAS_TOKEN, in this order, otherwise the default chain (AZURE_*
// variables, workload or managed identity, the command line's login).
package azure

import (
	"encoding/xml"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"

	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/wire"
)

// Store is a container and a prefix in it.
type Store struct {
	*wire.Client
	container *container.Client
	prefix    string // "" or with a slash at its end
	url       string
}

var _ store.Store = (*Store)(nil)

// where is a target's address, read.
type where struct{ account, container, path, endpoint string }

// Open makes a store of an address. No request is sent. An address that cannot
// be used, or credentials that cannot be read, are a *store.Problem.
func Open(address string, o wire.Options) (*Store, error) {
	w, err := read(address)
	if err != nil {
		return nil, err
	}
	s := &Store{prefix: wire.Prefix(w.path), url: strings.TrimRight("azblob://"+w.account+"/"+w.container+"/"+w.path, "/")}
	s.Client = wire.New(place(s.url, w), o)
	options := &container.ClientOptions{ClientOptions: azcore.ClientOptions{
		Transport: s.HTTP(),
		Retry:     policy.RetryOptions{MaxRetries: -1},
		Telemetry: policy.TelemetryOptions{Disabled: true},
	}}
	if s.container, err = connect(w, options); err != nil {
		return nil, err
	}
	return s, nil
}

func read(address string) (where, error) {
	a, err := wire.ParseAddress(address, "azblob", "account", "endpoint")
	if err != nil {
		return where{}, err
	}
	w := where{account: a.Values.Get("account"), container: a.Host, path: a.Path, endpoint: a.Values.Get("endpoint")}
	if w.account == "" {
		w.account = a.Host
		w.container, w.path, _ = strings.Cut(a.Path, "/")
	}
	if w.container == "" {
		return where{}, &store.Problem{Kind: "refused", Message: "the target's address names no container",
			Hint: "write azblob://account/container/prefix"}
	}
	if w.endpoint == "" {
		w.endpoint = "https://" + w.account + ".blob.core.windows.net"
	}
	w.endpoint = strings.TrimRight(w.endpoint, "/")
	return w, wire.CheckEndpoint(w.endpoint)
}

// connect takes the first credentials there are. What is wrong with them is
// said without repeating them.
func connect(w where, options *container.ClientOptions) (*container.Client, error) {
	address := w.endpoint + "/" + url.PathEscape(w.container)
	if text := os.Getenv("AZURE_STORAGE_CONNECTION_STRING"); text != "" {
		c, err := container.NewClientFromConnectionString(text, w.container, options)
		return c, unusable(err, "AZURE_STORAGE_CONNECTION_STRING")
	}
	if key := os.Getenv("AZURE_STORAGE_KEY"); key != "" {
		shared, err := container.NewSharedKeyCredential(w.account, key)
		if err != nil {
			return nil, unusable(err, "AZURE_STORAGE_KEY")
		}
		c, err := container.NewClientWithSharedKeyCredential(address, shared, options)
		return c, unusable(err, "AZURE_STORAGE_KEY")
	}
	if sas := os.Getenv("AZURE_STORAGE_SAS_TOKEN"); sas != "" {
		c, err := container.NewClientWithNoCredential(address+"?"+strings.TrimPrefix(sas, "?"), options)
		return c, unusable(err, "AZURE_STORAGE_SAS_TOKEN")
	}
	identity, err := azidentity.NewDefaultAzureCredential(nil)
	if err != nil {
		return nil, &store.Problem{Kind: "credentials", Message: "no Azure credentials were found", Hint: login}
	}
	c, err := container.NewClient(address, identity, options)
	return c, unusable(err, "the default credentials")
}

func unusable(err error, what string) error {
	if err == nil {
		return nil
	}
	return &store.Problem{Kind: "credentials", Message: what + " cannot be read", Hint: login}
}

const login = "look at the credentials Azure's tools would use here: AZURE_STORAGE_CONNECTION_STRING, AZURE_STORAGE_KEY or " +
	"AZURE_STORAGE_SAS_TOKEN, otherwise AZURE_CLIENT_ID and its companions, the CI job's identity or \"az login\""

// place is the store in messages.
func place(url string, w where) wire.Place {
	const data = " (role Storage Blob Data Contributor)"
	return wire.Place{
		URL:    url,
		Bucket: fmt.Sprintf("container %q", w.container),
		Login:  login,
		Rights: map[wire.Verb]string{
			wire.List: "blobs/read" + data, wire.Read: "blobs/read" + data, wire.Write: "blobs/write" + data,
			wire.Copy: "blobs/read and blobs/write" + data, wire.Delete: "blobs/delete" + data,
		},
		Explain: explain,
	}
}

// explain reads the library's error, whose own text is a whole dump of the
// exchange.
func explain(err error) (code, message string) {
	var said *azcore.ResponseError
	if !errors.As(err, &said) {
		return wire.NoCredentials, "no token was granted"
	}
	var body struct {
		Message string
		Detail  string `xml:"AuthenticationErrorDetail"`
	}
	if text, err := runtime.Payload(said.RawResponse); err == nil {
		_ = xml.Unmarshal(text, &body) // without a message the code stands alone
	}
	if strings.Contains(body.Detail, "date header too old") || strings.Contains(body.Detail, "not yet valid") {
		return wire.ClockTooFar, body.Message
	}
	if strings.HasPrefix(body.Message, "Server failed to authenticate") {
		return "AuthenticationFailed", body.Message // whatever its code
	}
	return said.ErrorCode, body.Message
}

// URL names the place.
func (s *Store) URL() string { return s.url }

// Can tells what Azure's store is able to do.
func (s *Store) Can() store.Abilities { return store.Abilities{Conditions: true} }
