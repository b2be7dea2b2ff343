import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { inBatches } from './batches.ts'

test('what comes while some are being done goes together, in order and at most so many at once', async () => {
  const done: number[][] = []
  const double = inBatches<number, number>({
    take: waiting => Math.min(3, waiting.length),
    work: async (_key, items) => {
      await pause(5)
      done.push(items)
      return items.map(item => item * 2)
    },
  })
  const first = double('a', 1)
  await pause(2)
  const others = [2, 3, 4, 5].map(item => double('a', item))
  expect(await Promise.all([first, ...others])).toEqual([2, 4, 6, 8, 10])
  expect(done).toEqual([[1], [2, 3, 4], [5]])
})

test('keys do not wait for each other', async () => {
  const gate = Promise.withResolvers<void>()
  const run = inBatches<string, string>({
    take: waiting => waiting.length,
    work: async (key, items) => {
      if (key === 'slow') await gate.promise
      return items
    },
  })
  const slow = run('slow', 'first')
  expect(await run('quick', 'second')).toBe('second')
  gate.resolve()
  expect(await slow).toBe('first')
})

test('one that fails suffers alone, and what comes after it is done', async () => {
  const run = inBatches<number, number>({
    take: waiting => waiting.length,
    work: async (_key, items) => {
      if (items.includes(13)) throw new Error('thirteen')
      return items
    },
  })
  const outcomes = await Promise.allSettled([1, 13, 2].map(item => run('a', item)))
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(await run('a', 3)).toBe(3)
})
