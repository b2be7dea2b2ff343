import type { Tx } from '#server/platform/db.ts'
import type { EventActor } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Chores } from '#server/platform/jobs.ts'
import { type HandBack, returnUnanswered } from './asking.ts'
import { bringHome, type HomeDeps } from './coming-home.ts'
import type { TransferDeps } from './handing-on.ts'
import { transferRoutes } from './routes.ts'

export type { HomeDeps } from './coming-home.ts'
export { requireAgreed, type TransferDeps } from './handing-on.ts'

/** Requests that people hand on, and what becomes of those that nobody takes. */
export function createTransfers(ground: Ground, deps: TransferDeps & HomeDeps & { handBack: HandBack }) {
  const chores: Partial<Chores> = {
    timers: [
      {
        name: 'routing.transfers',
        pattern: '* * * * *',
        /** Where routing was switched off meanwhile, nobody is asked any more. */
        async run() {
          const those = await ground.db.system
            .selectFrom('transfers')
            .select('workspace_id')
            .distinct()
            .where('state', '=', 'asked')
            .where('workspace_id', 'not in', query => query.selectFrom('dispatchers').select('workspace_id'))
            .execute()
          for (const { workspace_id } of those) await returnUnanswered(ground, deps.handBack, workspace_id)
        },
      },
    ],
  }
  return {
    router: transferRoutes(ground, deps),
    chores,
    /** Takes what became a complaint from a partner that may have none. */
    bringHome: (tx: Tx, by: EventActor, conversationId: string) =>
      bringHome(ground, deps, tx, by, conversationId),
  }
}
