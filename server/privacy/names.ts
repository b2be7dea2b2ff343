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

/**
 * The surnames of a person after which others may call them with a title ("Madame Dupont"), and no one else here: of two
 * who bear it, nobody could say which one was meant, and the other's name is theirs to keep.
 */
export async function surnamesOf(tx: Tx, { contactIds }: Pick<Person, 'contactIds'>): Promise<string[]> {
  const { rows: cards } = await sql<{ name: string | null; last: string | null }>`
    select name, last_name as last from contacts
    where workspace_id = ${tx.workspaceId} and id = any (${contactIds}::uuid[])
    union
    select own ->> 'name', own ->> 'last_name' from contacts
    where workspace_id = ${tx.workspaceId} and id = any (${contactIds}::uuid[])`.execute(tx)
  const surnames = [
    ...new Set(cards.flatMap(({ name, last }) => last?.trim() || surnameIn(name ?? '') || [])),
  ]
  const { rows } = await sql<{ name: string }>`
    select s.name
    from (select name, '% ' || fold(name) || ' %' as within from unnest(${surnames.filter(isSurname)}::text[]) as t (name)) as s
    where not exists (select from contacts c where c.workspace_id = ${tx.workspaceId} and c.id <> all (${contactIds}::uuid[])
        and c.erased_at is null and c.merged_into is null and ' ' || fold(c.name) || ' ' like s.within)
      and not exists (select from members m where m.workspace_id = ${tx.workspaceId} and ' ' || fold(m.name) || ' ' like s.within)
      and not exists (select from companies o where o.workspace_id = ${tx.workspaceId} and ' ' || fold(o.name) || ' ' like s.within)
      and not exists (select from brands b where b.workspace_id = ${tx.workspaceId} and ' ' || fold(b.name) || ' ' like s.within)`.execute(
    tx,
  )
  return rows.map(({ name }) => name)
}

/** The surname in a name of which nobody said the parts; undefined where it could be wrong. */
export function surnameIn(name: string): string | undefined {
  const words = name
    .trim()
    .split(/[\s,]+/)
    .filter(word => word && !isTitle.test(word))
  if (words.length < 2 || words.length > most || words.some(word => /[@\d]/.test(word))) return undefined
  const capitals = words.filter(word => word.length > 1 && word === word.toUpperCase())
  // "DUPONT Paul": the capitals say which.
  if (capitals.length > 0 && capitals.length < words.length) return capitals.join(' ')
  // "Anna de la Tour": it begins with its small words.
  const particle = words.findIndex((word, at) => at > 0 && /^\p{Ll}/u.test(word))
  return particle > 0 && particle < words.length - 1 ? words.slice(particle).join(' ') : words.at(-1)
}

const isTitle =
  /^(?:m|mm|mr|mme|mmes|mlle|mrs|ms|miss|dr|me|monsieur|madame|mademoiselle|docteur|doctor)\.?$/i

/** Long enough not to be an initial. */
const isSurname = (name: string) => /\p{L}{2}/u.test(name) && name.length >= 3 && !/[%_\\]/.test(name)

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

/**
 * Finds surnames behind a title, written as names are: "Madame Petit", "M. PETIT". A surname may be a common word, and
 * "ce monsieur petit et brun" is nobody's name: small letters are left alone, so this pattern minds them.
 */
export function patternOfTitled(surnames: string[]): string {
  const writings = [
    ...new Set(
      surnames
        .flatMap(name => [name.normalize('NFC'), unaccented(name)])
        .flatMap(name => [capitalised(name), name.toUpperCase()]),
    ),
  ]
  const titles = titleWords.flatMap(word => [word, capitalised(word), word.toUpperCase()])
  return `(?c)(?<![[:alnum:]])(?:${[...new Set(titles)].join('|')})\\.?${blank}(?:${writings.map(patternOfName).join('|')})(?![[:alnum:]])`
}

const titleWords = [
  ...['m', 'mr', 'mme', 'mlle', 'mrs', 'ms', 'miss', 'dr', 'me', 'monsieur', 'madame', 'mademoiselle'],
  ...['docteur', 'doctor', 'maître', 'mister', 'mistress'],
]

/** Each word as a name is written, but the small words of it. */
const capitalised = (name: string) =>
  name
    .split(' ')
    .map(word =>
      particles.has(word)
        ? word
        : word.replace(/\p{L}+/gu, part => part[0]!.toUpperCase() + part.slice(1).toLowerCase()),
    )
    .join(' ')

const particles = new Set([
  'de',
  'du',
  'des',
  'la',
  'le',
  'les',
  'van',
  'von',
  'der',
  'den',
  'di',
  'da',
  'dos',
  'el',
])

const patternOfName = (name: string) =>
  name
    .split(/\s+/)
    .map(word =>
      word
        .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
        .replaceAll(/['’]/g, `(?:['’]|&#39;|&apos;|&rsquo;)`),
    )
    .join(`,?${blank}`)

/** As text, folded over two lines, in HTML, and as JSON writes a new line. */
const blank = String.raw`(?:\s|\u00a0|&nbsp;|\\[nrt])+`

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
