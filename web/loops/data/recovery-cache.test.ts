import { InfiniteQueryObserver, QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { aRecovery } from '../testing/a-recovery.ts'
import type { Pages } from './placing.ts'
import { createRecoveryCache } from './recovery-cache.ts'

const key = ['recoveries', { input: { state: 'open' } }]

test('an answer that was on its way when somebody acted does not bring back what they closed', async () => {
  const queryClient = new QueryClient()
  const cache = createRecoveryCache(
    queryClient,
    { page: id => ['recovery', id], lists: ['recoveries'], counts: ['counts'] },
    'nora',
  )
  const open = aRecovery({ id: 'a' })
  let onServer = [open]
  const answers: (() => void)[] = []
  const observer = new InfiniteQueryObserver(queryClient, {
    queryKey: key,
    queryFn: () => {
      const told = { items: onServer, next: null }
      return new Promise<typeof told>(resolve => answers.push(() => resolve(told)))
    },
    initialPageParam: undefined,
    getNextPageParam: page => page.next ?? undefined,
  })
  const stop = observer.subscribe(() => undefined)
  const shown = () =>
    queryClient.getQueryData<Pages>(key)?.pages.flatMap(page => page.items.map(({ id }) => id))
  answers.shift()!()
  await expect.poll(shown).toEqual(['a'])

  void cache.reload() // news of somebody else: the question leaves before the act
  await expect.poll(() => answers.length).toBe(1)
  onServer = []
  cache.put({ ...open, state: 'repaired' })
  expect(shown()).toEqual([])
  await expect.poll(() => answers.length).toBe(2)
  for (const answer of answers) answer()
  await expect.poll(() => queryClient.isFetching()).toBe(0)
  expect(shown()).toEqual([])
  stop()
})
