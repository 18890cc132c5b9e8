package wire

import (
	"context"
	"sync"
)

// atOnce is how many single deletions run side by side.
const atOnce = 16

// Each does something to every key, several at once, and returns the errors by
// key. A missing object is no error.
func Each(ctx context.Context, keys []string, do func(context.Context, string) error) map[string]error {
	var mu sync.Mutex
	failed := map[string]error{}
	var wait sync.WaitGroup
	slots := make(chan struct{}, atOnce)
	for _, key := range keys {
		slots <- struct{}{}
		wait.Go(func() {
			defer func() { <-slots }()
			if err := do(ctx, key); err != nil && !IsNotFound(err) {
				mu.Lock()
				defer mu.Unlock()
				failed[key] = err
			}
		})
	}
	wait.Wait()
	return failed
}
