import { expect, test } from 'vitest'
import type { Queue } from '../../../contract/queues.ts'
import { neverOverflows, newNeed, newStep, toQueue, toValues } from './queue-values.ts'

const kept: Queue = {
  ...{ teamId: 'team', name: 'Boutique', version: 3, waiting: 2, available: 1, people: 4, positions: null },
  ...{ way: 'push', autoAccept: true },
  needs: [{ skillId: 'mourning', level: 3, reasonIds: ['order'] }],
  steps: [
    {
      ...{ afterSeconds: 90, teamIds: ['centre'], siteIds: [], partnerIds: [] },
      ...{ anyLanguage: true, anySkill: false },
    },
  ],
  overflow: { teamId: 'centre', afterSeconds: 1800, moreThan: null, whenClosed: true, whenNobody: false },
}

test('a queue is kept as its form shows it', () => {
  const { way, autoAccept, needs, steps, overflow } = kept
  expect(toValues(kept)).toMatchObject({
    steps: [{ minutes: 1.5 }],
    overflowMinutes: 30,
    overflowMoreThan: '',
  })
  expect(toQueue(toValues(kept))).toEqual({ way, autoAccept, needs, steps, overflow })
})

test('a line that names no skill asks nothing, and a queue without a team overflows into none', () => {
  const values = { ...toValues(kept), needs: [newNeed()], steps: [newStep()], overflowTeamId: null }
  expect(toQueue(values)).toMatchObject({ needs: [], steps: [{ afterSeconds: 600 }], overflow: null })
})

test('a team without a moment is pointed out', () => {
  const values = toValues({ ...kept, overflow: { ...kept.overflow!, afterSeconds: null, whenClosed: false } })
  expect(neverOverflows(values)).toBe(true)
  expect(neverOverflows({ ...values, overflowNobody: true })).toBe(false)
  expect(neverOverflows({ ...values, overflowTeamId: null })).toBe(false)
})
