import pg from 'pg'

export const owner = 'boucle'
export const homeDatabase = 'boucle'

/** PostgreSQL could not be started or reached; the message is one sentence, the log file holds the rest. */
export class PostgresFailed extends Error {
  override name = 'PostgresFailed'
}

/** Address of a database on a socket, for its owner. */
export function addressOf(socketFolder: string, password: string, database: string): string {
  const host = encodeURIComponent(socketFolder)
  return `postgresql://${owner}:${password}@localhost:5432/${encodeURIComponent(database)}?host=${host}`
}

/** True when the server lets us in and answers; false while it starts, stops or is gone. */
export async function answers(socketFolder: string, password: string): Promise<boolean> {
  const client = new pg.Client({
    connectionString: addressOf(socketFolder, password, 'postgres'),
    connectionTimeoutMillis: 5_000,
  })
  // Without a listener, a server that goes away between two lines would end the program.
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch (error) {
    if ((error as { code?: string }).code === '28P01') {
      throw new PostgresFailed('The database refuses the password kept in postgres.password.')
    }
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

/** Makes our database on a server that has none yet. */
export async function ensureHomeDatabase(socketFolder: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: addressOf(socketFolder, password, 'postgres') })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [homeDatabase])
    if (rowCount === 0) await client.query(`create database ${homeDatabase}`)
  } finally {
    await client.end()
  }
}
