import type { BackupSchedule } from '#server/platform/backup/schedule.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Chores } from '#server/platform/jobs.ts'
import { tellOfBackup } from './backup-failure.ts'
import { exportPlugin } from './export-plugin.ts'
import { endExports, exportJobs } from './exports.ts'
import { purge } from './purge.ts'
import { remind, type TellAdministrators } from './reminders.ts'
import { type ForgetSent, replayErasures, settleJob } from './replay.ts'
import { privacyRoutes } from './routes.ts'
import type { TellingDeps } from './telling.ts'
import type { ExportDeps } from './workspace-export.ts'

export type { TellAdministrators } from './reminders.ts'
export { importWorkspace } from './workspace-import.ts'

export interface PrivacyDeps extends ExportDeps, TellingDeps {
  tellAdministrators: TellAdministrators
  forgetSent: ForgetSent
  /** What the operator has set about backups, to show it. */
  backups: BackupSchedule | undefined
}

/** What people may ask about their data: why it is kept, a copy of it, its end; and how long it stays by itself. */
export function createPrivacy(ground: Ground, deps: PrivacyDeps) {
  const chores: Partial<Chores> = {
    jobs: [settleJob(ground, deps.forgetSent), ...exportJobs(ground, deps)],
    timers: [
      { name: 'privacy.retention', pattern: '11 3 * * *', run: () => purge(ground, deps.tellAdministrators) },
      { name: 'privacy.exports', pattern: '*/10 * * * *', run: () => endExports(ground) },
      {
        name: 'privacy.reminders',
        pattern: '5 * * * *',
        run: async () => {
          await remind(ground, deps.tellAdministrators)
        },
      },
    ],
  }
  return {
    router: privacyRoutes(ground, deps),
    plugin: exportPlugin(ground),
    chores,
    replayErasures: () => replayErasures(ground),
    tellOfBackup: (error: string) => tellOfBackup(ground, deps.tellAdministrators, error),
    remind: () => remind(ground, deps.tellAdministrators),
    purge: () => purge(ground, deps.tellAdministrators),
  }
}
