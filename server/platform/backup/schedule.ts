import { spawn } from 'node:child_process'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import type { Db } from '../db.ts'
import type { NewId } from '../ids.ts'

/** When backups are made by themselves, and how many stay. */
export interface BackupSchedule {
  folder: string
  /** In UTC. */
  hour: number
  keepDays: number
  keepWeeks: number
}

const shape = /^boucle-(\d{4}-\d\d-\d\d)T\d\d-\d\d-\d\d\.tar\.zst$/

/** The name of a backup made at an instant: sorted by name, they are sorted by time. */
export function backupName(at: Date): string {
  return `boucle-${at.toISOString().slice(0, 19).replaceAll(':', '-')}.tar.zst`
}

/**
 * Which backups of a folder have had their time: the newest of each of the last days stay, and the newest of each of the
 * last weeks. Files with other names are nobody's here.
 */
export function outOfTime(
  names: string[],
  { keepDays, keepWeeks }: Pick<BackupSchedule, 'keepDays' | 'keepWeeks'>,
): string[] {
  const ours = names
    .filter(name => shape.test(name))
    .sort()
    .reverse()
  const newestOf = (key: (day: string) => string, keep: number) => {
    const first = new Map<string, string>()
    for (const name of ours) {
      const group = key(shape.exec(name)![1]!)
      if (!first.has(group)) first.set(group, name)
    }
    return [...first.values()].slice(0, keep)
  }
  const stays = new Set([...newestOf(day => day, keepDays), ...newestOf(weekOf, keepWeeks)])
  return ours.filter(name => !stays.has(name))
}

/** The Monday of a day. */
function weekOf(day: string): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7))
  return date.toISOString().slice(0, 10)
}

/** True when the hour of a day has come and no backup was begun since: also after a night without Boucle. */
export function isDue(now: Date, lastBegun: Date | undefined, hour: number): boolean {
  const due = new Date(now)
  due.setUTCHours(hour, 0, 0, 0)
  if (due > now) due.setUTCDate(due.getUTCDate() - 1)
  return lastBegun === undefined || lastBegun < due
}

export interface BackupsDeps {
  db: Db
  clock: Clock
  newId: NewId
  log: Logger
  /** Makes one, in a process of its own; throws a sentence when it could not. */
  run: (file: string) => Promise<void>
  /** Hears of a failure, once each. */
  onFailure: (error: string) => Promise<void>
}

/** Makes backups by the clock, one node at a time; takes away those that have had their time. */
export function startBackups(schedule: BackupSchedule, deps: BackupsDeps) {
  let running: Promise<void> | undefined
  const look = () => {
    running ??= backUpIfDue(schedule, deps)
      .catch(error => deps.log.error({ error }, 'a scheduled backup'))
      .finally(() => {
        running = undefined
      })
    return running
  }
  const timer = setInterval(look, 60_000)
  timer.unref()
  return {
    look,
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}

async function backUpIfDue(schedule: BackupSchedule, deps: BackupsDeps): Promise<void> {
  const { db, clock, newId } = deps
  const id = newId()
  const at = clock.now()
  const file = join(schedule.folder, backupName(at))
  // The row is the turn: two nodes that look at the same minute begin one backup.
  const isMine = await db.systemTransaction(async tx => {
    await tx.selectFrom('backup_runs').select('id').limit(1).forUpdate().execute()
    const last = await tx
      .selectFrom('backup_runs')
      .select('started_at')
      .orderBy('started_at', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (!isDue(at, last?.started_at, schedule.hour)) return false
    await tx
      .insertInto('backup_runs')
      .values({ id, started_at: at, state: 'running', file: backupName(at) })
      .execute()
    return true
  })
  if (!isMine) return
  try {
    await mkdir(schedule.folder, { recursive: true, mode: 0o700 })
    for (const name of await readdir(schedule.folder))
      if (/^boucle-.*\.tar\.zst\.part$/.test(name)) await rm(join(schedule.folder, name)) // of a run that was killed
    await deps.run(file)
    await end(deps, id, { state: 'done', bytes: (await stat(file)).size })
    for (const name of outOfTime(await readdir(schedule.folder), schedule))
      await rm(join(schedule.folder, name))
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error)
    await end(deps, id, { state: 'failed', error: sentence.slice(0, 500) })
    deps.log.error({ error }, 'the scheduled backup could not be made')
    await deps.onFailure(sentence)
  }
}

async function end(
  { db, clock }: BackupsDeps,
  id: string,
  outcome: { state: 'done' | 'failed'; bytes?: number; error?: string },
): Promise<void> {
  await db.system
    .updateTable('backup_runs')
    .set({ ...outcome, finished_at: clock.now() })
    .where('id', '=', id)
    .execute()
}

/** Runs the command that an operator would type: the same archive, and nothing of it in the server's memory. */
export function backupApart(file: string): Promise<void> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../../backup.ts', import.meta.url)), file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let complaint = ''
  child.stderr.on('data', chunk => {
    complaint += chunk
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', code =>
      code === 0 ? resolve() : reject(new Error(complaint.trim() || `it ended with ${code}`)),
    )
  })
}
