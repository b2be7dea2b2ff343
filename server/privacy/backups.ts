import type { Backups } from '#contract/privacy.ts'
import type { BackupSchedule } from '#server/platform/backup/schedule.ts'
import type { Tx } from '#server/platform/db.ts'

/** The backups that were made by the clock, and whether one can rely on them. */
export async function backupsOf(tx: Tx, now: Date, schedule: BackupSchedule | undefined): Promise<Backups> {
  const runs = await tx
    .selectFrom('backup_runs')
    .select(['started_at', 'finished_at', 'state', 'file', 'bytes', 'error'])
    .orderBy('started_at', 'desc')
    .limit(10)
    .execute()
  return {
    schedule: schedule
      ? { hour: schedule.hour, keepDays: schedule.keepDays, keepWeeks: schedule.keepWeeks }
      : null,
    health: healthOf(runs, now, schedule !== undefined),
    runs: runs.map(({ started_at, finished_at, ...run }) => ({
      ...run,
      startedAt: started_at.toISOString(),
      finishedAt: finished_at?.toISOString() ?? null,
    })),
  }
}

/** Late after a day and a half without one that succeeded; failing when the last did not. */
export function healthOf(
  runs: { state: 'running' | 'done' | 'failed'; started_at: Date }[],
  now: Date,
  isScheduled: boolean,
): Backups['health'] {
  if (!isScheduled) return 'off'
  const ended = runs.filter(({ state }) => state !== 'running')
  if (ended.length === 0) return 'never'
  if (ended[0]!.state === 'failed') return 'failing'
  return now.getTime() - ended[0]!.started_at.getTime() > 36 * 3_600_000 ? 'late' : 'fresh'
}
