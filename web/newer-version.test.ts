import { expect, test } from 'vitest'
import { followUpdates } from './newer-version.ts'

function aPage({ refuses = false } = {}) {
  const kept = new Map<string, string>()
  const page = { target: new EventTarget(), time: 1_000_000, reloads: 0 }
  followUpdates({
    target: page.target,
    storage: {
      getItem: key => kept.get(key) ?? null,
      setItem(key, value) {
        if (refuses) throw new Error('storage refused')
        kept.set(key, value)
      },
    },
    now: () => page.time,
    reload: () => {
      page.reloads += 1
    },
  })
  const miss = () => {
    const event = new Event('vite:preloadError', { cancelable: true })
    page.target.dispatchEvent(event)
    return event.defaultPrevented
  }
  return { page, miss }
}

test('a page whose parts an update has replaced is loaded again, once a minute at most', () => {
  const { page, miss } = aPage()
  expect(miss()).toBe(true)
  expect(miss()).toBe(false)
  expect(page.reloads).toBe(1)
  page.time += 60_001
  expect(miss()).toBe(true)
  expect(page.reloads).toBe(2)
})

test('where nothing can be remembered the error shows, and the page does not circle', () => {
  const { page, miss } = aPage({ refuses: true })
  expect(miss()).toBe(false)
  expect(page.reloads).toBe(0)
})
