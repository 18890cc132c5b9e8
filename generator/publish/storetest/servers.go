package storetest

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long a server may take to answer first.
const patience = 60 * time.Second

// Home is the folder with the project's go.mod.
func Home(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, ".ci", "servers", "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("no .ci/servers/go.mod above the test's folder: these tests run inside the repository")
		}
		dir = parent
	}
}

// goServer is the program of one of the servers that .ci/servers/go.mod pins.
// The first use compiles it, which takes minutes; Go keeps it in its build
// cache.
func goServer(t testing.TB, name string) string {
	t.Helper()
	cmd := exec.Command("go", "tool", "-n", name)
	cmd.Dir = filepath.Join(Home(t), ".ci", "servers")
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the test server %s cannot be built (go tool -n %s in .ci/servers): %v\n%s", name, name, err, problems.String())
	}
	return strings.TrimSpace(string(out))
}

// azurite is the program of the Azure emulator, which npm installs.
func azurite(t testing.TB) string {
	t.Helper()
	if p := os.Getenv("QUARTERDECK_AZURITE"); p != "" {
		return p
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	p := filepath.Join(cache, "quarterdeck", "servers", "node_modules", ".bin", "azurite-blob")
	if _, err := os.Stat(p); err != nil {
		t.Fatalf("the Azure emulator is not installed: run \"bash .ci/servers/install\" (it needs Node and npm), " +
			"or name its azurite-blob in QUARTERDECK_AZURITE")
	}
	return p
}

// FreePort is a port nobody listens on.
func FreePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return port
}

// server is a running program.
type server struct {
	name string
	cmd  *exec.Cmd
	done chan struct{}
	mu   sync.Mutex
	said bytes.Buffer
}

// Write keeps what the server says, for a failing test.
func (s *server) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.said.Len() < 64<<10 {
		s.said.Write(p)
	}
	return len(p), nil
}

func (s *server) words() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.said.String()
}

// start runs a server until the test ends and waits until it answers at an
// address: with 200, or with anything if any is set.
func start(t testing.TB, ready string, anyAnswer bool, env []string, program string, args ...string) *server {
	t.Helper()
	s := &server{name: filepath.Base(program), cmd: exec.Command(program, args...), done: make(chan struct{})}
	s.cmd.Env = append(os.Environ(), env...)
	s.cmd.Stdout, s.cmd.Stderr = s, s
	if err := s.cmd.Start(); err != nil {
		t.Fatalf("the test server %s does not start: %v", s.name, err)
	}
	go func() {
		_ = s.cmd.Wait() // it ends by being killed
		close(s.done)
	}()
	t.Cleanup(func() {
		_ = s.cmd.Process.Kill() // gone already is as good
		<-s.done
	})
	s.await(t, ready, anyAnswer)
	return s
}

func (s *server) await(t testing.TB, ready string, anyAnswer bool) {
	t.Helper()
	client := &http.Client{Timeout: 2 * time.Second}
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		select {
		case <-s.done:
			t.Fatalf("the test server %s ended at once:\n%s", s.name, s.words())
		default:
		}
		resp, err := client.Get(ready)
		if err != nil {
			continue
		}
		_, _ = io.Copy(io.Discard, resp.Body) // only that it answers matters
		resp.Body.Close()
		if anyAnswer || resp.StatusCode == http.StatusOK {
			return
		}
	}
	t.Fatalf("the test server %s did not answer at %s:\n%s", s.name, ready, s.words())
}

func loopback(port int) string { return fmt.Sprintf("127.0.0.1:%d", port) }
