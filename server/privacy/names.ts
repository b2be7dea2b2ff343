import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { Person } from './person.ts'

/**
 * The full names of a person, in every order in which they may be written ("Martin Jean Paul"), by which others may have called them, and no one else: a name that somebody else here bears
 * too tells nobody apart, and to mask it would take theirs. A first name alone is everybody's.
 */
export async function namesOf(
  tx: Tx,
  { contactIds, identities, values }: Pick<Person, 'contactIds' | 'identities' | 'values'>,
): Promise<string[]> {
  const { rows: called } = await sql<{ name: string | null }>`
    select unnest(array[name, concat_ws(' ', first_name, last_name), own ->> 'name']) as name
    from contacts where workspace_id = ${tx.workspaceId} and id = any (${contactIds}::uuid[])
    union
    select from_name from messages
    where workspace_id = ${tx.workspaceId} and direction = 'in'
      and identity_id = any (${identities.map(({ id }) => id)}::uuid[])`.execute(tx)
  const names = [...new Set(called.flatMap(({ name }) => (name ? inEveryOrder(name.trim()) : [])))]
  const { rows } = await sql<{ name: string }>`
    select s.name from unnest(${names}::text[]) as s (name)
    where not exists (select from contacts c where c.workspace_id = ${tx.workspaceId} and fold(c.name) = fold(s.name)
        and c.id <> all (${contactIds}::uuid[]) and c.erased_at is null)
      and not exists (select from members m where m.workspace_id = ${tx.workspaceId} and fold(m.name) = fold(s.name))
      and not exists (select from companies o where o.workspace_id = ${tx.workspaceId} and fold(o.name) = fold(s.name))
      and not exists (select from brands b where b.workspace_id = ${tx.workspaceId} and fold(b.name) = fold(s.name))
      and not exists (select from workspaces w where w.id = ${tx.workspaceId} and fold(w.name) = fold(s.name))`.execute(
    tx,
  )
  return rows.map(({ name }) => name).filter(name => isFull(name) && !values.includes(name.toLowerCase()))
}

/** A name with its last words first too: the surname leads as often as it follows, and may be several words. */
function inEveryOrder(name: string): string[] {
  const words = name.split(/[\s,]+/).filter(Boolean)
  if (words.length > most) return [name]
  return words.map((_, at) => [...words.slice(at), ...words.slice(0, at)].join(' '))
}

/** A name of more words is a company's, or a sentence. */
const most = 5

/** Two words with letters, long enough not to be met by chance. */
const isFull = (name: string) =>
  name.length >= 6 && name.split(/\s+/).filter(word => /\p{L}{2}/u.test(word)).length >= 2

/** A regular expression of PostgreSQL that finds these names as whole words, with and without accents. */
export function patternOfNames(names: string[]): string {
  const writings = [...new Set(names.flatMap(name => [name.normalize('NFC'), unaccented(name)]))]
  return `(?<![[:alnum:]])(?:${writings.map(patternOfName).join('|')})(?![[:alnum:]])`
}

const patternOfName = (name: string) =>
  name
    .split(/\s+/)
    .map(word =>
      word
        .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
        .replaceAll(/['’]/g, `(?:['’]|&#39;|&apos;|&rsquo;)`),
    )
    // As text, folded over two lines, in HTML, and as JSON writes a new line.
    .join(String.raw`,?(?:\s|\u00a0|&nbsp;|\\[nrt])+`)

/** The parts of a person's names and addresses that a list of words may have learnt. */
export function partsOf(names: string[], identities: Person['identities']): string[] {
  const locals = identities.filter(({ kind }) => kind === 'email').map(({ value }) => value.split('@')[0]!)
  return [
    ...new Set(
      [...names, ...locals]
        .flatMap(text =>
          unaccented(text)
            .toLowerCase()
            .split(/[^\p{L}]+/u),
        )
        .filter(part => part.length >= 3),
    ),
  ]
}

const unaccented = (text: string) => text.normalize('NFD').replaceAll(/\p{M}/gu, '')
