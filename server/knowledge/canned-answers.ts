import { sql } from 'kysely'
import type { z } from 'zod'
import type { CannedAnswer, MacroActs } from '#contract/knowledge.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import { maskCards } from '#server/platform/card-masking.ts'
import { sendsToClosedPlace } from '#server/platform/closed-addresses.ts'
import type { Tx } from '#server/platform/db.ts'
import { Forbidden, Invalid, NotFound } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { halfVariables, unknownVariables } from './template.ts'
import { variableNames } from './variables.ts'

type Acts = z.infer<typeof MacroActs>

export interface CannedAnswerInput {
  name: string
  folder: string
  textFr: string | null
  textEn: string | null
  audience: CannedAnswer['audience']
  teamId: string | null
  acts: Acts | null
}

interface AnswerRow {
  id: string
  name: string
  folder: string
  text_fr: string | null
  text_en: string | null
  audience: CannedAnswer['audience']
  team_id: string | null
  team_name: string | null
  owner_id: string | null
  owner_name: string | null
  acts: Acts | null
  /** The reason that its acts name and that is in use no more. */
  archived_reason: CannedAnswer['archivedReason']
  uses: number
}

const usesOverMs = 90 * 86_400_000

/** The answers that someone may use, by folder and name; with `id`, that one alone, archived too when asked. */
async function rowsFor(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  { id, archived = false }: { id?: string; archived?: boolean } = {},
): Promise<AnswerRow[]> {
  const isLead = leads(actor)
  const { rows } = await sql<AnswerRow>`
    select a.id, a.name, a.folder, a.text_fr, a.text_en, a.audience, a.team_id, t.name as team_name,
      a.owner_id, m.name as owner_name, a.acts,
      case when r.id is not null then json_build_object('labelFr', r.label_fr, 'labelEn', r.label_en) end as archived_reason,
      (select count(*)::int from (
        select from events e
        where e.workspace_id = a.workspace_id and e.subject_id = a.id and e.type = 'canned_answer.used'
          and e.id >= first_id_at(${new Date(ground.clock.now().getTime() - usesOverMs)})
          and not exists (
            select from events c
            where c.workspace_id = e.workspace_id and c.subject_id = (e.data ->> 'messageId')::uuid
              and c.type = 'message.cancelled')
        limit 999) used) as uses
    from canned_answers a
    left join teams t on t.workspace_id = a.workspace_id and t.id = a.team_id
    left join members m on m.workspace_id = a.workspace_id and m.id = a.owner_id
    left join reasons r on r.workspace_id = a.workspace_id and r.id::text = a.acts ->> 'reasonId'
      and r.archived_at is not null
    where a.workspace_id = ${tx.workspaceId}
      and (a.archived_at is null) = ${!archived}
      and ${id ? sql`a.id = ${id}` : sql`true`}
      and (
        a.audience = 'everyone'
        or (a.audience = 'me' and a.owner_id = ${actor.memberId})
        or (a.audience = 'team' and (${isLead} or a.team_id = any (${actor.teamIds}::uuid[])))
      )
    order by lower(a.folder), lower(a.name), a.id
    limit 2000`.execute(tx)
  return rows
}

/** The answers kept ready that someone may use. */
export async function listCannedAnswers(ground: Ground, tx: Tx, actor: Actor): Promise<CannedAnswer[]> {
  return (await rowsFor(ground, tx, actor)).map(row => toAnswer(row, actor))
}

/** One of the answers that someone may use, or NotFound. */
export async function cannedAnswerFor(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
  how: { archived?: boolean } = {},
): Promise<CannedAnswer> {
  const row = (await rowsFor(ground, tx, actor, { id, ...how }))[0]
  if (!row) throw new NotFound('canned_answer')
  return toAnswer(row, actor)
}

/** Keeps an answer ready for oneself, a team or everybody. */
export async function createCannedAnswer(ground: Ground, tx: Tx, actor: Actor, input: CannedAnswerInput) {
  const id = ground.newId()
  await tx
    .insertInto('canned_answers')
    .values({ workspace_id: tx.workspaceId, id, ...(await columnsOf(tx, actor, input)) })
    .execute()
  await record(ground, tx, actor, id, 'created')
  return cannedAnswerFor(ground, tx, actor, id)
}

/** Changes an answer; what it becomes must be in the person's power as what it was. */
export async function updateCannedAnswer(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
  change: { [Key in keyof CannedAnswerInput]?: CannedAnswerInput[Key] | undefined },
) {
  const before = await editable(ground, tx, actor, id)
  const after: CannedAnswerInput = {
    name: change.name ?? before.name,
    folder: change.folder ?? before.folder,
    textFr: change.textFr === undefined ? before.textFr : change.textFr,
    textEn: change.textEn === undefined ? before.textEn : change.textEn,
    audience: change.audience ?? before.audience,
    teamId: change.teamId === undefined ? (before.team?.id ?? null) : change.teamId,
    acts: change.acts === undefined ? before.acts : change.acts,
  }
  await tx
    .updateTable('canned_answers')
    .set({ ...(await columnsOf(tx, actor, after)), updated_at: ground.clock.now() })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
  await record(ground, tx, actor, id, 'updated')
  return cannedAnswerFor(ground, tx, actor, id)
}

/** Offers an answer no longer, or again. */
export async function setArchived(ground: Ground, tx: Tx, actor: Actor, id: string, isArchived: boolean) {
  await editable(ground, tx, actor, id, { archived: !isArchived })
  await tx
    .updateTable('canned_answers')
    .set({ archived_at: isArchived ? ground.clock.now() : null })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
  await record(ground, tx, actor, id, isArchived ? 'archived' : 'restored')
}

/** Notes that a message began from these answers, where the writer may use them. */
export async function noteUse(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  used: { conversationId: string; messageId: string; ids: readonly string[] },
): Promise<void> {
  for (const id of new Set(used.ids)) {
    if ((await rowsFor(ground, tx, actor, { id })).length === 0) continue
    await ground.recordEvent(tx, {
      type: 'canned_answer.used',
      actor: asEventActor(actor),
      subject: { kind: 'canned_answer', id },
      conversationId: used.conversationId,
      data: { messageId: used.messageId },
    })
  }
}

/** Every template of the workspace, whoever it belongs to. */
export async function allTemplates(tx: Tx): Promise<string[]> {
  const rows = await tx
    .selectFrom('canned_answers')
    .select(['text_fr', 'text_en'])
    .where('workspace_id', '=', tx.workspaceId)
    .execute()
  return rows.flatMap(({ text_fr, text_en }) => [text_fr ?? '', text_en ?? '']).filter(text => text !== '')
}

const leads = (actor: Actor) => actor.role === 'administrator' || actor.role === 'supervisor'

function mayKeep(actor: Actor, { audience, teamId }: { audience: string; teamId: string | null }): boolean {
  if (audience === 'me') return actor.memberId !== null
  if (leads(actor)) return true
  return audience === 'team' && teamId !== null && actor.teamIds.includes(teamId)
}

async function editable(ground: Ground, tx: Tx, actor: Actor, id: string, how: { archived?: boolean } = {}) {
  const answer = await cannedAnswerFor(ground, tx, actor, id, how)
  if (!answer.mayEdit) throw new Forbidden('canned_answer.not_yours')
  return answer
}

/** What is kept of an answer, once it is allowed and all it names exists. */
async function columnsOf(tx: Tx, actor: Actor, input: CannedAnswerInput) {
  const { audience, teamId, acts } = input
  const [textFr, textEn] = [kept(input.textFr), kept(input.textEn)]
  const does = acts && hasActs(acts) ? acts : null
  if (!textFr && !textEn && !does) throw new Invalid('canned_answer.empty')
  const half = [...halfVariables(textFr ?? ''), ...halfVariables(textEn ?? '')]
  if (half.length > 0) throw new Invalid('canned_answer.half_variable', { place: half[0] })
  if (sendsToClosedPlace(`${textFr ?? ''} ${textEn ?? ''}`)) throw new Invalid('canned_answer.odr_closed')
  const unknown = unknownVariables(`${textFr ?? ''} ${textEn ?? ''}`, variableNames)
  if (unknown.length > 0) throw new Invalid('canned_answer.unknown_variable', { names: unknown.join(', ') })
  if (audience === 'team' && !teamId) throw new Invalid('canned_answer.team_required')
  if (teamId) await mustExist(tx, 'teams', teamId, 'team')
  if (does?.teamId) await mustExist(tx, 'teams', does.teamId, 'team')
  if (does?.reasonId) await mustExist(tx, 'reasons', does.reasonId, 'reason')
  if (does?.afterwards === 'snooze' && !does.snoozeHours) throw new Invalid('canned_answer.snooze_hours')
  if (!mayKeep(actor, input)) throw new Forbidden('canned_answer.not_allowed')
  return {
    name: maskCards(input.name).text,
    folder: maskCards(input.folder).text,
    text_fr: textFr,
    text_en: textEn,
    audience,
    team_id: audience === 'team' ? teamId : null,
    owner_id: audience === 'me' ? actor.memberId : null,
    acts: does && JSON.stringify(does),
  }
}

const kept = (text: string | null) => (text && text.trim() !== '' ? maskCards(text).text : null)

const hasActs = ({ reasonId, addTags, teamId, afterwards }: Acts) =>
  reasonId !== null || addTags.length > 0 || teamId !== null || afterwards !== null

async function mustExist(tx: Tx, table: 'teams' | 'reasons', id: string, kind: string) {
  const row = await tx
    .selectFrom(table)
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new NotFound(kind)
}

async function record(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
  what: 'created' | 'updated' | 'archived' | 'restored',
) {
  await ground.recordEvent(tx, {
    type: `canned_answer.${what}`,
    actor: asEventActor(actor),
    subject: { kind: 'canned_answer', id },
  })
}

const toAnswer = (row: AnswerRow, actor: Actor): CannedAnswer => ({
  id: row.id,
  name: row.name,
  folder: row.folder,
  textFr: row.text_fr,
  textEn: row.text_en,
  audience: row.audience,
  team: row.team_id ? { id: row.team_id, name: row.team_name ?? '' } : null,
  owner: row.owner_id ? { id: row.owner_id, name: row.owner_name ?? '' } : null,
  // A reason that is in use no more is given to nothing new: it is left out, and said.
  acts: row.acts && row.archived_reason !== null ? { ...row.acts, reasonId: null } : row.acts,
  archivedReason: row.archived_reason,
  uses: row.uses,
  mayEdit: mayKeep(actor, { audience: row.audience, teamId: row.team_id }),
})
