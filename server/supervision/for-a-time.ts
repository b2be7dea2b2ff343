import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Job } from '#server/platform/jobs.ts'

/** The end, at the hour that was said, of what was settled for a time: on whichever node is there then. */
export function endingJob({ db }: Ground, name: string, end: (tx: Tx, id: string) => Promise<void>): Job {
  return {
    name,
    async run({ workspaceId, id }) {
      await db.inWorkspace(workspaceId, tx =>
        end(tx, String(id)).catch(error => {
          // Deleted with its team or its person meanwhile.
          if (!(error instanceof NotFound)) throw error
        }),
      )
    },
  }
}
