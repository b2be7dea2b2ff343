import type { Config } from './config.ts'
import { type DataFolder, DataFolderBusy, openDataFolder } from './data-folder.ts'
import { startEmbeddedPostgres } from './postgres.ts'
import type { PostgresLog } from './postgres-server.ts'

const quiet: PostgresLog = { info() {}, warn() {}, error() {} }

/** A database that a command works on beside the program, as its owner. */
export interface ReachedDatabase {
  /** Direct: past any pooler. */
  url: string
  leave(): Promise<void>
}

/** The running database, or the one of the data folder woken for a moment; `alone`: never beside a running Boucle. */
export async function reachDatabase(
  { database, dataDir }: Pick<Config, 'database' | 'dataDir'>,
  { alone = false } = {},
): Promise<ReachedDatabase> {
  if (database.kind === 'server') return { url: database.directUrl, leave: async () => {} }
  const ours = alone ? openDataFolder(dataDir) : takeUnlessRunning(dataDir)
  try {
    const postgres = await startEmbeddedPostgres({ dataDir, log: quiet, borrow: !ours })
    return {
      url: postgres.url(),
      async leave() {
        await postgres.stop()
        ours?.release()
      },
    }
  } catch (error) {
    ours?.release()
    throw error
  }
}

function takeUnlessRunning(dataDir: string): DataFolder | undefined {
  try {
    return openDataFolder(dataDir)
  } catch (error) {
    if (error instanceof DataFolderBusy) return undefined
    throw error
  }
}
