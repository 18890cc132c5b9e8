package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func versionCommand(w *world) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the program's version",
		Long:    "Version prints the program's version, and the Go release and system it was built for.",
		Example: "  quarterdeck version",
		Args:    cobra.NoArgs,
		RunE: runs(func(context.Context) error {
			_, err := fmt.Fprintf(w.stdout, "quarterdeck %s (%s, %s/%s)\n", w.version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		}),
	}
}

// buildVersion is the module's version, or "devel" for a build from a clone.
func buildVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return info.Main.Version
}
