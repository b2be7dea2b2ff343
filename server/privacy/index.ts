import type { FastifyPluginAsync } from 'fastify'
import type { BackupSchedule } from '#server/platform/backup/schedule.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Chores } from '#server/platform/jobs.ts'
import { tellOfBackup } from './backup-failure.ts'
import { exportPlugin } from './export-plugin.ts'
import { endExports, exportJobs } from './exports.ts'
import { remindOfErasures } from './farewell/asking.ts'
import { eraseDueWorkspaces, replayFarewells } from './farewell/erasing.ts'
import { certificatePages } from './farewell/pages.ts'
import { purge } from './purge.ts'
import { remind, type TellAdministrators } from './reminders.ts'
import { type ForgetSent, replayErasures, settleJob } from './replay.ts'
import { privacyRoutes } from './routes.ts'
import type { TellingDeps } from './telling.ts'
import type { ExportDeps } from './workspace-export.ts'

export { checkCertificate } from './farewell/certificate.ts'
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
  const eraseWorkspaces = async () => {
    await remindOfErasures(ground, deps.tellAdministrators)
    return eraseDueWorkspaces(ground, deps)
  }
  const chores: Partial<Chores> = {
    jobs: [settleJob(ground, deps.forgetSent), ...exportJobs(ground, deps)],
    timers: [
      { name: 'privacy.retention', pattern: '11 3 * * *', run: () => purge(ground, deps.tellAdministrators) },
      {
        name: 'privacy.workspaces',
        pattern: '*/10 * * * *',
        run: async () => {
          await eraseWorkspaces()
        },
      },
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
    plugin: (async app => {
      await app.register(exportPlugin(ground))
      await app.register(certificatePages(ground))
    }) satisfies FastifyPluginAsync,
    chores,
    replayErasures: () => replayErasures(ground),
    /** Erases again whole workspaces that a restore brought back. */
    replayFarewells: () => replayFarewells(ground, deps),
    /** Erases the workspaces whose days are over. */
    eraseWorkspaces,
    tellOfBackup: (error: string) => tellOfBackup(ground, deps.tellAdministrators, error),
    remind: () => remind(ground, deps.tellAdministrators),
    purge: () => purge(ground, deps.tellAdministrators),
  }
}
