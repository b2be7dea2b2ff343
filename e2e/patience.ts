import type { Page, Request } from 'playwright-core'
import { vi } from 'vitest'

/** For `expect.poll`: states are waited for, as long as a slow machine needs, and never slept for. */
export const patiently = { timeout: 40_000, interval: 50 }

/** From now on follows what a page asks of the server; what it gives waits until nothing is being asked. */
export function watchRequests(page: Page): () => Promise<void> {
  const running = new Set<Request>()
  page.on('request', request => {
    if (!request.url().includes('/socket.io/')) running.add(request)
  })
  page.on('requestfinished', request => running.delete(request))
  page.on('requestfailed', request => running.delete(request))
  return async () => {
    let calm = 0
    await vi.waitFor(
      () => {
        // One answer leads to the next question: calm is several looks in a row.
        calm = running.size === 0 ? calm + 1 : 0
        if (calm < 4) throw new Error(`Still asking ${[...running].map(request => request.url()).join(', ')}`)
      },
      { ...patiently, interval: 40 },
    )
  }
}
