import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../postgres.ts'
import { prepareTemplate, quietLog } from './postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the run's server, as its owner, database `boucle`. */
    postgresUrl: string
  }
}

/** Starts one PostgreSQL for the whole run, with a migrated template, and removes it at the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'boucle-tests-'))
  // The database's account must be able to pass through, not to list.
  await chmod(dataDir, 0o711)
  const remove = () => rm(dataDir, { recursive: true, force: true })
  try {
    const postgres = await startEmbeddedPostgres({
      dataDir,
      log: quietLog,
      durable: false,
      settings: { max_connections: '300' },
    })
    try {
      await prepareTemplate(postgres.url)
    } catch (error) {
      await postgres.stop()
      throw error
    }
    project.provide('postgresUrl', postgres.url())
    return async () => {
      await postgres.stop()
      await remove()
    }
  } catch (error) {
    await remove()
    throw error
  }
}
