package faulttest

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"quarterdeck/generator/publish/deploy"
	"quarterdeck/generator/publish/s3"
	"quarterdeck/generator/publish/storetest"
	"quarterdeck/generator/publish/wire"
	"quarterdeck/generator/site"
)

// many is the size of a large site: quarters of teams with their data, 4 KiB
// an object.
const many = 10_000

// BenchmarkPublish measures a site of 10,000 objects on a server of this
// machine: published first, published again without a change, and with one page
// changed. QUARTERDECK_RCLONE names an rclone to run beside it on the same
// server and the same files:
//
//	QUARTERDECK_RCLONE=$(command -v rclone) go test ./generator/publish/faulttest -run - -bench Publish -benchtime 1x
func BenchmarkPublish(b *testing.B) {
	dir := b.TempDir()
	fill(b, dir)
	b.Run("quarterdeck", func(b *testing.B) { stages(b, dir, deployer(b, dir)) })
	if program := os.Getenv("QUARTERDECK_RCLONE"); program != "" {
		b.Run("rclone", func(b *testing.B) { stages(b, dir, rclone(b, dir, program)) })
	}
}

func name(i int) string {
	return fmt.Sprintf("20%02d-q%d/team%02d/page%02d.html", i/2000+20, i/500%4+1, i/20%25, i%20)
}

func fill(b *testing.B, dir string) {
	b.Helper()
	for i := range many {
		file := filepath.Join(dir, name(i))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			b.Fatal(err)
		}
		text := fmt.Sprintf("<!doctype html><title>%d</title>", i)
		if err := os.WriteFile(file, []byte(text+strings.Repeat("x", 4096-len(text))), 0o644); err != nil {
			b.Fatal(err)
		}
	}
}

// publisher publishes the folder and tells how many bytes it sent, -1 if it
// does not know.
type publisher func(b *testing.B) int64

// stages measures the three cases on a server of their own.
func stages(b *testing.B, dir string, start func(storetest.Cloud) publisher) {
	cloud := storetest.S3(b)
	run := start(cloud)
	page := filepath.Join(dir, name(4711))
	for _, stage := range []struct {
		name    string
		prepare func() error
	}{
		{"first", func() error { return nil }},
		{"unchanged", func() error { return nil }},
		{"one page", func() error {
			text, err := os.ReadFile(page)
			if err != nil {
				return err
			}
			text[len(text)-1] ^= 1
			return os.WriteFile(page, text, 0o644)
		}},
	} {
		b.Run(stage.name, func(b *testing.B) {
			if b.N > 1 {
				b.Fatal("run with -benchtime 1x: a first publish is the first once")
			}
			if err := stage.prepare(); err != nil {
				b.Fatal(err)
			}
			before := requests(b, cloud)
			b.ResetTimer()
			sent := run(b)
			b.StopTimer()
			b.ReportMetric(float64(requests(b, cloud)-before), "requests")
			if sent >= 0 {
				b.ReportMetric(float64(sent)/1e6, "MB-sent")
			}
			b.ReportMetric(b.Elapsed().Seconds(), "s")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// requests are those the server has answered.
func requests(b *testing.B, cloud storetest.Cloud) int {
	b.Helper()
	log, err := os.ReadFile(cloud.Log)
	if err != nil && !os.IsNotExist(err) {
		b.Fatal(err)
	}
	return bytes.Count(log, []byte("\n"))
}

func deployer(b *testing.B, dir string) func(storetest.Cloud) publisher {
	var files []site.File
	for i := range many {
		files = append(files, site.File{Path: name(i), Render: func() ([]byte, error) { return os.ReadFile(filepath.Join(dir, name(i))) }})
	}
	return func(cloud storetest.Cloud) publisher {
		return func(b *testing.B) int64 {
			st, err := s3.Open(b.Context(), cloud.Address("quarterdeck"), wire.Options{})
			if err != nil {
				b.Fatal(err)
			}
			o := options(b.Name())
			o.Jobs = 16
			r, err := deploy.Publish(b.Context(), st, files, o)
			if err != nil {
				b.Fatal(err)
			}
			return r.Sent
		}
	}
}

func rclone(b *testing.B, dir, program string) func(storetest.Cloud) publisher {
	return func(cloud storetest.Cloud) publisher {
		return func(b *testing.B) int64 {
			target := fmt.Sprintf(":s3,provider=Other,env_auth=true,region=us-east-1,force_path_style=true,no_check_bucket=true,endpoint='http://%s':%s/rclone",
				cloud.Host, storetest.Bucket)
			cmd := exec.Command(program, "sync", dir, target, "--config", os.DevNull, "--checksum", "--fast-list", "--transfers", "16", "--checkers", "16")
			if out, err := cmd.CombinedOutput(); err != nil {
				b.Fatalf("rclone: %v\n%s", err, out)
			}
			return -1
		}
	}
}
