import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { type Role, scopes } from '#contract/common.ts'
import { systemClock } from './platform/clock.ts'
import { ConfigError, readConfig } from './platform/config.ts'
import { openDb } from './platform/db.ts'
import { createRecordEvent, system } from './platform/events.ts'
import { createIds } from './platform/ids.ts'
import { PostgresFailed } from './platform/postgres-client.ts'
import { reachDatabase } from './platform/reach-database.ts'
import { createApiKey, demoPeople, demoWorkspace } from './workspaces/index.ts'

/** What can be asked for, and the role it is in Boucle. */
const asked: Record<string, Role> = { admin: 'administrator', supervisor: 'supervisor', adviser: 'adviser' }

/** A token cannot be made; the message is the one sentence to show. */
class NoToken extends Error {
  override name = 'NoToken'
}

const noDemo = 'There is no demonstration workspace here: start Boucle once with DEMO=on.'

try {
  process.stdout.write(`${await makeToken(roleAsked(process.argv.slice(2)))}\n`)
} catch (error) {
  const known = [NoToken, ConfigError, PostgresFailed].some(kind => error instanceof kind)
  const said = known && error instanceof Error ? error.message : `The token could not be made: ${error}`
  process.stderr.write(`${said}\n`)
  process.exitCode = 1
}

function roleAsked(args: string[]): Role {
  const usage = `Usage: npm run token -- --as ${Object.keys(asked).join('|')}`
  try {
    const { values } = parseArgs({ args, options: { as: { type: 'string' } } })
    const role = asked[values.as ?? '']
    if (role) return role
  } catch {
    // An option we do not know: the usage says it all.
  }
  throw new NoToken(usage)
}

/** Makes a key for one of the demonstration’s people and gives its token. */
async function makeToken(role: Role): Promise<string> {
  const folder = resolve(process.env.DATA_DIR?.trim() || './data')
  // Before the settings are read: that would begin a data folder where there is none.
  if (!process.env.DATABASE_URL?.trim() && !existsSync(join(folder, 'postgres', 'PG_VERSION'))) {
    throw new NoToken(noDemo)
  }
  const database = await reachDatabase(readConfig(process.env))
  const db = openDb({ appUrl: database.url, systemUrl: database.url, size: 1 })
  try {
    const demo = await demoWorkspace(db.system)
    const person = demo && (await demoPeople(db.system, demo)).find(one => one.role === role)
    if (!demo || !person) throw new NoToken(noDemo)
    const newId = createIds(systemClock)
    const recordEvent = createRecordEvent(newId, () => systemClock.now())
    const { token } = await db.systemTransaction(async tx => {
      // Boucle makes each month ahead; it may have slept since.
      await sql`select ensure_partitions(now(), now())`.execute(tx)
      return createApiKey(
        { newId, clock: systemClock, recordEvent },
        Object.assign(tx, { workspaceId: demo.id }),
        {
          name: `npm run token -- --as ${role}`,
          role,
          scopes: [...scopes],
          memberId: person.memberId,
          by: system,
        },
      )
    })
    return token
  } catch (error) {
    // A database that no start has filled yet has no tables either.
    if ((error as { code?: string }).code === '42P01') throw new NoToken(noDemo)
    throw error
  } finally {
    await db.close()
    await database.leave()
  }
}
