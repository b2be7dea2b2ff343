import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'

/** Every place of a database and of a folder where one of some texts is still to be found. */
export async function tracesOf(
  texts: string[],
  { url, folder }: { url: string; folder: string },
): Promise<string[]> {
  return [...(await inDatabase(texts, url)), ...(await inFolder(texts, folder))]
}

async function inDatabase(texts: string[], url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows: columns } = await client.query<{ place: string; name: string; type: string }>(
      `select format('%I.%I', n.nspname, c.relname) as place, quote_ident(a.attname) as name, a.atttypid::regtype::text as type
      from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
      where c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped
        and n.nspname in ('public', 'auth', 'jobs')`,
    )
    const found: string[] = []
    for (const { place, name, type } of columns) {
      const text = type === 'bytea' ? `encode(${name}, 'escape')` : `${name}::text`
      for (const wanted of texts) {
        const { rows } = await client.query<{ n: number }>(
          `select count(*)::int as n from ${place} where position($1 in lower(${text})) > 0`,
          [wanted.toLowerCase()],
        )
        if (rows[0]!.n > 0) found.push(`${wanted} in ${place}.${name}`)
      }
    }
    return found
  } finally {
    await client.end()
  }
}

async function inFolder(texts: string[], folder: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = (await readFile(path)).toString('utf8').toLowerCase()
    for (const wanted of texts) if (bytes.includes(wanted.toLowerCase())) found.push(`${wanted} in ${path}`)
  }
  return found
}
