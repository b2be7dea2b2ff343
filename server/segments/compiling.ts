import { type RawBuilder, sql } from 'kysely'
import type { Comparison } from '#contract/rules.ts'
import type { SegmentBody, SegmentCondition } from '#contract/segments.ts'

type Predicate = RawBuilder<boolean>

/** Of whom, in which workspace and when a segment is asked; few people are asked for by their ids alone. */
export interface Asked {
  workspaceId: string
  now: Date
  only?: readonly string[] | undefined
}

/** Whoever can be in a segment at all: no minor is profiled (DAT-8), nobody erased or kept apart for proof. */
export const eligible: Predicate = sql`p.merged_into is null and p.archived_at is null and p.erased_at is null
  and not p.is_minor`

const yes: Predicate = sql`true`
const no: Predicate = sql`false`

/** True, in SQL, for the contacts `p` that a segment holds. */
export function inSegment({ all, any }: SegmentBody, asked: Asked): Predicate {
  const every = all.map(one => predicateOf(one, asked))
  const one = any.map(condition => predicateOf(condition, asked))
  const parts = [eligible, ...every, ...(one.length > 0 ? [sql<boolean>`(${sql.join(one, sql` or `)})`] : [])]
  return sql`(${sql.join(parts, sql` and `)})`
}

function predicateOf(condition: SegmentCondition, asked: Asked): Predicate {
  const plain = sql<boolean>`coalesce(${plainOf(condition, asked)}, false)`
  return condition.not ? sql`(not ${plain})` : plain
}

function plainOf(condition: SegmentCondition, asked: Asked): Predicate {
  switch (condition.on) {
    case 'age':
      return aged(condition, asked.now)
    case 'language':
      return sql`p.language = any (${condition.is}::text[])`
    case 'company':
      return sql`p.company_id = any (${condition.is}::uuid[])`
    case 'postcode':
      return sql`exists (
        select from unnest(${plainly(condition.begins, one => sql`replace(${one}, ' ', '')`)}) begins
        where starts_with(lower(unaccent(replace(${textOf(condition.attribute)}, ' ', ''))), begins))`
    case 'dialCode':
      return theirs(sql`select x.contact_id from identities x
          where ${of(asked)} and x.kind in ('phone', 'whatsapp')
            and x.value like any (${condition.is.map(code => `${code}%`)}::text[])`)
    case 'attribute':
      return compared(condition.attribute, condition.value)
    case 'preferredChannel':
      return sql`p.preferred_channel = any (${condition.is}::text[])`
    case 'stage':
      return sql`p.stage = any (${condition.is}::text[])`
    case 'vip':
      return sql`p.is_vip`
    case 'known':
      return sql`p.created_at <= ${daysBefore(asked.now, condition.days)}`
    case 'records':
      return recorded(condition, asked)
    case 'lastRecord':
      return theirs(sql`select x.contact_id from external_records x
          where ${of(asked)} and x.type = ${condition.kind}
            and coalesce(x.occurred_at, x.created_at) between ${daysBefore(asked.now, condition.days)} and ${asked.now}`)
    case 'requests':
      return counted(condition, {
        from: sql`select x.contact_id, count(*) as n from conversations x
          join episodes e on e.workspace_id = x.workspace_id and e.conversation_id = x.id
          where ${of(asked)} and not x.is_spam and e.opened_by = 'contact'
            and e.opened_at between ${daysBefore(asked.now, condition.days)} and ${asked.now}
          group by x.contact_id`,
        none: 0,
      })
    case 'satisfaction':
      return counted(condition, {
        from: sql`select distinct on (x.contact_id) x.contact_id, a.score as n from survey_invitations x
          join survey_answers a on a.workspace_id = x.workspace_id and a.invitation_id = x.id
          where ${of(asked)}
          order by x.contact_id, a.answered_at desc, a.invitation_id desc`,
        none: null,
      })
    case 'tag':
      return theirs(sql`select x.contact_id from conversations x
          where ${of(asked)} and not x.is_spam
            and exists (select from unnest(x.tags) tag where lower(tag) = any (${condition.is.map(tag =>
              tag.toLowerCase(),
            )}::text[]))`)
  }
}

/** The rows of `x` of the workspace, and of those who are asked for. */
const of = ({ workspaceId, only }: Asked) =>
  only
    ? sql`x.workspace_id = ${workspaceId} and x.contact_id = any (${only}::uuid[])`
    : sql`x.workspace_id = ${workspaceId}`

/** Asked once for everybody, not once for each: a hundred thousand cards are walked in one go. */
const theirs = (rows: RawBuilder<unknown>): Predicate => sql`p.id in (${rows})`

interface Range {
  from: number | null
  to: number | null
}

/** A figure of each person between two ends; whoever has no row has `none`, which is in no range when it is null. */
function counted(range: Range, { from, none }: { from: RawBuilder<unknown>; none: 0 | null }): Predicate {
  const isNoneIn = none !== null && (range.from ?? 0) <= none
  const inside = sql`select y.contact_id from (${from}) y where ${between(range)}`
  if (!isNoneIn) return theirs(inside)
  // Nobody is listed who has none: those who are out of the range are, and the others are in.
  return sql`not (${theirs(sql`select y.contact_id from (${from}) y where not (${between(range)})`)})`
}

function between({ from, to }: Range): Predicate {
  const ends = [...(from === null ? [] : [sql`y.n >= ${from}`]), ...(to === null ? [] : [sql`y.n <= ${to}`])]
  return ends.length === 0 ? yes : sql`${sql.join(ends, sql` and `)}`
}

function recorded(condition: Extract<SegmentCondition, { on: 'records' }>, asked: Asked): Predicate {
  const { kind, status, days, what } = condition
  const measure = what === 'count' ? sql`count(*)` : sql`coalesce(sum(x.amount), 0)`
  return counted(condition, {
    from: sql`select x.contact_id, ${measure} as n from external_records x
      where ${of(asked)} and x.type = ${kind}
        and ${status.length > 0 ? sql`x.status = any (${status}::text[])` : yes}
        and ${days === null ? yes : sql`coalesce(x.occurred_at, x.created_at) >= ${daysBefore(asked.now, days)}`}
      group by x.contact_id`,
    none: 0,
  })
}

/** Days are written so that their order is that of their text: no value of a card can break the question. */
function aged({ attribute, from, to }: Extract<SegmentCondition, { on: 'age' }>, now: Date): Predicate {
  const born = textOf(attribute)
  const isDay = sql`${born} ~ '^\\d{4}-\\d{2}-\\d{2}$'`
  const ends = [
    ...(from === null ? [] : [sql`${born} <= ${yearsBefore(now, from)}`]),
    ...(to === null ? [] : [sql`${born} > ${yearsBefore(now, to + 1)}`]),
  ]
  return sql`(${sql.join([isDay, ...ends], sql` and `)})`
}

function compared(attribute: string, comparison: Comparison): Predicate {
  const value = sql`(p.attributes -> ${attribute})`
  const isNumber = sql`jsonb_typeof(${value}) = 'number'`
  switch (comparison.is) {
    case 'present':
      return sql`${textOf(attribute)} <> ''`
    case 'atLeast':
      return sql`(case when ${isNumber} then ${value}::numeric >= ${comparison.to} end)`
    case 'atMost':
      return sql`(case when ${isNumber} then ${value}::numeric <= ${comparison.to} end)`
    case 'containing': {
      const phrases = comparison.to.map(phraseOf).filter(phrase => phrase !== undefined)
      if (phrases.length === 0) return no
      return sql`(jsonb_typeof(${value}) = 'string'
        and ' ' || fold(${textOf(attribute)}) || ' ' like any (${phrases}::text[]))`
    }
    case 'equal': {
      const words = comparison.to.filter(one => typeof one === 'string')
      const others = comparison.to.filter(one => typeof one !== 'string').map(one => JSON.stringify(one))
      const ways = [
        ...(words.length > 0
          ? [
              sql`(jsonb_typeof(${value}) = 'string'
                and lower(unaccent(trim(${textOf(attribute)}))) = any (${plainly(words, one => sql`trim(${one})`)}))`,
            ]
          : []),
        ...(others.length > 0 ? [sql`${value} = any (${others}::jsonb[])`] : []),
      ]
      return ways.length === 0 ? no : sql`(${sql.join(ways, sql` or `)})`
    }
  }
}

/** Words without case and accents, written by the database itself, once for all the cards: what it takes off is taken off both. */
const plainly = (words: readonly string[], trimmed: (one: RawBuilder<unknown>) => RawBuilder<unknown>) =>
  sql`array(select lower(unaccent(${trimmed(sql`word`)})) from unnest(${words}::text[]) word)`

const textOf = (attribute: string) => sql`(p.attributes ->> ${attribute})`

/** Without case and accents; what is neither letter nor figure goes afterwards. */
const plainText = (text: string): string =>
  text
    .trim()
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll('ß', 'ss')

/** Whole words, or with an asterisk every ending; words that are nothing but signs are never there. */
function phraseOf(words: string): string | undefined {
  const plain = plainText(words)
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  if (plain === '') return undefined
  return words.trimEnd().endsWith('*') ? `% ${escaped(plain)}%` : `% ${escaped(plain)} %`
}

const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`)

const daysBefore = (now: Date, days: number) => new Date(now.getTime() - days * 86_400_000)

/** The day on which somebody was born who is as old today. */
export function yearsBefore(now: Date, years: number): string {
  const day = now.toISOString().slice(0, 10)
  return `${String(Number(day.slice(0, 4)) - Math.floor(years)).padStart(4, '0')}${day.slice(4)}`
}
