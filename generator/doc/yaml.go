package doc

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"quarterdeck/generator/diag"
)

// YAML reads a document whose first line is line firstLine of file. ok is
// false if it cannot be read; why is reported. Of a stream only the first
// document is read. A key written twice is an error, and the first counts.
func YAML(file string, src []byte, firstLine int, diags *diag.List) (t *Table, ok bool) {
	text, ok := Decode(file, src, firstLine, diags)
	if !ok {
		return nil, false
	}
	from := &source{file: file, format: FormatYAML, diags: diags}
	text = oneLineEnd(text)
	root, ok := parseYAML(from, text, firstLine)
	if !ok {
		return nil, false
	}
	b := &yamlBuilder{source: from, firstLine: firstLine, lines: bytes.Count(text, []byte("\n")) + 1, open: map[*yaml.Node]bool{}}
	if root == nil {
		t = newTable(from, from.at(firstLine, 1, 1))
	} else {
		t = b.document(root)
	}
	if t == nil || b.failed {
		return nil, false
	}
	t.taken = true
	return t, true
}

// oneLineEnd replaces the line ends that YAML knows beside \n and \r\n, which
// no editor counts, so that lines mean the same to both.
func oneLineEnd(text []byte) []byte {
	s := strings.ReplaceAll(string(text), "\r\n", "\n")
	return []byte(strings.NewReplacer("\r", " ", "\u0085", " ", "\u2028", " ", "\u2029", " ").Replace(s))
}

// parseYAML returns the root of the first document, nil if there is none.
func parseYAML(from *source, text []byte, firstLine int) (*yaml.Node, bool) {
	var document yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	err := decoder.Decode(&document)
	if errors.Is(err, io.EOF) {
		return nil, true
	}
	if err != nil {
		yamlError(from, text, firstLine, err)
		return nil, false
	}
	var second yaml.Node
	if decoder.Decode(&second) == nil {
		from.diags.Warnf(from.at(firstLine, second.Line, second.Column), "many-documents", "keep one document in a file",
			"a second YAML document begins here and is not read")
	}
	if len(document.Content) == 0 {
		return nil, true
	}
	return document.Content[0], true
}

var yamlLine = regexp.MustCompile(`^(?:yaml: )?(?:line (\d+): )?`)

func yamlError(from *source, text []byte, firstLine int, err error) {
	m := yamlLine.FindStringSubmatch(err.Error())
	message := strings.TrimPrefix(err.Error(), m[0])
	line, convErr := strconv.Atoi(m[1])
	if convErr != nil {
		line = 1
	}
	line = min(line, bytes.Count(text, []byte("\n"))+1)
	hint := "write key: value, and put texts that hold a colon or begin with a sign in quotes"
	if strings.Contains(message, "cannot start any token") {
		hint = "indent with spaces, not tabs, and put texts that begin with a sign in quotes"
	}
	from.diags.Errorf(from.at(firstLine, line, 0), "syntax", hint, "not valid YAML: %s", message)
}

// yamlBuilder turns nodes into values and writes aliases out, within bounds.
type yamlBuilder struct {
	*source
	firstLine int
	lines     int
	values    int
	depth     int
	// open are the anchors being written out: one inside itself has no end.
	open   map[*yaml.Node]bool
	failed bool
}

// pos is where a node stands. The parser places what is left out at the end
// of the text on the line behind it.
func (b *yamlBuilder) pos(n *yaml.Node) diag.Pos {
	if n.Line > b.lines {
		return b.at(b.firstLine, b.lines, 0)
	}
	return b.at(b.firstLine, n.Line, n.Column)
}

func (b *yamlBuilder) fail(n *yaml.Node, hint, format string, args ...any) {
	if !b.failed {
		b.diags.Errorf(b.pos(n), "syntax", hint, format, args...)
	}
	b.failed = true
}

// document reads the root, which must be a table.
func (b *yamlBuilder) document(root *yaml.Node) *Table {
	v := b.value(root)
	if v.kind == Null {
		return newTable(b.source, v.Pos)
	}
	if v.kind != Mapping {
		b.fail(root, "write key: value lines; TOML stands between +++ lines", "%s stands here where key: value lines belong", v.kind)
		return nil
	}
	return v.table
}

// value reads a node. Once something failed, it returns null values, so that
// the walk ends.
func (b *yamlBuilder) value(n *yaml.Node) *Value {
	v := &Value{Pos: b.pos(n), src: b.source}
	b.values++
	b.depth++
	defer func() { b.depth-- }()
	switch {
	case b.failed:
	case b.values > maxValues:
		b.fail(n, "use fewer aliases", "the document holds more than %d values once its aliases are written out", maxValues)
	case b.depth > maxDepth:
		b.fail(n, "write it flatter", "values nest more than %d deep here", maxDepth)
	case n.Kind == yaml.AliasNode:
		return b.alias(n)
	case n.Kind == yaml.MappingNode:
		v.kind, v.table = Mapping, b.mapping(n)
	case n.Kind == yaml.SequenceNode:
		v.kind = Array
		for _, item := range n.Content {
			v.items = append(v.items, b.value(item))
		}
	default:
		v.setScalar(n)
	}
	return v
}

func (b *yamlBuilder) alias(n *yaml.Node) *Value {
	if b.open[n.Alias] {
		b.fail(n, "remove the alias", "the alias *%s stands inside what it stands for", n.Value)
		return &Value{Pos: b.pos(n), src: b.source}
	}
	b.open[n.Alias] = true
	defer delete(b.open, n.Alias)
	return b.value(n.Alias)
}

func (b *yamlBuilder) mapping(n *yaml.Node) *Table {
	t := newTable(b.source, b.pos(n))
	var merged []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind == yaml.AliasNode {
			key = key.Alias
		}
		switch {
		case key.Kind != yaml.ScalarNode:
			b.fail(n.Content[i], "write a word before the colon", "a key is not a word")
		case key.ShortTag() == "!!merge":
			merged = append(merged, value)
		case t.fields[key.Value] != nil:
			b.diags.Errorf(b.pos(n.Content[i]), "duplicate-key", "remove one of the two", "%q is written twice; the first, on line %d, counts",
				key.Value, t.fields[key.Value].pos.Line)
		default:
			t.add(key.Value, b.pos(n.Content[i]), b.value(value))
		}
	}
	for _, m := range merged {
		b.merge(t, m)
	}
	return t
}

// merge adds the keys of a << value that the table does not state itself.
func (b *yamlBuilder) merge(t *Table, n *yaml.Node) {
	for _, v := range b.value(n).Items() {
		if v.kind != Mapping {
			b.fail(n, "write << only before an alias of a table", "<< takes over the keys of a table, and this is %s", v.kind)
			return
		}
		for _, key := range v.table.keys {
			if t.fields[key] == nil {
				f := v.table.fields[key]
				t.add(key, f.pos, f.value)
			}
		}
	}
}

// setScalar reads a scalar by its resolved tag. Dates stay texts: what YAML
// takes for UTC, people mean in their own zone.
func (v *Value) setScalar(n *yaml.Node) {
	v.kind, v.raw, v.plain = Text, n.Value, n.Style&^yaml.TaggedStyle == 0
	var err error
	kind := Text
	switch n.ShortTag() {
	case "!!null":
		kind = Null
	case "!!bool":
		kind, err = Boolean, n.Decode(&v.truth)
	case "!!int":
		kind, err = Integer, n.Decode(&v.whole)
	case "!!float":
		kind, err = Decimal, n.Decode(&v.number)
	}
	if err == nil {
		v.kind = kind
	}
}
