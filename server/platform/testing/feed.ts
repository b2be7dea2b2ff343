import { setTimeout as pause } from 'node:timers/promises'
import { pino } from 'pino'
import { systemClock } from '../clock.ts'
import { type Db, openDb } from '../db.ts'
import { createRecordEvent, system } from '../events.ts'
import { createIds } from '../ids.ts'
import type { TestDatabase } from './postgres.ts'

const newId = createIds(systemClock)

/** A log that says nothing. */
export const silentLog = pino({ level: 'silent' })

/** What it takes to write events of workspaces that have nothing else, as one node does. */
export function openNode({ url, appUrl }: TestDatabase, size = 10) {
  const db = openDb({ appUrl, systemUrl: url, size })
  return { db, recordEvent: createRecordEvent(newId, () => new Date()), newId, close: () => db.close() }
}

export type Node = ReturnType<typeof openNode>

interface Burst {
  writers: number
  transactionsEach: number
  /** Chance that a transaction is held open before its commit, and for how long at most. */
  heldChance?: number
  heldMs?: number
  rollbackChance?: number
  random?: () => number
}

export interface Written {
  id: string
  writer: number
  count: number
}

/** Many writers at once in one workspace; returns what was committed, and how many transactions were not. */
export async function writeBurst(
  { db, recordEvent }: Node,
  workspaceId: string,
  { writers, transactionsEach, heldChance = 0, heldMs = 0, rollbackChance = 0, random = Math.random }: Burst,
): Promise<{ written: Written[]; rolledBack: number }> {
  const written: Written[] = []
  let rolledBack = 0
  const write = async (writer: number) => {
    let count = 0
    for (let turn = 0; turn < transactionsEach; turn++) {
      const mine: Written[] = []
      const events = 1 + Math.floor(random() * 3)
      const given = db.inWorkspace(workspaceId, async tx => {
        for (let n = 0; n < events; n++) {
          const data = { writer, count: count + n }
          const id = await recordEvent(tx, {
            type: 'test.happened',
            actor: system,
            subject: { kind: 'test', id: newId() },
            data,
          })
          mine.push({ id, ...data })
        }
        if (random() < heldChance) await pause(20 + random() * (heldMs - 20))
        if (random() < rollbackChance) throw new Changed()
      })
      try {
        await given
        written.push(...mine)
        count += events
      } catch (error) {
        if (!(error instanceof Changed)) throw error
        rolledBack += 1
      }
    }
  }
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)))
  return { written, rolledBack }
}

/** Someone changed their mind: the transaction is rolled back. */
class Changed extends Error {}

/** Writes a number of events in as few transactions as they fit in. */
export async function writeMany({ db, recordEvent }: Node, workspaceId: string, events: number) {
  await db.inWorkspace(workspaceId, async tx => {
    for (let n = 0; n < events; n++)
      await recordEvent(tx, {
        type: 'test.happened',
        actor: system,
        subject: { kind: 'test', id: newId() },
        data: { n },
      })
  })
}

/** Waits until something is true, or fails by saying what was not. */
export async function eventually(what: string, isTrue: () => boolean | Promise<boolean>, withinMs = 10_000) {
  const end = Date.now() + withinMs
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`in ${withinMs} ms it did not come true that ${what}`)
    await pause(10)
  }
}

/** The whole feed of a workspace, in order. */
export async function feedOf(db: Db, workspaceId: string): Promise<{ seq: number; event_id: string }[]> {
  return db.system
    .selectFrom('feed')
    .select(['seq', 'event_id'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('seq')
    .execute()
}
