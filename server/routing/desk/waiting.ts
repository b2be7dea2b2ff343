import { sql } from 'kysely'
import type { RoutingOf, waitingReasons } from '#contract/work.ts'
import { type Actor, isLeading } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import type { CalendarRules } from '#server/workspaces/index.ts'
import { profileOf } from '../board.ts'
import { createCeilings } from '../ceilings.ts'
import type { StillWaiting } from '../core/dispatcher.ts'
import { askedUpTo, meets, type Requirement } from '../core/model.ts'
import { type House, ladderOf, ownHouse, type QueueRules, queueOf } from '../ladders.ts'
import type { CalendarOf } from '../open-hours.ts'
import { type StoredPerson, storedPeople } from '../stored-people.ts'
import { type StoredItem, storedItems } from '../storing.ts'
import { boardNow } from './board-now.ts'

export interface WaitingDeps {
  calendarOf: CalendarOf
  /** The instant itself when open, otherwise the next opening; undefined when none comes. */
  nextOpening: (rules: CalendarRules, at: Date) => Date | undefined
}

type Waiting = NonNullable<RoutingOf['waiting']>
type Reason = (typeof waitingReasons)[number]

/**
 * Asks the dispatcher's core why an item waits, among those who may take it, as they are now. What only the dispatcher
 * decides (whose turn it is) is read as it wrote it.
 */
export async function whyWaiting(
  { calendarOf, nextOpening }: WaitingDeps,
  tx: Tx,
  { actor, now, conversationId }: { actor: Actor; now: Date; conversationId: string },
): Promise<Waiting | null> {
  const at = now.getTime()
  const [item] = await storedItems(tx, tx.workspaceId, [conversationId])
  if (!item) return null
  const { board, house } = await boardNow(tx, calendarOf, now, ['push', 'pull', 'pick'])
  const people = await storedPeople(tx, tx.workspaceId, await memberIdsAround(tx, house, item))
  for (const person of people) board.person(at, person)
  const held = await storedItems(tx, tx.workspaceId, await heldBy(tx, people))
  for (const other of held) if (other.holder) board.item(at, other.conversationId, other)
  board.item(at, conversationId, item)
  const stands = board.whyWaiting(at, item.id)
  if (!stands) return null
  const calendarId = item.teamId === null ? null : (house.teams.get(item.teamId)?.calendarId ?? null)
  const opens = nextOpening(await calendarOf(tx, calendarId), now)
  const asked = askedUpTo(ladderOf(house, item), stands.step)
  const facts: Facts = {
    way: queueOf(house, item.teamId).way,
    isClosed: opens === undefined || opens > now,
    isAskedByName: item.askedMemberId !== undefined,
    isLost: item.keptUntil !== undefined,
    lacking: lackingOf(people, asked),
    atCeiling: atCeiling(house, { people, held, asked }),
  }
  const reason = reasonOf(stands, facts)
  const until = untilOf(reason, stands, opens)
  const those = peopleOf(reason, stands, facts)
  return {
    reason,
    memberId: nameOf(reason, item),
    until: until === undefined || !Number.isFinite(until) ? null : new Date(until).toISOString(),
    people: typeof those === 'number' ? those : those.length,
    memberIds: typeof those !== 'number' && isLeading(actor) ? those : [],
    queued: await waitingIn(tx, item),
    ...(await kept(tx, actor, { reason, stands, facts })),
    skills: reason === 'no_skill' ? await skillNames(tx, facts.lacking.skillIds) : [],
    language: reason === 'no_language' ? item.language : null,
  }
}

/** What of its surroundings says why an item waits, beside the core. */
export interface Facts {
  way: QueueRules['way']
  isClosed: boolean
  isAskedByName: boolean
  /** Its owner had it until they lost the network. */
  isLost: boolean
  lacking: Lacking
  /** People who are there, of partners that have all that was agreed. */
  atCeiling: { memberIds: string[]; partnerId: string | null }
}

interface Lacking {
  skillIds: string[]
  language: boolean
}

/** What keeps an item waiting, the nearest cause first. */
export function reasonOf(stands: StillWaiting, facts: Facts): Reason {
  const { way, isClosed, isAskedByName, isLost, lacking, atCeiling } = facts
  if (isAskedByName) return 'asked'
  if (way !== 'push') return way
  if (stands.forOwner) return stands.able.length > 0 ? 'soon' : isLost ? 'owner_lost' : 'owner_first'
  if (stands.keptFor) return stands.able.length > 0 ? 'soon' : 'share'
  if (stands.capable === 0) {
    if (lacking.skillIds.length > 0) return 'no_skill'
    return lacking.language ? 'no_language' : 'nobody_can'
  }
  if (stands.routable === 0) {
    if (atCeiling.memberIds.length > 0) return 'ceiling'
    return isClosed ? 'closed' : 'nobody_there'
  }
  if (stands.withRoom === 0) return 'no_room'
  return stands.able.length > 0 ? 'soon' : 'back_off'
}

function untilOf(reason: Reason, stands: StillWaiting, opens: Date | undefined): number | undefined {
  if (reason === 'pull' || reason === 'pick' || reason === 'asked') return undefined
  if (reason === 'closed') return opens?.getTime()
  if (reason === 'share') return stands.keptFor!.until
  return reason === 'back_off' ? stands.againAt : stands.widensAt
}

/** The people whom a reason is about; only how many, where the core does not name them. */
function peopleOf(reason: Reason, stands: StillWaiting, { atCeiling }: Facts): string[] | number {
  if (reason === 'pull' || reason === 'pick') return stands.able
  if (reason === 'back_off') return stands.refusing
  if (reason === 'ceiling') return atCeiling.memberIds
  return reason === 'no_room' || reason === 'share' ? stands.routable : stands.capable
}

const nameOf = (reason: Reason, { askedMemberId, owner }: StoredItem): string | null => {
  if (reason === 'asked') return askedMemberId!
  return reason === 'owner_first' || reason === 'owner_lost' ? (owner?.id ?? null) : null
}

/** For whom it is kept, by name; what was agreed with one partner is nobody's business at another one. */
async function kept(
  tx: Tx,
  actor: Actor,
  { reason, stands, facts }: { reason: Reason; stands: StillWaiting; facts: Facts },
): Promise<Pick<Waiting, 'partner' | 'isForHouse'>> {
  const employer =
    reason === 'share' ? stands.keptFor!.name : reason === 'ceiling' ? facts.atCeiling.partnerId : null
  const isForHouse = employer === ownHouse
  if (employer === null || isForHouse || (actor.partnerId !== null && actor.partnerId !== employer))
    return { partner: null, isForHouse }
  const partner = await tx
    .selectFrom('partners')
    .select(['name'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', employer)
    .executeTakeFirst()
  return { partner: partner?.name ?? null, isForHouse }
}

/** What of the widest that is asked nobody has, who has the rest of it. */
function lackingOf(people: readonly StoredPerson[], asked: readonly Requirement[]): Lacking {
  const widest = asked.at(-1)!
  const profiles = people.map(profileOf)
  const unskilled = profiles.filter(profile => meets(profile, { ...widest, skills: {} }))
  const needed = Object.keys(widest.skills)
  if (needed.length > 0 && unskilled.length > 0) {
    const missing = needed.filter(
      id => !unskilled.some(({ skills }) => (skills[id] ?? 0) >= widest.skills[id]!),
    )
    // Each has somebody, and nobody has all of them.
    return { skillIds: missing.length > 0 ? missing : needed, language: false }
  }
  return { skillIds: [], language: profiles.some(profile => meets(profile, { ...widest, languages: [] })) }
}

/** People who are there and might be asked, were their partner not at its ceiling (D10). */
function atCeiling(
  house: House,
  of: { people: readonly StoredPerson[]; held: readonly StoredItem[]; asked: readonly Requirement[] },
): Facts['atCeiling'] {
  const ceilings = createCeilings(house)
  const partnerOf = new Map(of.people.map(({ id, partnerId }) => [id, partnerId]))
  for (const { id, holder } of of.held) if (holder) ceilings.note(id, partnerOf.get(holder.memberId) ?? null)
  const those = of.people.filter(
    person =>
      person.isAvailable &&
      !person.isSilent &&
      ceilings.isReached(person.partnerId) &&
      of.asked.some(one => meets(profileOf(person), one)),
  )
  return { memberIds: those.map(({ id }) => id), partnerId: those[0]?.partnerId ?? null }
}

/** Those whom an item's queue may ask, by now or later, and everybody of the partners among them that have a ceiling. */
async function memberIdsAround(tx: Tx, house: House, item: StoredItem): Promise<string[]> {
  const widest = ladderOf(house, item).at(-1)!.requirement
  const limited = widest.employers.filter(id => typeof house.contracts.get(id)?.mostOpen === 'number')
  const named = [item.owner?.id, item.askedMemberId].filter(id => id !== undefined)
  const { rows } = await sql<{ id: string }>`
    select m.id from members m
    where m.workspace_id = ${tx.workspaceId} and m.status = 'active' and m.role <> 'collaborator' and (
      ${widest.groups.length === 0}
      or m.id = any (${named}::uuid[])
      or m.partner_id = any (${limited}::uuid[])
      or m.site_id = any (${widest.groups}::uuid[])
      or exists (
        select from team_members t
        where t.workspace_id = m.workspace_id and t.member_id = m.id and t.team_id = any (${widest.groups}::uuid[])
      )
    )`.execute(tx)
  return rows.map(({ id }) => id)
}

/** The conversations that some people have or are offered. */
async function heldBy(tx: Tx, people: readonly StoredPerson[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select w.conversation_id as id from reservations v
    join work_items w on w.workspace_id = v.workspace_id and w.id = v.item_id
    where v.workspace_id = ${tx.workspaceId} and v.ended_at is null
      and v.member_id = any (${people.map(({ id }) => id)}::uuid[])`.execute(tx)
  return rows.map(({ id }) => id)
}

/** How many requests wait in the queue of an item. */
async function waitingIn(tx: Tx, { teamId }: StoredItem): Promise<number> {
  const { rows } = await sql<{ queued: number }>`
    select count(*)::integer as queued from work_items w
    where w.workspace_id = ${tx.workspaceId} and w.ended_at is null and w.state = 'queued'
      and w.team_id is not distinct from ${teamId}`.execute(tx)
  return rows[0]!.queued
}

async function skillNames(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const rows = await tx
    .selectFrom('skills')
    .select(['name'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', 'in', ids)
    .orderBy('name')
    .execute()
  return rows.map(({ name }) => name)
}
