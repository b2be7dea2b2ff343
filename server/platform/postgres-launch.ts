import { accessSync, chmodSync, chownSync, constants, readdirSync, statSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/** Who the database programs run as: undefined means "whoever runs Boucle". */
export type Account = { uid: number; gid: number }

export type Launcher = {
  account: Account | undefined
  /** Turns a program and its arguments into what must really be spawned, most capable way first. */
  commands(program: string, args: string[]): Launch[]
}

export type Launch = { command: string; args: string[]; account?: Account }

/**
 * Decides how to run the database's programs. PostgreSQL refuses to run as root, so root hands over to an unprivileged
 * account; on Linux `setpriv` also makes the server stop when Boucle is killed.
 */
export function launcherFor(account: Account | undefined, folders: string[]): Launcher {
  const setpriv = findProgram('setpriv')
  // A folder that others cannot enter (root's home, for one) needs the right to pass through it.
  const mustPassThrough = account !== undefined && folders.some(folder => !isOpenToAll(folder))

  return {
    account,
    commands(program, args) {
      if (setpriv === undefined) return [{ command: program, args, ...(account && { account }) }]
      const identity = account ? [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups'] : []
      const plain = {
        command: setpriv,
        args: ['--pdeathsig', 'INT', ...identity, '--', program, ...args],
      }
      if (!mustPassThrough) return [plain]
      const passing = ['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search']
      const through = {
        command: setpriv,
        args: ['--pdeathsig', 'INT', ...identity, ...passing, '--', program, ...args],
      }
      // Some containers have dropped that right: setpriv then refuses, and the plain way is the last hope.
      return [through, plain]
    },
  }
}

/** Gives a file or folder to the database's account; does nothing when that is already us. */
export function giveTo(account: Account | undefined, path: string): void {
  if (account) chownSync(path, account.uid, account.gid)
}

/** Opens an installed folder of programs to every account, which an install under a strict umask had closed. */
export function openToAll(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isSymbolicLink()) continue
    const { mode } = statSync(path)
    chmodSync(path, mode | 0o044 | ((mode & 0o100) !== 0 ? 0o011 : 0))
    if (entry.isDirectory()) openToAll(path)
  }
  chmodSync(folder, statSync(folder).mode | 0o055)
}

function isOpenToAll(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false
    if (dirname(at) === at) return true
  }
}

function findProgram(name: string): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name)
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {
      // Not in this folder: the next one may have it.
    }
  }
  return undefined
}
