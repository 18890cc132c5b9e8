package wire

import (
	"fmt"
	"net/http"

	"quarterdeck/generator/publish/store"
)

// Kinds of problems (store.Problem).
const (
	kindCredentials = "credentials"
	kindPermission  = "permission"
	kindBucket      = "missing-bucket"
	kindClock       = "clock"
	kindUnreachable = "unreachable"
	kindBusy        = "busy"
	kindRefused     = "refused"
	kindFull        = "full"
)

// Codes that adapters bring their store's words to where it has no code of its
// own.
const (
	NoBucket      = "NoSuchBucket"
	NoCredentials = "NoCredentials"
	WrongRegion   = "PermanentRedirect"
	ClockTooFar   = "RequestTimeTooSkewed"
)

// kindOfCode tells the kind of a problem by the stores' own codes.
func kindOfCode(code string) string {
	switch code {
	case NoCredentials, "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken", "TokenRefreshRequired", "XAdminUserNotFound",
		"InvalidSecurity", "AuthenticationFailed", "InvalidAuthenticationInfo", "NoAuthenticationInformation",
		"authError", "UnauthorizedAccess":
		return kindCredentials
	case NoBucket, "ContainerNotFound", "ContainerBeingDeleted", "ResourceNotFoundContainer", "AccountIsDisabled":
		return kindBucket
	case ClockTooFar, "RequestExpired", "RequestInTheFuture":
		return kindClock
	case "InsufficientStorage", "QuotaExceeded", "XAmzQuotaExceeded", "XMinioStorageFull", "AccountCapacityExceeded":
		return kindFull
	case WrongRegion, "AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "TemporaryRedirect":
		return kindRefused
	}
	return ""
}

// passingCode tells failures that pass although their status does not say so:
// S3 answers a stalled upload with 400, and two writes at once with 409.
func passingCode(code string) bool {
	switch code {
	case "RequestTimeout", "SlowDown", "InternalError", "ServiceUnavailable", "ServerBusy", "OperationTimedOut", "IncompleteBody",
		"ConditionalRequestConflict", "OperationAborted", "rateLimitExceeded", "backendError", "Busy", ClockTooFar:
		return true
	}
	return garbled(code)
}

// garbled tells that the bytes that arrived have another checksum.
func garbled(code string) bool {
	switch code {
	case "BadDigest", "Md5Mismatch", "Crc64Mismatch", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch":
		return true
	}
	return false
}

func (f *fault) kind() string {
	if k := kindOfCode(f.code); k != "" {
		return k
	}
	switch {
	case f.local, f.status == 0 && !f.passing && !f.unconnected:
		return kindRefused
	case f.status == 0:
		return kindUnreachable
	case f.status == http.StatusUnauthorized:
		return kindCredentials
	case f.status == http.StatusForbidden:
		return kindPermission
	case f.status == http.StatusInsufficientStorage:
		return kindFull
	case f.passing:
		return kindBusy
	}
	return kindRefused
}

// final is the error an operation ends with.
func (c *Client) final(what What, f *fault, attempts int) error {
	kind := f.kind()
	switch {
	case kindOfCode(f.code) != "":
	case f.status == http.StatusNotFound && what.Verb == List:
		kind = kindBucket
	case f.status == http.StatusNotFound:
		return fmt.Errorf("%s: %w", c.doing(what), store.ErrNotFound)
	case f.status == http.StatusPreconditionFailed, f.code == "BlobAlreadyExists":
		return fmt.Errorf("%s: %w", c.doing(what), store.ErrCondition)
	}
	message := "could not " + c.doing(what)
	if attempts > 1 {
		message += fmt.Sprintf(" (tried %d times)", attempts)
	}
	return &store.Problem{Kind: kind, Message: message, Hint: c.hint(what, f, kind), Err: f}
}

// doing is "write "2026-q3/index.html" to s3://reports/site".
func (c *Client) doing(what What) string {
	switch what.Verb {
	case List:
		return "list " + c.place.URL
	case Write:
		return fmt.Sprintf("write %q to %s", what.Key, c.place.URL)
	case Delete:
		return fmt.Sprintf("delete %q from %s", what.Key, c.place.URL)
	}
	return fmt.Sprintf("%s %q in %s", what.Verb, what.Key, c.place.URL)
}

// hint says what to do.
func (c *Client) hint(what What, f *fault, kind string) string {
	switch kind {
	case kindCredentials:
		return c.place.Login
	case kindPermission:
		return fmt.Sprintf("the credentials were understood, but do not allow this: grant %s on %s", c.place.Rights[what.Verb], c.place.Bucket)
	case kindBucket:
		return fmt.Sprintf("there is no %s, or it is not in this account: create it or mend the target's address in config.toml", c.place.Bucket)
	case kindClock:
		return "this machine's clock is off by more than the store allows: set it (for example with NTP) and run again"
	case kindUnreachable:
		if f.unconnected && !c.answered.Load() {
			return "the store was never reached: look at the target's address and endpoint, the network and the proxy variables"
		}
		return "the connection to the store kept failing: run again; what is already there is not sent twice"
	case kindBusy:
		return "the store is overloaded or out of order: run again in a while; what is already there is not sent twice"
	case kindFull:
		return "the store has no room left: raise its quota or remove what is no longer needed"
	}
	return c.refusal(f)
}

func (c *Client) refusal(f *fault) string {
	if c.place.Advise != nil {
		if hint := c.place.Advise(f.code, f.message); hint != "" {
			return hint
		}
	}
	switch f.code {
	case WrongRegion, "AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "TemporaryRedirect":
		if region := f.header.Get("X-Amz-Bucket-Region"); region != "" {
			return fmt.Sprintf("the bucket is in another region: add region=%s to the target's address", line(region))
		}
		return "the bucket is in another region: add region=… to the target's address"
	}
	if f.local || garbled(f.code) {
		return "the file changed or vanished while it was read: build again and run again"
	}
	return ""
}
