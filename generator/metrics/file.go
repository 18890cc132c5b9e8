package metrics

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

// Limits on what one file may hold. A packed file may not unpack to more than
// maxUnpacked bytes, nor, beyond freeUnpacked, to more than maxRatio times its
// packed size: text that honest exporters write packs 5 to 200 times.
const (
	maxUnpacked  = 4 << 30
	freeUnpacked = 64 << 20
	maxRatio     = 400
	// maxSeries guards against a column of unique values taken for a label.
	maxSeries = 100_000
	// maxRow is the longest CSV row in bytes.
	maxRow = 1 << 20
)

var (
	errTooLarge     = errors.New("unpacks to more than is read")
	errLinkedFolder = errors.New("links to folders are not followed")
)

// statement is what the configuration says of one file; zero values leave it
// to the format.
type statement struct {
	kind   config.Kind
	stamp  config.Stamp
	step   int64
	labels []string
	zone   *time.Location
}

// stated collects the [[metrics]] statements about a path: the last that
// matches and states a thing wins; labels add up.
func stated(files []config.MetricFiles, path string) statement {
	var s statement
	for _, f := range files {
		if ok, err := doublestar.Match(f.Pattern, path); err != nil || !ok {
			continue
		}
		if f.Kind != config.KindInferred {
			s.kind = f.Kind
		}
		if f.Stamp != config.StampFormat {
			s.stamp = f.Stamp
		}
		if f.Step > 0 {
			s.step = seconds(f.Step)
		}
		if f.Zone != nil {
			s.zone = f.Zone
		}
		s.labels = append(s.labels, f.Labels...)
	}
	return s
}

// seconds is a duration in whole seconds, at least one.
func seconds(d time.Duration) int64 { return max(1, int64(d.Round(time.Second)/time.Second)) }

// checkStatements reports patterns that match no file.
func checkStatements(files []config.MetricFiles, paths []string, diags *diag.List) {
	for _, f := range files {
		matches := func(p string) bool { ok, _ := doublestar.Match(f.Pattern, p); return ok }
		if !slices.ContainsFunc(paths, matches) {
			diags.Warnf(f.Pos, "metrics-pattern", "patterns are relative to the site's root, as data/metrics/**/*.csv", "%q matches no file of metrics", f.Pattern)
		}
	}
}

// reader reads one format into a batch. The input is unpacked and without a
// byte order mark. An error means that the file cannot be used at all.
type reader func(in *bufio.Reader, b *batch) error

// readFile reads one file. What is wrong with it stands in the batch.
func readFile(fsys fs.FS, path string, o Options) *batch {
	b := newBatch(path, stated(o.Files, path), o.Zone)
	b.locate = func(offsets []int64) []diag.Pos { return locate(fsys, path, offsets) }
	in, closer, err := open(fsys, path)
	if err != nil {
		b.fail(diag.Pos{File: path}, err)
		return b
	}
	defer closer.Close()
	read, err := sniff(in, b)
	if err != nil {
		b.fail(diag.Pos{File: path}, err)
	}
	if read == nil {
		return b
	}
	if err := read(in, b); err != nil {
		b.fail(b.at(), err)
	}
	return b
}

// open opens and unpacks a file and passes over a byte order mark.
func open(fsys fs.FS, path string) (*bufio.Reader, io.Closer, error) {
	f, err := fsys.Open(path)
	if err != nil {
		return nil, nil, err
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		f.Close()
		return nil, nil, errLinkedFolder
	}
	packed := &counter{r: f}
	in := bufio.NewReaderSize(packed, 64<<10)
	if magic, _ := in.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(in)
		if err != nil {
			f.Close()
			return nil, nil, err
		}
		in = bufio.NewReaderSize(&guard{r: z, packed: packed}, 64<<10)
	}
	if mark, _ := in.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		_, _ = in.Discard(3) // just peeked at
	}
	return in, f, nil
}

// counter counts the bytes read through it.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// guard stops an unpacked stream that grows beyond the limits.
type guard struct {
	r      io.Reader
	packed *counter
	n      int64
}

func (g *guard) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	g.n += int64(n)
	if g.n > maxUnpacked || g.n > freeUnpacked && g.n > maxRatio*g.packed.n {
		return 0, errTooLarge
	}
	return n, err
}

// sniff tells the format by content; nil when there is nothing to read, which
// it has reported.
func sniff(in *bufio.Reader, b *batch) (reader, error) {
	head, err := in.Peek(4096)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	text := bytes.TrimLeft(head, " \t\r\n")
	file := diag.Pos{File: b.path}
	switch {
	case len(text) == 0 && len(head) < 4096:
		b.Warnf(file, "metrics-empty", "export it again or delete it", "the file is empty")
	case bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")):
		b.Errorf(file, "metrics-encoding", "save it as UTF-8", "the file is in UTF-16")
	case startsJSON(text):
		b.format = "Prometheus JSON"
		return readPrometheus, nil
	case bytes.IndexByte(head, 0) < 0:
		b.format = "CSV"
		return readCSV, nil
	default:
		unknown(b)
	}
	return nil, nil
}

// startsJSON tells whether a text begins like a JSON object or a list of them.
func startsJSON(text []byte) bool {
	if len(text) == 0 || text[0] != '{' && text[0] != '[' {
		return false
	}
	next := bytes.TrimLeft(text[1:], " \t\r\n")
	if len(next) == 0 {
		return true
	}
	if text[0] == '{' {
		return next[0] == '"' || next[0] == '}'
	}
	return next[0] == '{' || next[0] == ']'
}

// unknown reports a file that no reader knows.
func unknown(b *batch) {
	b.format = ""
	b.Warnf(diag.Pos{File: b.path}, "metrics-unknown",
		"CSV with a column named time, or an answer of the Prometheus HTTP API in JSON, plain or gzip; keep other files elsewhere",
		"no exported time series are recognised in this file")
}

// reason words an error of reading without the path, which stands before it.
func reason(err error) string {
	var pe *fs.PathError
	switch {
	case errors.As(err, &pe) && strings.Contains(pe.Err.Error(), "escapes"): // what os.Root says; it has no error of its own
		return "it is a link that leads out of the site's folder"
	case errors.As(err, &pe):
		return pe.Err.Error()
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "the file ends too early"
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader):
		return "the gzip data is damaged"
	case errors.Is(err, errTooLarge):
		return fmt.Sprintf("it unpacks to more than %d GiB, or to more than %d times its size", maxUnpacked>>30, maxRatio)
	default:
		return err.Error()
	}
}

// locate finds line and column (in runes) of byte offsets, ascending, by
// reading the file again: readers of JSON know offsets only.
func locate(fsys fs.FS, path string, offsets []int64) []diag.Pos {
	places := make([]diag.Pos, len(offsets))
	for i := range places {
		places[i].File = path
	}
	in, closer, err := open(fsys, path)
	if err != nil {
		return places
	}
	defer closer.Close()
	line, col, at := 1, 1, int64(0)
	for i := 0; i < len(offsets); {
		if at >= offsets[i] {
			places[i].Line, places[i].Col = line, col
			i++
			continue
		}
		c, err := in.ReadByte()
		if err != nil {
			places[i].Line, places[i].Col = line, col
			i++
			continue
		}
		at++
		switch {
		case c == '\n':
			line, col = line+1, 1
		case c&0xc0 != 0x80: // the first byte of a rune
			col++
		}
	}
	return places
}
