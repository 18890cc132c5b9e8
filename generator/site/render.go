package site

import "fmt"

// Bytes renders the file and turns a panic in a template or chart into an
// error, so that one bad page never takes the others, or a server, with it.
func (f File) Bytes() (body []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			body, err = nil, fmt.Errorf("rendering %s: panic: %v", f.Path, p)
		}
	}()
	body, err = f.Render()
	if err != nil {
		return nil, fmt.Errorf("rendering %s: %w", f.Path, err)
	}
	return body, nil
}
