import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSorted } from './sorted.ts'
import { createTimers } from './timers.ts'

test('things come and go, and stand in their order all the while', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 300 })), { maxLength: 600 }),
      acts => {
        const sorted = createSorted<number>((one, other) => one - other)
        const naive = new Set<number>()
        for (const [comes, thing] of acts) {
          if (comes && !naive.has(thing)) sorted.add(thing)
          else if (!comes) sorted.remove(thing)
          if (comes) naive.add(thing)
          else naive.delete(thing)
        }
        const all = [...naive].sort((one, other) => one - other)
        const visited: number[] = []
        sorted.visit(thing => {
          visited.push(thing)
          return false
        })
        expect(visited).toEqual(all)
        expect(sorted.size).toBe(all.length)
        expect(sorted.first()).toBe(all[0])
        for (const [place, thing] of all.entries()) expect(sorted.before(thing)).toBe(place)
      },
    ),
  )
})

test('timers are due in their order, those of one instant as they were said, whatever was asked between', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 3000 })), {
        maxLength: 200,
      }),
      acts => {
        const timers = createTimers<number>(() => false)
        let waiting: { at: number; thing: number }[] = []
        let now = 0
        for (const [thing, [later, passes]] of acts.entries()) {
          timers.add(now + later, thing)
          waiting.push({ at: now + later, thing })
          waiting.sort((one, other) => one.at - other.at || one.thing - other.thing)
          expect(timers.next()).toBe(waiting[0]!.at)
          now += passes
          const due = []
          for (let one = timers.due(now); one; one = timers.due(now)) due.push(one.thing)
          expect(due).toEqual(waiting.filter(({ at }) => at <= now).map(one => one.thing))
          waiting = waiting.filter(({ at }) => at > now)
        }
      },
    ),
  )
})
