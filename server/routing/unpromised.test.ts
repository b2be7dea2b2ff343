import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createUnpromised } from './unpromised.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('E47: a request whose promise is being counted is read again until it is, together with others, and not for ever', () => {
  const reads: string[][] = []
  const found = ['f']
  const unpromised = createUnpromised(
    ids => reads.push(ids),
    id => !found.includes(id),
  )
  unpromised.wasRead('a', true)
  unpromised.wasRead('b', true)
  unpromised.wasRead('c', false)
  unpromised.wasRead('f', true)
  vi.advanceTimersByTime(1000)
  expect(reads).toEqual([['a', 'b']])
  unpromised.wasRead('a', false)
  unpromised.wasRead('b', true)
  vi.advanceTimersByTime(1000)
  expect(reads).toEqual([['a', 'b'], ['b']])
  unpromised.wasRead('b', false)
  // One that nobody ever counts.
  let times = 0
  const hopeless = createUnpromised(
    () => {
      times += 1
      hopeless.wasRead('e', true)
    },
    () => true,
  )
  hopeless.wasRead('e', true)
  vi.advanceTimersByTime(60_000)
  expect(times).toBe(10)
  const before = reads.length
  unpromised.wasRead('d', true)
  unpromised.stop()
  vi.advanceTimersByTime(1000)
  expect(reads).toHaveLength(before)
})
