import type { Ground } from '#server/platform/ground.ts'
import type { Job } from '#server/platform/jobs.ts'
import { runTask, undoTask } from './routes.ts'
import { runImport } from './running.ts'
import { undoImportNow } from './undoing.ts'

/** Imports and their undoing, which go on where they were when they are begun again. */
export const importJobs = (ground: Ground): Job[] => [
  { name: runTask, run: ({ workspaceId, importId }) => runImport(ground, workspaceId, String(importId)) },
  {
    name: undoTask,
    run: ({ workspaceId, importId }) => undoImportNow(ground, workspaceId, String(importId)),
  },
]
