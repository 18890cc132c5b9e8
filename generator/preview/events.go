package preview

import (
	"fmt"
	"net/http"
	"strconv"
)

// events tells an open page, as server-sent events, when to reload and when to
// ask for the state again. The page says which edition of the site it is from,
// so that no change is missed between its loading and its listening:
//
//	event: reload   another edition is served now
//	event: state    generating ended without a new edition
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	shown, err := strconv.Atoi(r.URL.Query().Get("edition"))
	if err != nil {
		http.Error(w, "edition must be a number", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	told := 0
	for {
		v := s.look()
		switch {
		case v.edition != shown:
			shown = v.edition
			fmt.Fprintf(w, "event: reload\ndata: %d\n\n", v.edition)
		case v.state.Generation != told:
			fmt.Fprintf(w, "event: state\ndata: %d\n\n", v.state.Generation)
		default:
			fmt.Fprint(w, ": listening\n\n")
		}
		told = v.state.Generation
		if out.Flush() != nil {
			return
		}
		select {
		case <-v.changed:
		case <-r.Context().Done():
			return
		}
	}
}
