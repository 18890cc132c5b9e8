package issued

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
)

// mark begins the line that holds the digest.
const mark = "\n\t\"digest\": \""

// lineWidth is the longest list or object that stays on one line: a day is a
// line, so that a comparison of two files shows the days that differ.
const lineWidth = 150

// Encode writes a file as it is stored, its digest filled in. The same figures
// give the same bytes.
func Encode(f *File) ([]byte, error) {
	plain := *f
	plain.Schema, plain.Digest = Schema, ""
	if plain.Earlier == nil {
		plain.Earlier = []Issue{}
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(&plain); err != nil {
		return nil, fmt.Errorf("issued quarter %s: %w", f.Quarter, err)
	}
	var out bytes.Buffer
	if err := layOut(&out, bytes.TrimSpace(text.Bytes()), 0, true); err != nil {
		return nil, fmt.Errorf("issued quarter %s: %w", f.Quarter, err)
	}
	out.WriteByte('\n')
	f.Digest = digestOf(out.Bytes())
	return bytes.Replace(out.Bytes(), []byte(mark+`"`), []byte(mark+f.Digest+`"`), 1), nil
}

// digestOf is the SHA-256 of a file's text without the digest in it. Line ends
// do not matter: version control may change them.
func digestOf(text []byte) string {
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	if i := bytes.Index(text, []byte(mark)); i >= 0 {
		from := i + len(mark)
		if n := bytes.IndexByte(text[from:], '"'); n >= 0 {
			text = append(bytes.Clone(text[:from]), text[from+n:]...)
		}
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// layOut indents compact JSON, and leaves what is short on one line. The top
// level and lists of objects always stand line by line.
func layOut(out *bytes.Buffer, raw json.RawMessage, depth int, split bool) error {
	split = split || bytes.HasPrefix(raw, []byte("[{"))
	if len(raw) == 0 || raw[0] != '{' && raw[0] != '[' || !split && len(raw) <= lineWidth {
		out.Write(raw)
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	if _, err := d.Token(); err != nil {
		return err
	}
	out.WriteByte(raw[0])
	for n := 0; d.More(); n++ {
		if n > 0 {
			out.WriteByte(',')
		}
		out.WriteString("\n" + strings.Repeat("\t", depth+1))
		if err := layOutMember(out, d, raw[0] == '{', depth+1); err != nil {
			return err
		}
	}
	out.WriteString("\n" + strings.Repeat("\t", depth))
	out.WriteByte(raw[0] + 2) // the closing bracket of either kind
	return nil
}

func layOutMember(out *bytes.Buffer, d *json.Decoder, named bool, depth int) error {
	if named {
		key, err := d.Token()
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%q: ", key)
	}
	var value json.RawMessage
	if err := d.Decode(&value); err != nil {
		return err
	}
	return layOut(out, value, depth, false)
}
