import { ConfigError } from './config.ts'
import { DataFolderBusy } from './data-folder.ts'
import { MigrationError } from './migrate.ts'
import { PostgresFailed } from './postgres-client.ts'

/** A command was called in a way it does not know; the message is how to call it. */
export class Usage extends Error {
  override name = 'Usage'
}

/** Runs the body of a command: a failure that we understand is its sentence, and any failure a non-zero exit. */
export async function command(
  what: string,
  understood: (new (message: string) => Error)[],
  body: () => Promise<void>,
): Promise<void> {
  try {
    await body()
  } catch (error) {
    const known = [Usage, ConfigError, DataFolderBusy, PostgresFailed, MigrationError, ...understood]
    const isKnown = known.some(kind => error instanceof kind)
    process.stderr.write(`${isKnown && error instanceof Error ? error.message : `${what}: ${error}`}\n`)
    process.exitCode = 1
  }
}

/** The version of this program. */
export async function programVersion(): Promise<string> {
  const { readFile } = await import('node:fs/promises')
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return version
}
