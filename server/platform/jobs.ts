import type { Tx } from './db.ts'
import type { StoredEvent } from './events.ts'

export { prepareJobs, startWorker } from './job-worker.ts'
export { startRelay } from './relay.ts'

/** Work that happens later, in its own transaction. It may run twice after a crash: it must not matter. */
export interface Job {
  name: string
  run(payload: JobPayload): Promise<void>
}

export interface JobPayload {
  workspaceId: string
  [key: string]: unknown
}

/** Hears events of its types, at least once each, in no promised order. */
export interface Subscriber {
  /** Stable: it is part of the names of waiting jobs. */
  name: string
  on: readonly string[]
  handle(event: StoredEvent): Promise<void>
}

/** A job without workspace, by the clock. */
export interface Timer {
  name: string
  /** Cron pattern in UTC, to the minute. */
  pattern: string
  run(): Promise<void>
}

export interface Chores {
  jobs: Job[]
  subscribers: Subscriber[]
  timers: Timer[]
}

/** The chores of several parts as one. */
export function gatherChores(parts: Partial<Chores>[]): Chores {
  return {
    jobs: parts.flatMap(part => part.jobs ?? []),
    subscribers: parts.flatMap(part => part.subscribers ?? []),
    timers: parts.flatMap(part => part.timers ?? []),
  }
}

export interface JobLater {
  task: string
  payload?: Record<string, unknown>
  /** Waiting jobs of one task and key in a workspace are one job: the last one asked for. */
  key?: string
  runAt?: Date
}

/** Asks for a job in the transaction that needs it: it exists if and only if that commits. */
export async function doLater(tx: Tx, { task, payload = {}, key, runAt }: JobLater): Promise<void> {
  // Refused here, where it can be mended: the relay would meet the row again and again.
  if (task.length > 100 || (key && key.length > 300))
    throw new RangeError('a job has a task of at most 100 characters and a key of at most 300')
  await tx
    .insertInto('outbox')
    .values({
      workspace_id: tx.workspaceId,
      task,
      payload: JSON.stringify({ ...payload, workspaceId: tx.workspaceId }),
      job_key: key ?? null,
      run_at: runAt ?? null,
    })
    .execute()
}
