const memory = 'boucle.reloaded'
const restMs = 60_000

/**
 * A page opened before an update asks for parts that the server no longer has: it is loaded again, as the newer version.
 * At most once a minute, so that a part which is truly missing shows its error instead of a page that reloads for ever.
 */
export function followUpdates({
  target,
  storage,
  now,
  reload,
}: {
  target: EventTarget
  storage: Pick<Storage, 'getItem' | 'setItem'>
  now: () => number
  reload: () => void
}): void {
  target.addEventListener('vite:preloadError', event => {
    try {
      if (now() - Number(storage.getItem(memory) ?? 0) < restMs) return
      storage.setItem(memory, String(now()))
    } catch {
      return // nowhere to remember that we did: better the error than a circle
    }
    event.preventDefault()
    reload()
  })
}
