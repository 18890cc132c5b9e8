package faulttest

import (
	"sync"
	"sync/atomic"
	"testing"

	"quarterdeck/generator/publish/storetest"
	"quarterdeck/generator/publish/wire"
)

// TestReadersMeanwhile has readers follow every link and load every asset while
// editions replace each other. A page that is there is read, then what it names
// is asked for, as a browser does.
func TestReadersMeanwhile(t *testing.T) {
	for _, cloud := range clouds {
		t.Run(cloud.name, func(t *testing.T) {
			c := cloud.start(t)
			proxy := storetest.NewProxy(t, c.Host)
			slow := mustOpen(t, c.Through("site", proxy.Host), wire.Options{})
			direct := mustOpen(t, c.Address("site"), wire.Options{})
			publish(t, direct, edition(1), "1")
			// So slow that readers come by many times while one edition goes up.
			proxy.Add(t, storetest.Latency(60, 30))
			var crawls atomic.Int32
			stop := make(chan struct{})
			var readers sync.WaitGroup
			for range 2 {
				readers.Go(func() { follow(t, direct, stop, &crawls) })
			}
			for n := range 2 * soak() {
				before := crawls.Load()
				publish(t, slow, edition(2+n), "later")
				if crawls.Load() == before {
					t.Error("no reader came by while the edition went up: nothing was tested")
				}
			}
			close(stop)
			readers.Wait()
			t.Logf("%d crawls", crawls.Load())
		})
	}
}
