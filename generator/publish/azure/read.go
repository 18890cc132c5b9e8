package azure

import (
	"context"
	"io"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blockblob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"

	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/wire"
)

// page is how many blobs are listed at once.
const page int32 = 1000

func (s *Store) blob(key string) *blockblob.Client {
	return s.container.NewBlockBlobClient(s.prefix + key)
}

// List hands over the objects, a page of 1,000 at a time. Stores of an older
// version begin at the first whatever is asked; what comes before is dropped.
func (s *Store) List(ctx context.Context, after string, each func([]store.Object) bool) error {
	size := page
	options := &container.ListBlobsFlatOptions{Prefix: optional(s.prefix), MaxResults: &size}
	if after != "" {
		options.StartFrom = optional(s.prefix + after)
	}
	for {
		got, err := s.page(ctx, options)
		if err != nil {
			return err
		}
		var objects []store.Object
		if got.Segment != nil {
			objects = s.listed(got.Segment.BlobItems, after)
		}
		if len(objects) > 0 && !each(objects) || text(got.NextMarker) == "" {
			return nil
		}
		options.Marker, options.StartFrom = got.NextMarker, nil
	}
}

// page asks for one page. A pager cannot be asked again after an error, so each
// attempt has its own.
func (s *Store) page(ctx context.Context, options *container.ListBlobsFlatOptions) (got container.ListBlobsFlatResponse, err error) {
	_, err = s.Do(ctx, wire.What{Verb: wire.List}, func(ctx context.Context) (err error) {
		got, err = s.container.NewListBlobsFlatPager(options).NextPage(ctx)
		return err
	})
	return got, err
}

func (s *Store) listed(items []*container.BlobItem, after string) []store.Object {
	out := make([]store.Object, 0, len(items))
	for _, item := range items {
		key, ours := strings.CutPrefix(text(item.Name), s.prefix)
		if !ours || key == "" || after != "" && key <= after || item.Properties == nil {
			continue
		}
		p := item.Properties
		out = append(out, store.Object{Key: key, Size: number(p.ContentLength), ETag: etag(p.ETag), Modified: moment(p.LastModified)})
	}
	return out
}

// Get reads an object whole; a body that breaks off is taken up again.
func (s *Store) Get(ctx context.Context, key string) (io.ReadCloser, store.Object, error) {
	opened, err := s.open(ctx, key)
	return opened.Body, opened.Object, err
}

func (s *Store) open(ctx context.Context, key string) (wire.Opened, error) {
	return s.Stream(ctx, key, func(ctx context.Context, offset int64, tag string) (wire.Opened, error) {
		options := &blob.DownloadStreamOptions{Range: blob.HTTPRange{Offset: offset}, AccessConditions: condition(tag)}
		got, err := s.blob(key).DownloadStream(ctx, options)
		if err != nil {
			return wire.Opened{}, err
		}
		return wire.Opened{
			Body:       got.Body,
			Object:     store.Object{Key: key, Size: number(got.ContentLength), ETag: etag(got.ETag), Modified: moment(got.LastModified)},
			Attributes: attributes(got.ContentType, got.CacheControl, got.ContentEncoding, got.ContentDisposition, got.ContentLanguage, got.Metadata),
		}, nil
	})
}

func condition(tag string) *blob.AccessConditions {
	if tag == "" {
		return nil
	}
	return &blob.AccessConditions{ModifiedAccessConditions: &blob.ModifiedAccessConditions{IfMatch: match(tag)}}
}

func writeCondition(when store.Condition) *blob.AccessConditions {
	if !when.IfAbsent {
		return condition(when.IfMatch)
	}
	anything := azcore.ETagAny
	return &blob.AccessConditions{ModifiedAccessConditions: &blob.ModifiedAccessConditions{IfNoneMatch: &anything}}
}

// Head tells an object's state and attributes.
func (s *Store) Head(ctx context.Context, key string) (store.Object, store.Attributes, error) {
	k, err := s.known(ctx, wire.What{Verb: wire.Read, Key: key}, key)
	return k.object, k.attributes, err
}

// known is what a blob's properties tell.
type known struct {
	object     store.Object
	attributes store.Attributes
	md5        []byte
	copying    blob.CopyStatusType
}

func (s *Store) known(ctx context.Context, what wire.What, key string) (known, error) {
	var got blob.GetPropertiesResponse
	_, err := s.Do(ctx, what, func(ctx context.Context) (err error) {
		got, err = s.blob(key).GetProperties(ctx, nil)
		return err
	})
	if err != nil {
		return known{}, err
	}
	k := known{
		object:     store.Object{Key: key, Size: number(got.ContentLength), ETag: etag(got.ETag), Modified: moment(got.LastModified)},
		attributes: attributes(got.ContentType, got.CacheControl, got.ContentEncoding, got.ContentDisposition, got.ContentLanguage, got.Metadata),
		md5:        got.ContentMD5,
	}
	if got.CopyStatus != nil {
		k.copying = *got.CopyStatus
	}
	return k, nil
}
