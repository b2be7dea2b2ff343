import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hurried, missed, nextOf, type Outbox, refused, restored, sending, sent, written } from './outbox.ts'

const message = (id: string) => ({ id, text: id, files: [] })

/** What becomes of one try: the request is lost, or its answer is, or both arrive, or the server refuses. */
type Fate = 'lost' | 'unanswered' | 'arrived' | 'refused'

/** A server that writes each id once, as ours does. */
function createReceiver() {
  const received: string[] = []
  return {
    received,
    take(id: string, fate: Fate): 'yes' | 'no' | 'silence' {
      if (fate === 'lost') return 'silence'
      if (fate === 'refused' && !received.includes(id)) return 'no'
      if (!received.includes(id)) received.push(id)
      return fate === 'unanswered' ? 'silence' : 'yes'
    },
  }
}

test('whatever the network does, each message arrives once and in the order it was written, refused ones apart', () => {
  const fates = fc.array(fc.constantFrom<Fate>('lost', 'unanswered', 'arrived', 'refused'), { maxLength: 40 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fates, fc.array(fc.nat(60)), (count, given, reloads) => {
      const receiver = createReceiver()
      const ids = Array.from({ length: count }, (_, place) => `m${place}`)
      const away = new Set<string>()
      let outbox: Outbox = []
      for (const id of ids) outbox = written(outbox, message(id))
      let now = 0
      for (let turn = 0; turn < 200; turn++) {
        if (reloads.includes(turn)) outbox = restored(outbox)
        const next = nextOf(outbox, now)
        if (!next) break
        if ('lookAt' in next) {
          expect(next.lookAt).toBeGreaterThan(now)
          now = next.lookAt
          continue
        }
        const { id } = next.send
        outbox = sending(outbox, id)
        expect(nextOf(outbox, now)).toBeUndefined()
        const answer = receiver.take(id, given[turn] ?? 'arrived')
        if (answer === 'yes') outbox = sent(outbox, id)
        else if (answer === 'no') {
          outbox = refused(outbox, id, 'why')
          away.add(id)
        } else outbox = missed(outbox, id, now)
      }
      expect(receiver.received).toEqual(ids.filter(id => !away.has(id)))
      expect(outbox.map(({ id }) => id)).toEqual(ids.filter(id => away.has(id)))
    }),
  )
})

test('the pause between tries grows to half a minute, and ends when the network is back', () => {
  let outbox = written([], message('a'))
  const pauses = Array.from({ length: 8 }, () => {
    outbox = missed(outbox, 'a', 0)
    const next = nextOf(outbox, 0)
    return next && 'lookAt' in next ? next.lookAt : 0
  })
  expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
  expect(nextOf(hurried(outbox), 0)).toMatchObject({ send: { id: 'a' } })
})

test('a clock put back by a day holds no message for a day', () => {
  const day = 86_400_000
  const outbox = missed(written([], message('a')), 'a', 10 * day)
  const next = nextOf(outbox, 9 * day)
  expect(next && 'lookAt' in next && next.lookAt - 9 * day).toBeLessThanOrEqual(30_000)
})

test('a refused message is out of the way, and leaves when its writer asks again', () => {
  let outbox = written(written([], message('a')), message('b'))
  outbox = refused(outbox, 'a', 'too long')
  expect(nextOf(outbox, 0)).toMatchObject({ send: { id: 'b' } })
  outbox = hurried(outbox, 'a')
  expect(nextOf(outbox, 0)).toMatchObject({ send: { id: 'a' } })
})

test('the same message is not written twice', () => {
  const outbox = written([], message('a'))
  expect(written(outbox, message('a'))).toBe(outbox)
})
