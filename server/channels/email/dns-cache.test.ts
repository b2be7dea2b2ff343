import { expect, test } from 'vitest'
import { rememberingDns } from './dns-cache.ts'

function asking(answers: Record<string, string | (() => string)>) {
  const asked: string[] = []
  let now = 0
  const resolver = rememberingDns(
    async name => {
      asked.push(name)
      const answer = answers[name]
      if (answer === undefined) throw Object.assign(new Error('none'), { code: 'ENOTFOUND' })
      return [[typeof answer === 'function' ? answer() : answer]]
    },
    { now: () => new Date(now) },
  )
  return {
    asked,
    ask: (name: string) => resolver(name, 'TXT').catch(error => error.code),
    later: (ms: number) => {
      now += ms
    },
  }
}

test('an answer, or that there is none, is remembered for a minute, however the name is written', async () => {
  const { ask, asked, later } = asking({ 'a.test': 'v=spf1 -all' })
  expect([await ask('a.test'), await ask('A.test'), await ask('b.test'), await ask('b.test')]).toEqual([
    [['v=spf1 -all']],
    [['v=spf1 -all']],
    'ENOTFOUND',
    'ENOTFOUND',
  ])
  expect(asked).toEqual(['a.test', 'b.test'])
  later(60_001)
  await ask('a.test')
  expect(asked).toEqual(['a.test', 'b.test', 'a.test'])
})

test('a failure of the network is asked again, and a question under way is asked once', async () => {
  let isDown = true
  const { ask, asked } = asking({
    'a.test': () => {
      if (isDown) throw Object.assign(new Error('down'), { code: 'ESERVFAIL' })
      return 'v=spf1 -all'
    },
  })
  expect(await Promise.all([ask('a.test'), ask('a.test')])).toEqual(['ESERVFAIL', 'ESERVFAIL'])
  expect(asked).toHaveLength(1)
  isDown = false
  expect(await ask('a.test')).toEqual([['v=spf1 -all']])
})
