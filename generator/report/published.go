package report

import (
	"reflect"
	"time"
)

// Everyone is the mark of a field that every audience sees. The tag audience
// holds it, or the name of the part of the reports that the field belongs to.
// A field without the tag is for internal readers alone, so that a new one is
// hidden until somebody decides about it.
const Everyone = "public"

// Sees tells whether the edition's readers see a field.
func (e *Edition) Sees(f reflect.StructField) bool {
	if e == nil {
		return true
	}
	tag := f.Tag.Get("audience")
	return f.IsExported() && (tag == Everyone || tag != "" && e.Parts[tag])
}

// For is the book as an edition's readers see it: a copy in which whatever they
// do not see is zero. What the reports share stays shared in the copy.
func (b *Book) For(e *Edition) *Book {
	if e == nil {
		return b
	}
	p := publisher{edition: e, made: map[pointee]reflect.Value{}, whole: map[reflect.Type]bool{}}
	return p.copy(reflect.ValueOf(b)).Interface().(*Book)
}

// publisher copies values without what an edition hides.
type publisher struct {
	edition *Edition
	// made are the copies of pointers, whole the types that nothing is hidden
	// in, which need no copy.
	made  map[pointee]reflect.Value
	whole map[reflect.Type]bool
}

// pointee is what a pointer leads to.
type pointee struct {
	at uintptr
	of reflect.Type
}

func (p publisher) copy(v reflect.Value) reflect.Value {
	if p.isWhole(v.Type()) {
		return v
	}
	switch v.Kind() {
	case reflect.Pointer:
		return p.pointer(v)
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(p.copy(v.Index(i)))
		}
		return out
	case reflect.Struct:
		return p.structure(v)
	}
	return reflect.Zero(v.Type()) // nothing in a report is of another kind
}

func (p publisher) pointer(v reflect.Value) reflect.Value {
	if v.IsNil() {
		return v
	}
	at := pointee{v.Pointer(), v.Type()}
	if out, ok := p.made[at]; ok {
		return out
	}
	out := reflect.New(v.Type().Elem())
	p.made[at] = out
	out.Elem().Set(p.copy(v.Elem()))
	return out
}

func (p publisher) structure(v reflect.Value) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	for i := range v.NumField() {
		if p.edition.Sees(v.Type().Field(i)) {
			out.Field(i).Set(p.copy(v.Field(i)))
		}
	}
	if d, ok := out.Addr().Interface().(*Document); ok {
		d.Audience = p.edition.Audience
	}
	return out
}

// isWhole tells whether values of a type hold nothing that is hidden. A type
// that is still being looked at is taken not to be.
func (p publisher) isWhole(t reflect.Type) bool {
	if whole, known := p.whole[t]; known {
		return whole
	}
	p.whole[t] = false
	whole := true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		whole = p.isWhole(t.Elem())
	case reflect.Struct:
		whole = isOpaque(t) || t != reflect.TypeFor[Document]() && p.fieldsWhole(t)
	case reflect.Map, reflect.Interface, reflect.Func, reflect.Chan, reflect.Array, reflect.UnsafePointer:
		whole = false
	}
	p.whole[t] = whole
	return whole
}

func (p publisher) fieldsWhole(t reflect.Type) bool {
	for i := range t.NumField() {
		if f := t.Field(i); !p.edition.Sees(f) || !p.isWhole(f.Type) {
			return false
		}
	}
	return true
}

// isOpaque tells values that are one thing to a reader, whatever they consist of.
func isOpaque(t reflect.Type) bool {
	switch t {
	case reflect.TypeFor[time.Time](), reflect.TypeFor[time.Location](), reflect.TypeFor[Edition]():
		return true
	}
	return false
}
