import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Chores } from '#server/platform/jobs.ts'
import { merge } from './merge.ts'
import { propose, provenPairs } from './proposals.ts'

/** What may make two cards look like one person, or end it. */
const heard = [
  'contact.created',
  'contact.updated',
  'contact.merged',
  'contact.unmerged',
  'identity.added',
  'identity.removed',
  'identity.verified',
  'record.updated',
] as const

export interface MergingSettings {
  /** Merges cards whose number is proved on both by itself. */
  mergesVerified: boolean
}

/** Looks for duplicates of whoever changed; merges those whose number is proved on both, where that is wanted. */
export function mergingChores(
  ground: Ground,
  settings: (tx: Tx) => Promise<MergingSettings>,
): Pick<Chores, 'subscribers'> {
  return {
    subscribers: [
      {
        name: 'contacts.duplicates',
        on: heard,
        handle: event =>
          ground.db.inWorkspace(event.workspaceId, async tx => {
            const only = [event.contactId ?? event.subject.id, ...fromId(event.data)]
            await propose(tx, ground.clock.now(), only)
            if (!(await settings(tx)).mergesVerified) return
            const [pair] = await provenPairs(tx, only)
            // One at a time: the merge is itself heard, and what is left is looked at again.
            if (pair) await merge(ground, tx, system, { ...pair, chosen: [], because: 'verified' })
          }),
      },
    ],
  }
}

const fromId = (data: Record<string, unknown>) => (typeof data.fromId === 'string' ? [data.fromId] : [])
