package preview

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"quarterdeck/generator/site"
)

// policy is the Content-Security-Policy that a published page must live
// under; the preview sends it so that a breach shows while writing.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"

// ServeHTTP answers for the newest site.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	switch {
	case !s.answersTo(r.Host):
		http.Error(w, "This preview answers to localhost only. Another name for this machine must be given to serve with --bind.", http.StatusForbidden)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "This preview only shows pages.", http.StatusMethodNotAllowed)
	case strings.HasPrefix(r.URL.Path, "/_preview/"):
		s.own(w, r)
	default:
		s.page(w, r)
	}
}

// answersTo checks the Host header: a page elsewhere whose name was made to
// lead to this machine must not read the preview.
func (s *Server) answersTo(hostport string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	switch host {
	case "localhost", "127.0.0.1", "::1":
		return true
	case "":
		return false
	}
	bound := strings.ToLower(strings.Trim(s.options.Host, "[]"))
	if ip := net.ParseIP(bound); bound == "" || ip != nil && ip.IsUnspecified() {
		return net.ParseIP(host) != nil
	}
	return host == bound
}

// own answers for the preview's own addresses.
func (s *Server) own(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/_preview/live.js":
		write(w, http.StatusOK, "text/javascript; charset=utf-8", []byte(liveScript))
	case "/_preview/live.css":
		write(w, http.StatusOK, "text/css; charset=utf-8", []byte(liveStyle))
	case "/_preview/state":
		body, err := json.Marshal(s.look().state)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		write(w, http.StatusOK, "application/json", body)
	case "/_preview/events":
		s.events(w, r)
	default:
		http.NotFound(w, r)
	}
}

// page answers for an address of the site. Until the first generation has
// ended the browser waits.
func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	select {
	case <-s.first:
	case <-r.Context().Done():
		return
	}
	v := s.look()
	if v.site == nil {
		s.writePlain(w, http.StatusServiceUnavailable, v, "The site cannot be made yet",
			"Correct what is listed here and save: this page follows.")
		return
	}
	f, redirect, ok := v.site.Resolve(r.URL.Path)
	switch {
	case redirect != "":
		to := url.URL{Path: redirect, RawQuery: r.URL.RawQuery}
		http.Redirect(w, r, to.String(), http.StatusFound)
	case ok && f.Redirect != "":
		http.Redirect(w, r, f.Redirect, http.StatusFound)
	case ok:
		s.writeFile(w, http.StatusOK, v, f)
	default:
		s.notFound(w, v)
	}
}

// notFound shows the site's own page for it.
func (s *Server) notFound(w http.ResponseWriter, v view) {
	if f, ok := v.site.Lookup("404.html"); ok {
		s.writeFile(w, http.StatusNotFound, v, f)
		return
	}
	v.state = state{Generation: v.state.Generation}
	s.writePlain(w, http.StatusNotFound, v, "Nothing stands at this address", "The site has no such page.")
}

// writeFile renders one file of the site. If it cannot, the page says so, and
// the others are none the worse.
func (s *Server) writeFile(w http.ResponseWriter, status int, v view, f site.File) {
	body, err := f.Bytes()
	if err != nil {
		v.state = state{Generation: v.state.Generation, Failure: err.Error()}
		s.writePlain(w, http.StatusInternalServerError, v, "This page cannot be rendered",
			"If a template was changed, correct it and save: this page follows.")
		return
	}
	kind := f.ContentType()
	if strings.HasPrefix(kind, "text/html") {
		body = inject(body, v.edition)
	}
	write(w, status, kind, body)
}

// writePlain shows the page that needs no site.
func (s *Server) writePlain(w http.ResponseWriter, status int, v view, title, advice string) {
	var page bytes.Buffer
	err := s.plain.Execute(&page, map[string]any{"Title": title, "Advice": advice, "State": v.state, "Edition": v.edition})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	write(w, status, "text/html; charset=utf-8", page.Bytes())
}

// inject puts the preview's script at the end of a page.
func inject(page []byte, edition int) []byte {
	script := fmt.Sprintf(`<script src="/_preview/live.js" data-edition="%d" defer></script>`, edition)
	at := bytes.LastIndex(page, []byte("</body>"))
	if at < 0 {
		at = len(page)
	}
	out := make([]byte, 0, len(page)+len(script))
	out = append(out, page[:at]...)
	out = append(out, script...)
	return append(out, page[at:]...)
}

// write sends a whole answer; net/http leaves the body out for HEAD.
func write(w http.ResponseWriter, status int, kind string, body []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // the browser may have left
}
