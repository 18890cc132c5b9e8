package doc

import (
	"bytes"
	"unicode/utf8"

	"quarterdeck/generator/diag"
)

// Decode returns src without its byte order mark, or reports where it is not
// plain UTF-8 text.
func Decode(file string, src []byte, firstLine int, diags *diag.List) ([]byte, bool) {
	if bytes.HasPrefix(src, []byte{0xFF, 0xFE}) || bytes.HasPrefix(src, []byte{0xFE, 0xFF}) {
		diags.Errorf(diag.Pos{File: file, Line: firstLine, Col: 1}, "encoding", "save it as UTF-8", "the file is UTF-16, not UTF-8")
		return nil, false
	}
	src = bytes.TrimPrefix(src, []byte("\xEF\xBB\xBF"))
	bad := firstBad(src)
	if bad < 0 {
		return src, true
	}
	line, col := lineCol(src, bad)
	at := diag.Pos{File: file, Line: firstLine - 1 + line, Col: col}
	if src[bad] == 0 {
		diags.Errorf(at, "encoding", "replace the file by a text file in UTF-8", "the file holds a NUL byte, so it is not text")
	} else {
		diags.Errorf(at, "encoding", "save the file as UTF-8", "byte 0x%02X is not valid UTF-8", src[bad])
	}
	return nil, false
}

// firstBad is the offset of the first NUL or byte that is not UTF-8, or -1.
func firstBad(src []byte) int {
	nul := bytes.IndexByte(src, 0)
	if utf8.Valid(src) {
		return nul
	}
	for i := 0; i < len(src); {
		r, size := utf8.DecodeRune(src[i:])
		if src[i] == 0 || r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return nul
}

// lineCol is the line and rune column of a byte offset, both from 1.
func lineCol(src []byte, offset int) (line, col int) {
	offset = min(max(offset, 0), len(src))
	for offset > 0 && offset < len(src) && !utf8.RuneStart(src[offset]) {
		offset--
	}
	before := src[:offset]
	start := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte("\n")) + 1, utf8.RuneCount(before[start:]) + 1
}
