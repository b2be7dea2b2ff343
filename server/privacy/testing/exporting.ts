import type { Ground } from '#server/platform/ground.ts'
import { type ExportManifest, writeWorkspace } from '../workspace-export.ts'

export { importWorkspace, oldestShape } from '../workspace-import.ts'

/** Writes an export without asking for it. */
export function writeWorkspaceForTests(
  ground: Ground,
  databaseUrl: string,
  path: string,
  workspaceId: string,
): Promise<ExportManifest> {
  return writeWorkspace(ground, { databaseUrl, version: '0.0.0' }, path, workspaceId, async () => {})
}
