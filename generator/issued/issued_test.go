package issued_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/issued"
	"quarterdeck/generator/quarter"
	"quarterdeck/generator/slo"
)

func ptr[T any](v T) *T { return &v }

var calendar = quarter.New(time.UTC, time.January)

func example() *issued.File {
	f := &issued.File{Quarter: "2026-Q1", Start: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), End: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)}
	f.Number, f.Date = 1, "2026-04-15"
	f.Objectives = []issued.Objective{{
		SLO: "shop-up", Team: "web", Title: "Answers <quickly> & well", State: slo.AtRisk, Start: f.Start, End: f.End,
		Figures: issued.Figures{Spent: ptr(0.1 + 0.2)},
		Days: []issued.Day{
			{Date: "2026-01-01", Valid: ptr(24000.0), Bad: ptr(1.5), Coverage: 1, Incidents: []string{"INC-1"}},
			{Date: "2026-01-02"},
		},
	}}
	return f
}

func encoded(t *testing.T) string {
	t.Helper()
	text, err := issued.Encode(example())
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// load reads one file of data/issued and returns what was told, a line each.
func load(name, text string) (map[string]*issued.File, string) {
	var diags diag.List
	files := issued.Load(fstest.MapFS{"data/issued/" + name: {Data: []byte(text)}}, calendar, &diags)
	var told []string
	for _, d := range diags.Sorted() {
		told = append(told, d.String())
	}
	return files, strings.Join(told, "\n")
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	text := encoded(t)
	files, told := load("2026-Q1.json", text)
	f := files["2026-Q1"]
	if f == nil || told != "" {
		t.Fatalf("told %q", told)
	}
	o := f.Objectives[0]
	if *o.Figures.Spent != 0.1+0.2 || o.State != slo.AtRisk || o.Days[1].Valid != nil || o.Title != "Answers <quickly> & well" || f.Path != "data/issued/2026-Q1.json" {
		t.Errorf("read %+v", f)
	}
	if lines := strings.Split(text, "\n"); !strings.Contains(lines[f.Line("shop-up")-1], `"slo": "shop-up"`) {
		t.Errorf("the objective stands in line %d", f.Line("shop-up"))
	}
	again, err := issued.Encode(f)
	if err != nil || string(again) != text {
		t.Errorf("writing it again gives other bytes: %v", err)
	}
}

// Each day is a line, so that a comparison of versions shows the day.
func TestADayIsALine(t *testing.T) {
	if want := `{"date":"2026-01-01","valid":24000,"bad":1.5,"coverage":1,"incidents":["INC-1"]},` + "\n"; !strings.Contains(encoded(t), want) {
		t.Errorf("no line %s in\n%s", want, encoded(t))
	}
}

// The digest is the SHA-256 of the text without it, as sed and sha256sum
// reckon it, whatever the line ends.
func TestLineEndsOfVersionControl(t *testing.T) {
	if files, told := load("2026-Q1.json", strings.ReplaceAll(encoded(t), "\n", "\r\n")); files["2026-Q1"] == nil {
		t.Error(told)
	}
}

func TestFilesThatCannotBeTrusted(t *testing.T) {
	good := encoded(t)
	for name, c := range map[string]struct{ file, text, want string }{
		"a figure edited": {"2026-Q1.json", strings.Replace(good, `"bad":1.5`, `"bad":1.4`, 1),
			"data/issued/2026-Q1.json:3: error: it was edited after it was issued: its text does not match its digest (restore it from version control; to change what was issued, run quarterdeck issue with --again and --reason)"},
		"the digest edited": {"2026-Q1.json", strings.Replace(good, `"digest": "`, `"digest": "0`, 1), "data/issued/2026-Q1.json:3: error: it was edited"},
		"no digest":         {"2026-Q1.json", strings.Replace(good, "\"digest\"", "\"digset\"", 1), "error: it was edited"},
		"a newer schema": {"2026-Q1.json", strings.Replace(good, "issued/1", "issued/2", 1),
			`data/issued/2026-Q1.json:2: error: it has the schema "quarterdeck/issued/2"; this version reads "quarterdeck/issued/1" (use the version of quarterdeck that wrote it, or a newer one)`},
		"something else":    {"2026-Q1.json", "{}", "data/issued/2026-Q1.json: error: it has the schema \"\""},
		"cut off":           {"2026-Q1.json", good[:len(good)/2], "error: this is not the JSON that quarterdeck issue writes"},
		"a conflict":        {"2026-Q1.json", "{\n<<<<<<< ours\n}", "data/issued/2026-Q1.json:2:1: error: this is not the JSON"},
		"a word for number": {"2026-Q1.json", strings.Replace(good, `"number": 1`, `"number": "one"`, 1), "error: this is not the JSON"},
		"another name":      {"2026-Q2.json", good, "data/issued/2026-Q2.json: error: it holds the quarter 2026-Q1 (name it data/issued/2026-Q1.json)"},
		"not ours":          {"notes.txt", "x", "data/issued/notes.txt: warning: this file is not read"},
	} {
		t.Run(name, func(t *testing.T) {
			files, told := load(c.file, c.text)
			if len(files) != 0 || !strings.Contains(told, c.want) {
				t.Errorf("%d files, told %q, want %q", len(files), told, c.want)
			}
		})
	}
}

// A quarter belongs to the calendar it was issued under.
func TestAnotherCalendar(t *testing.T) {
	text := []byte(encoded(t))
	root := fstest.MapFS{"data/issued/2026-Q1.json": {Data: text}}
	for want, cal := range map[string]quarter.Calendar{
		"unknown quarter":    quarter.New(time.UTC, time.April),
		"with this site’s c": quarter.New(time.FixedZone("east", 3600), time.January),
	} {
		var diags diag.List
		files := issued.Load(root, cal, &diags)
		if len(files) != 0 || diags.Len() != 1 || !strings.Contains(strings.ReplaceAll(diags.Sorted()[0].Message, "'", "’"), want) {
			t.Errorf("want %q, got %v", want, diags.Sorted())
		}
	}
}

func FuzzParse(f *testing.F) {
	text, err := issued.Encode(example())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte("{"))
	f.Add(bytes.ReplaceAll(text, []byte("1"), []byte("9")))
	f.Fuzz(func(t *testing.T, text []byte) {
		var diags diag.List
		got := issued.Parse("data/issued/2026-Q1.json", text, &diags)
		if (got == nil) != (diags.Count(diag.Error) == 1) {
			t.Errorf("read %v with %v", got, diags.Sorted())
		}
	})
}
