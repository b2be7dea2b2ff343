import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Where Debian keeps the programs of its PostgreSQL 15. */
export const binaries15 = '/usr/lib/postgresql/15/bin'

/** True where it is installed; `npm test` installs it when it can. */
export const hasPostgres15 = (): boolean => existsSync(join(binaries15, 'postgres'))
