import { sql } from 'kysely'
import type { SubProcessor } from '#contract/sub-processors.ts'
import { dayInWords } from '#server/platform/day-and-time.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Language } from '#server/platform/i18n.ts'
import { confirmedReaders, forgetUnconfirmed, tokenOf } from './readers.ts'
import { listSubProcessors } from './sub-processors.ts'
import { purposeOf, reasonOf } from './words.ts'

/** A mail about the sub-processors of a house. */
export interface NewsMail {
  to: { name: string; address: string }
  language: Language
  subject: string
  text: string
  headers?: Record<string, string>
}

export interface NewsDeps {
  sendNews: (tx: Tx, mail: NewsMail) => Promise<void>
  administratorsOf: (tx: Tx) => Promise<{ name: string; email: string; language: Language }[]>
  workspaceOf: (tx: Tx) => Promise<{ slug: string; isDemo: boolean }>
  houseOf: (tx: Tx, channelId: string | null) => Promise<{ name: string }>
}

/** What is told of a line: when one of these differs from what was told, there is news. */
const facts = [
  'name',
  'country',
  'purposeFr',
  'purposeEn',
  'startsOn',
  'earlyReasonFr',
  'earlyReasonEn',
] as const
type Facts = Pick<SubProcessor, (typeof facts)[number]>
type Told = { [fact in keyof Facts]?: string }

interface News {
  what: 'new' | 'changed' | 'ended'
  one: SubProcessor
}

/** Time in which what was changed can be corrected before anybody is told. */
const minutesToCorrect = 10

/**
 * Tells what changed among the sub-processors of every workspace, to those who asked and to the administrators: once, when
 * it has stood a moment. The mails and the note of what was told are one transaction.
 */
export async function tellNews(ground: Ground, deps: NewsDeps): Promise<void> {
  await forgetUnconfirmed(ground)
  const stood = new Date(ground.clock.now().getTime() - minutesToCorrect * 60_000)
  const { rows } = await sql<{ id: string }>`
    select workspace_id as id from sub_processors where touched_at is not null
    group by workspace_id having max(touched_at) <= ${stood} order by 1`.execute(ground.db.system)
  for (const { id } of rows) await ground.db.inWorkspace(id, tx => tellNewsOf(ground, tx, deps))
}

async function tellNewsOf(ground: Ground, tx: Tx, deps: NewsDeps): Promise<void> {
  const { rows: touched } = await sql<{ id: string; told: Told | null }>`
    select id, told from sub_processors
    where workspace_id = ${tx.workspaceId} and touched_at is not null
    order by announced_at, id
    for update`.execute(tx)
  const all = new Map((await listSubProcessors(tx)).map(one => [one.id, one]))
  const news = touched.flatMap(({ id, told }) => newsOf(all.get(id)!, told))
  const house = await deps.workspaceOf(tx)
  // In a demonstration nobody is anybody's processor.
  if (news.length > 0 && !house.isDemo) await send(ground, tx, deps, news, house.slug)
  for (const { id } of touched) {
    const one = all.get(id)!
    const told = isShown(one)
      ? JSON.stringify(Object.fromEntries(facts.map(fact => [fact, one[fact]])))
      : null
    await sql`
      update sub_processors set told = ${told}::jsonb, touched_at = null
      where workspace_id = ${tx.workspaceId} and id = ${id}`.execute(tx)
  }
}

const isShown = (one: SubProcessor) => !one.isOurs && !one.endedAt

/** What there is to tell of one line; nothing when it is again as it was told. */
export function newsOf(one: SubProcessor, told: Told | null): News[] {
  if (!isShown(one)) return told ? [{ what: 'ended', one }] : []
  if (!told) return [{ what: 'new', one }]
  return facts.some(fact => (told[fact] ?? '') !== one[fact]) ? [{ what: 'changed', one }] : []
}

async function send(ground: Ground, tx: Tx, deps: NewsDeps, news: News[], slug: string): Promise<void> {
  const { name: brand } = await deps.houseOf(tx, null)
  const page = `${ground.publicUrl}/subprocessors/${slug}`
  const wordsIn = (language: Language, ...last: string[]) => {
    const say = (key: string, values?: Record<string, unknown>) =>
      ground.t(language, `subprocessors:news.${key}`, values)
    return {
      subject: say('subject', { brand }),
      text: [
        say('intro', { brand }),
        ...news.map(one => sentenceOf(ground, language, one)),
        say('page'),
        `${page}?lang=${language}`,
        say('object'),
        ...last,
      ].join('\n\n'),
    }
  }
  for (const { name, email: address, language } of await deps.administratorsOf(tx))
    await deps.sendNews(tx, {
      to: { name, address },
      language,
      ...wordsIn(language, ground.t(language, 'subprocessors:news.why_administrator')),
    })
  for (const { id, email: address, language } of await confirmedReaders(tx)) {
    const leave = `${page}/readers/${tokenOf(ground, tx.workspaceId, id)}`
    await deps.sendNews(tx, {
      to: { name: '', address },
      language,
      ...wordsIn(
        language,
        `${ground.t(language, 'subprocessors:news.why_reader')}\n${leave}?lang=${language}`,
      ),
      // RFC 8058: one click in the mail program is enough to leave.
      headers: {
        'List-Unsubscribe': `<${leave}/end>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
    })
  }
}

/** One line as a mail says it: who, where, for what, from when, and why so soon. */
function sentenceOf(ground: Ground, language: Language, { what, one }: News): string {
  const say = (key: string, values?: Record<string, unknown>) =>
    ground.t(language, `subprocessors:news.${key}`, values)
  const name = one.country ? `${one.name}, ${one.country}` : one.name
  if (what === 'ended') return say('ended', { name })
  const reason = reasonOf(ground.t, language, one)
  return [
    say(what, { name, starts: dayInWords(one.startsOn, language) }),
    purposeOf(ground.t, language, one),
    reason && say('early', { reason }),
  ]
    .filter(Boolean)
    .join('\n')
}
