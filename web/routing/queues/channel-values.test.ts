import { expect, test } from 'vitest'
import { toChannel, toValues } from './channel-values.ts'

const kept = {
  ...{ units: 12, parkedUnits: 0, quietMinutes: 5, most: 8, interrupts: [], offerSeconds: null },
  ...{ ownerMinutes: 240, languageMinutes: 90, targetMinutes: 2880 },
}

test('a mail is thought of in hours, a chat in minutes, and both are kept as they were', () => {
  expect(toValues('email', kept)).toMatchObject({ owner: 4, language: 1.5, target: 48, offerSeconds: '' })
  expect(toValues('chat', kept)).toMatchObject({ owner: 240, target: 2880 })
  for (const channel of ['chat', 'email'] as const)
    expect(toChannel(channel, toValues(channel, kept))).toEqual(kept)
  expect(toChannel('email', { ...toValues('email', kept), offerSeconds: 45, owner: 0.5 })).toMatchObject({
    offerSeconds: 45,
    ownerMinutes: 30,
  })
})
