import { sql } from 'kysely'
import type { SubProcessor } from '#contract/sub-processors.ts'
import type { Actor } from '#server/platform/actor.ts'
import { asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound, Refused } from '#server/platform/errors.ts'
import { type EventActor, system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type Found, foundIn, type SetOutside } from './found.ts'

/** Days between the announcement of a sub-processor and its first day (DAT-10); sooner needs a reason. */
const noticeDays = 30

/** The first day that needs no reason, of a sub-processor announced at a moment. */
export const noticeEndsOn = (announcedAt: Date): string =>
  dayOf(new Date(announcedAt.getTime() + noticeDays * 86_400_000))

interface Row {
  id: string
  kind: SubProcessor['kind']
  host: string | null
  name: string
  country: string
  purpose_fr: string
  purpose_en: string
  is_ours: boolean
  announced_at: Date
  starts_on: string
  early_reason_fr: string
  early_reason_en: string
  ended_at: Date | null
}

/** Everyone there is or was, in the order they came. */
export async function listSubProcessors(tx: Tx): Promise<SubProcessor[]> {
  const { rows } = await sql<Row>`
    select id, kind, host, name, country, purpose_fr, purpose_en, is_ours, announced_at,
      starts_on, early_reason_fr, early_reason_en, ended_at
    from sub_processors
    where workspace_id = ${tx.workspaceId}
    order by announced_at, id`.execute(tx)
  return rows.map(row => ({
    id: row.id,
    kind: row.kind,
    host: row.host,
    name: row.name,
    country: row.country,
    purposeFr: row.purpose_fr,
    purposeEn: row.purpose_en,
    isOurs: row.is_ours,
    announcedAt: row.announced_at.toISOString(),
    startsOn: row.starts_on,
    isEarly: isEarly(row.announced_at, row.starts_on),
    noticeEndsOn: noticeEndsOn(row.announced_at),
    earlyReasonFr: row.early_reason_fr,
    earlyReasonEn: row.early_reason_en,
    endedAt: row.ended_at?.toISOString() ?? null,
  }))
}

/** One of them, or NotFound. */
export async function subProcessorFor(tx: Tx, id: string): Promise<SubProcessor> {
  const found = (await listSubProcessors(tx)).find(one => one.id === id)
  if (!found) throw new NotFound('sub_processor')
  return found
}

type Said = Pick<SubProcessor, 'name' | 'country' | 'purposeFr' | 'purposeEn'>
type Why = Pick<SubProcessor, 'earlyReasonFr' | 'earlyReasonEn'>

/** True for a first day before the notice is over. */
const isEarly = (announcedAt: Date, startsOn: string) => startsOn < noticeEndsOn(announcedAt)

/** Nobody is hurried without being told why. */
function requireReason({ earlyReasonFr, earlyReasonEn }: Why) {
  if (earlyReasonFr === '' && earlyReasonEn === '') throw new Refused('sub_processor.why_so_soon', {}, 422)
}

/** Announces one that a person writes; it starts a month later unless they say when. */
export async function announce(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  {
    startsOn: wanted,
    earlyReasonFr = '',
    earlyReasonEn = '',
    ...said
  }: Said & {
    startsOn?: string | undefined
    earlyReasonFr?: string | undefined
    earlyReasonEn?: string | undefined
  },
): Promise<string> {
  const now = ground.clock.now()
  const startsOn = wanted ?? noticeEndsOn(now)
  if (isEarly(now, startsOn)) requireReason({ earlyReasonFr, earlyReasonEn })
  return insert(ground, tx, asEventActor(actor), {
    ...{ ...said, kind: null, host: null, startsOn, earlyReasonFr, earlyReasonEn },
  })
}

/** Changes what is said of one; the day it begins may still be moved until it has come. */
export async function change(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
  wanted: Partial<Said & Why & Pick<SubProcessor, 'isOurs' | 'startsOn'>>,
): Promise<void> {
  const before = await subProcessorFor(tx, id)
  if (before.endedAt) throw new Refused('sub_processor.ended')
  const after = { ...before, ...wanted }
  const changed = (Object.keys(wanted) as (keyof typeof wanted)[]).filter(key => before[key] !== after[key])
  if (changed.length === 0) return
  // What was early without a word, as settings make it, may still be corrected otherwise.
  const isAboutTheDay = changed.some(key => ['startsOn', 'earlyReasonFr', 'earlyReasonEn'].includes(key))
  if (isAboutTheDay && isEarly(new Date(before.announcedAt), after.startsOn)) requireReason(after)
  await sql`
    update sub_processors
    set name = ${after.name}, country = ${after.country}, purpose_fr = ${after.purposeFr},
      purpose_en = ${after.purposeEn}, is_ours = ${after.isOurs}, starts_on = ${after.startsOn},
      early_reason_fr = ${after.earlyReasonFr}, early_reason_en = ${after.earlyReasonEn},
      touched_at = ${ground.clock.now()}
    where workspace_id = ${tx.workspaceId} and id = ${id}`.execute(tx)
  await ground.recordEvent(tx, {
    type: 'sub_processor.updated',
    actor: asEventActor(actor),
    subject: { kind: 'sub_processor', id },
    data: {
      name: after.name,
      changed,
      before: Object.fromEntries(changed.map(key => [key, before[key]])),
      after: Object.fromEntries(changed.map(key => [key, after[key]])),
    },
  })
}

/** Ends one that a person wrote; what the settings name ends when they no longer do. */
export async function end(ground: Ground, tx: Tx, actor: Actor, id: string): Promise<void> {
  const before = await subProcessorFor(tx, id)
  if (before.endedAt) throw new NotFound('sub_processor')
  if (before.kind) throw new Refused('sub_processor.in_use', { name: before.name })
  await endNow(ground, tx, asEventActor(actor), before)
}

/** Brings the list in step with the settings as they are now: what appeared is added, what is gone ends. */
export async function follow(ground: Ground, tx: Tx, outside: SetOutside): Promise<void> {
  // Of two events at once, the second finds what the first wrote.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`sub_processors/${tx.workspaceId}`}, 4402))`.execute(
    tx,
  )
  const found = await foundIn(tx, outside)
  const known = (await listSubProcessors(tx)).filter(one => one.kind && !one.endedAt)
  const isSame = (one: Pick<Found, 'kind' | 'host'>, other: SubProcessor) =>
    one.kind === other.kind && one.host === other.host
  for (const { kind, host } of found)
    if (!known.some(one => isSame({ kind, host }, one)))
      await insert(ground, tx, system, {
        ...{ kind, host, name: host, country: '', purposeFr: '', purposeEn: '' },
        ...{ startsOn: dayOf(ground.clock.now()), earlyReasonFr: '', earlyReasonEn: '' },
      })
  for (const one of known) if (!found.some(other => isSame(other, one))) await endNow(ground, tx, system, one)
}

async function insert(
  ground: Ground,
  tx: Tx,
  actor: EventActor,
  given: Said & Why & Pick<SubProcessor, 'kind' | 'host' | 'startsOn'>,
): Promise<string> {
  const id = ground.newId()
  const { kind, host, name, country, purposeFr, purposeEn, startsOn, earlyReasonFr, earlyReasonEn } = given
  const now = ground.clock.now()
  await sql`
    insert into sub_processors (workspace_id, id, kind, host, name, country, purpose_fr, purpose_en, announced_at, starts_on,
      early_reason_fr, early_reason_en, touched_at)
    values (${tx.workspaceId}, ${id}, ${kind}, ${host}, ${name}, ${country}, ${purposeFr}, ${purposeEn},
      ${now}, ${startsOn}, ${earlyReasonFr}, ${earlyReasonEn}, ${now})`.execute(tx)
  await ground.recordEvent(tx, {
    type: 'sub_processor.added',
    actor,
    subject: { kind: 'sub_processor', id },
    data: { name, kind, startsOn },
  })
  return id
}

async function endNow(ground: Ground, tx: Tx, actor: EventActor, { id, name, kind }: SubProcessor) {
  await sql`
    update sub_processors set ended_at = ${ground.clock.now()}, touched_at = ${ground.clock.now()}
    where workspace_id = ${tx.workspaceId} and id = ${id}`.execute(tx)
  await ground.recordEvent(tx, {
    type: 'sub_processor.ended',
    actor,
    subject: { kind: 'sub_processor', id },
    data: { name, kind },
  })
}

const dayOf = (moment: Date) => moment.toISOString().slice(0, 10)
