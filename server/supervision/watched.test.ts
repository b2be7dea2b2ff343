import { expect, test } from 'vitest'
import { contract } from '#contract/index.ts'
import { alertFigures } from '#contract/supervision.ts'
import { webhookEvents } from '#contract/webhook-events.ts'
import { workStatuses } from '#contract/work.ts'
import { internalEvents } from '#server/platform/event-types.ts'

test('EMP-5: no event and no status tells of keys, of the mouse, of pictures of a screen or of idleness', () => {
  const watching = /idle_(time|seconds|ms)|inactiv|keystroke|keyboard|mouse|screenshot|webcam|activity/i
  const told = [...Object.keys(webhookEvents), ...Object.keys(internalEvents)]
  expect(told.length).toBeGreaterThan(100)
  expect([...told, ...workStatuses].filter(name => watching.test(name))).toEqual([])
})

test('Q23: nothing that is watched or aimed at is how long somebody takes', () => {
  expect(alertFigures.filter(name => /handling|aht|duration|occupancy/i.test(name))).toEqual([])
  expect(Object.keys(contract.supervision)).not.toContain('ranking')
})
