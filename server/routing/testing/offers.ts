import { randomUUID } from 'node:crypto'
import { defaultChoices, rulesFrom } from '../defaults.ts'
import type { NewOffer } from '../storing.ts'

/** What channels take of a person where nobody said anything else. */
export const usualChannels = rulesFrom(defaultChoices).channels

/** An offer as the core would make it. */
export const anOffer = (
  itemId: string,
  adviserId: string,
  channel = 'email',
): NewOffer & { channel: string } => ({
  ...{ kind: 'offer', id: randomUUID(), at: Date.now(), itemId, adviserId, channel, suspends: [] },
  why: {
    ...{ rule: 'step', step: 0, score: 0, waitedMs: 0, creditMs: 0, weight: 1, targetMs: 1 },
    ...{ employer: 'house', flexibility: 1, idleMs: 0, unitsUsed: 0 },
  },
})
