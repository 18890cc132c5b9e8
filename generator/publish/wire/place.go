package wire

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"quarterdeck/generator/publish/store"
)

// Verb is what was to be done to an object, as a person would say it.
type Verb string

// The verbs.
const (
	List   Verb = "list"
	Read   Verb = "read"
	Write  Verb = "write"
	Copy   Verb = "copy"
	Delete Verb = "delete"
)

// What is one operation: a verb, the object's key below the prefix (empty for
// a listing), and the bytes it moves, for its time limit.
type What struct {
	Verb Verb
	Key  string
	Size int64
}

// Place is a store as messages speak of it, and how to read its library's
// errors.
type Place struct {
	URL    string // "s3://reports/site", without secrets
	Bucket string // "bucket \"reports\""
	Login  string // where the credentials come from, for a hint
	// Rights names the permission that a verb needs.
	Rights map[Verb]string
	// Explain reads a library's error: the store's code and message. Codes are
	// brought to those of kinds.go where a store has none of its own.
	Explain func(error) (code, message string)
	// Advise says what to do about a refusal that only this kind of store has;
	// empty if it does not know. It may be nil.
	Advise func(code, message string) string
}

// Address is a target's address, taken apart.
type Address struct {
	Host   string
	Path   string // without slashes at either end
	Values url.Values
}

// ParseAddress takes "scheme://host/path?options" apart. An option outside
// known, a password or an anchor is refused.
func ParseAddress(raw, scheme string, known ...string) (Address, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return Address{}, badAddress("the target's address cannot be read: "+bare(err).Error(), "write it as "+scheme+"://…; a space is %20")
	}
	switch {
	case u.User != nil:
		return Address{}, badAddress("the target's address holds a user name or password",
			"remove it: credentials come from the cloud's own tools and variables only")
	case u.Scheme != scheme || u.Host == "":
		return Address{}, badAddress(fmt.Sprintf("the target's address is no %s:// address with a name after the slashes", scheme), "")
	case u.Fragment != "":
		return Address{}, badAddress("the target's address holds a \"#\"", "write %23 where a folder's name has one")
	}
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return Address{}, badAddress("the options of the target's address cannot be read: "+err.Error(), "")
	}
	for name := range values {
		if !slices.Contains(known, name) {
			return Address{}, badAddress(fmt.Sprintf("%s:// addresses have no option %q", scheme, name),
				"the options are: "+strings.Join(known, ", "))
		}
	}
	return Address{Host: u.Host, Path: strings.Trim(u.Path, "/"), Values: values}, nil
}

// CheckEndpoint refuses an endpoint that is no plain http(s) address.
func CheckEndpoint(raw string) error {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" {
		return badAddress("the option endpoint is no plain address", "write endpoint=https://store.example.org, without user name, password or options")
	}
	return nil
}

func badAddress(message, hint string) error {
	return &store.Problem{Kind: "refused", Message: message, Hint: hint}
}

// Prefix is what stands before every key: "" or a path with a slash at its end.
func Prefix(path string) string {
	if path = strings.Trim(path, "/"); path != "" {
		return path + "/"
	}
	return ""
}
