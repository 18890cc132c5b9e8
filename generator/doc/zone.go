package doc

import (
	"fmt"
	"time"
	_ "time/tzdata" // the same zones on every machine, also one without a zone database
)

// Zone finds a time zone by its name in the IANA database, or UTC. "Local" and
// "" are refused: what they mean differs from machine to machine.
func Zone(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, fmt.Errorf("%q is not the name of a time zone", name)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("%q is not the name of a time zone", name)
	}
	return loc, nil
}
