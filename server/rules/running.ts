import { sql } from 'kysely'
import type { Rule, RuleAction } from '#contract/rules.ts'
import type { Complaints } from '#server/complaints/index.ts'
import type { Conversations } from '#server/conversations/index.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import { attempt } from '#server/platform/attempt.ts'
import type { Tx } from '#server/platform/db.ts'
import type { StoredEvent } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Language } from '#server/platform/i18n.ts'
import type { SegmentsOfCustomers } from '#server/segments/index.ts'
import { aroundFor, askedRules, saidByOthers, settledBy, standingNow, tellingReasons } from './asking.ts'
import { wordsHeld } from './conditions.ts'
import { decide, type Hit } from './deciding.ts'
import { type Folded, folded } from './facts.ts'
import { type IsOpenAt, requestsOf } from './loading.ts'
import { rulesOf } from './queries.ts'
import { toldLeftOut } from './trial.ts'

export interface RunningDeps {
  ground: Ground
  conversations: Pick<Conversations, 'automatic'>
  complaints: Pick<Complaints, 'proposeAs'>
  /** The words of an answer kept ready that leave by themselves; knowledge/ gives them. */
  wordsFor: (tx: Tx, actor: Actor, about: { conversationId: string; id: string }) => Promise<string>
  isOpenAt: IsOpenAt
  segments: Pick<SegmentsOfCustomers, 'standingOf'>
  languageOf: (tx: Tx) => Promise<Language>
}

/**
 * Asks the rules of a customer's message, once. Only what a person wrote to us wakes them: nothing that rules do is such a
 * message, so they never wake each other.
 */
export async function askRules(deps: RunningDeps, event: StoredEvent): Promise<void> {
  if (event.actor.kind !== 'contact' || (event.data.automatic ?? 'none') !== 'none') return
  await deps.ground.db.inWorkspace(event.workspaceId, async tx => {
    const rules = await rulesOf(tx, deps.ground.clock.now())
    const asked = askedRules(rules)
    if (asked.length === 0 || !(await isFirst(tx, event))) return
    const [request] = await requestsOf(tx, aroundFor(deps, rules), [event.subject.id])
    if (!request || request.conversation.isClosed) return
    const words = folded(request.facts)
    const said = await saidByOthers(tx, [request.conversation.id])
    const others = settledBy(said.filter(({ isOverflow, isRuled }) => !isOverflow || isRuled))
    const { hits } = decide(asked, words, standingNow(request, words, await tellingReasons(tx), others))
    if (hits.length === 0) return
    const language = await deps.languageOf(tx)
    for (const hit of hits) {
      const rule = rules.find(({ id }) => id === hit.ruleId)!
      await carryOut(
        deps,
        tx,
        { rule, hit, language, words, messageId: event.subject.id },
        request.conversation.id,
      )
    }
  })
}

/** Holds the conversation while its rules are asked; false when they were asked already for this message. */
async function isFirst(tx: Tx, { subject, conversationId }: StoredEvent): Promise<boolean> {
  await sql`
    select from conversations where workspace_id = ${tx.workspaceId} and id = ${conversationId} for update`.execute(
    tx,
  )
  const { rows } = await sql`
    select from rule_hits where workspace_id = ${tx.workspaceId} and message_id = ${subject.id} limit 1`.execute(
    tx,
  )
  return rows.length === 0
}

interface Held {
  rule: Rule
  hit: Hit
  language: Language
  messageId: string
  words: Folded
}

async function carryOut(deps: RunningDeps, tx: Tx, held: Held, conversationId: string): Promise<void> {
  const { ground, conversations } = deps
  const { rule, hit, messageId } = held
  const actor = ruleAsActor(tx, held)
  const done: string[] = hit.isWatched ? hit.says.map(action => action.do) : []
  const leftOut: { do: string; because: string }[] = toldLeftOut(hit)
  let changed: object | null = null
  if (hit.actions.length > 0) {
    const before = await conversations.automatic.stands(tx, actor, conversationId)
    for (const action of hit.actions) {
      const { refusal } = await attempt(tx, () => act(deps, tx, actor, held, conversationId, action))
      // Archived since the rule was written, or nobody to write to: the rest is done all the same.
      if (refusal) leftOut.push({ do: action.do, because: 'refused' })
      else done.push(action.do)
    }
    const after = await conversations.automatic.stands(tx, actor, conversationId)
    if (JSON.stringify(before) !== JSON.stringify(after)) changed = { before, after }
  }
  await tx
    .insertInto('rule_hits')
    .values({
      ...{ workspace_id: tx.workspaceId, message_id: messageId, rule_id: rule.id, version: hit.version },
      ...{ conversation_id: conversationId, at: ground.clock.now(), is_watched: hit.isWatched },
      ...{ done: JSON.stringify(done), left_out: JSON.stringify(leftOut) },
      changed: changed && JSON.stringify(changed),
    })
    .execute()
  if (hit.isWatched || done.length === 0) return
  const { assigneeId, teamId } = await conversations.automatic.stands(tx, actor, conversationId)
  await ground.recordEvent(tx, {
    type: 'rule.applied',
    actor: asEventActor(actor),
    subject: { kind: 'rule', id: rule.id },
    conversationId,
    data: { name: rule.name, version: hit.version, messageId, done, leftOut, assigneeId, teamId },
  })
}

async function act(
  { ground, conversations, complaints, wordsFor }: RunningDeps,
  tx: Tx,
  actor: Actor,
  { rule, language, messageId, words }: Held,
  id: string,
  action: RuleAction,
): Promise<void> {
  const { automatic } = conversations
  switch (action.do) {
    case 'setReason':
      return automatic.edit(tx, actor, id, { reasonId: action.reasonId })
    case 'setPriority':
      return automatic.edit(tx, actor, id, { priority: action.priority })
    case 'setTeam':
      return automatic.edit(tx, actor, id, { teamId: action.teamId })
    case 'addTag': {
      const { tags } = await automatic.stands(tx, actor, id)
      const has = tags.some(tag => tag.toLowerCase() === action.tag.toLowerCase())
      return has ? undefined : automatic.edit(tx, actor, id, { tags: [...tags, action.tag] })
    }
    case 'proposeComplaint':
      return complaints.proposeAs(tx, actor, {
        ...{ conversationId: id, messageId, ruleId: rule.id },
        words: wordsHeld(rule.body, words),
      })
    case 'needsPerson':
      return automatic.edit(tx, actor, id, { needsPerson: true })
    case 'webhook': {
      const { assigneeId, teamId } = await automatic.stands(tx, actor, id)
      await ground.recordEvent(tx, {
        type: 'rule.called',
        actor: asEventActor(actor),
        subject: { kind: 'rule', id: rule.id },
        conversationId: id,
        data: {
          ...{ name: rule.name, version: rule.version, webhookId: action.webhookId },
          ...{ messageId, assigneeId, teamId },
        },
      })
      return
    }
    case 'notify': {
      const text = ground.t(language, 'rule:notice', { name: rule.name })
      await automatic.note(tx, actor, id, { text, mentions: action.memberIds })
      return
    }
    case 'reply': {
      const text = await wordsFor(tx, actor, { conversationId: id, id: action.cannedAnswerId })
      await automatic.answer(tx, actor, { conversationId: id, messageId, text })
      return
    }
  }
}

/** A rule may do what its writers may: they are administrators and supervisors. */
const ruleAsActor = (tx: Tx, { rule, language }: Held): Actor => ({
  ...{ kind: 'rule', id: rule.id, name: rule.name, language },
  ...{ memberId: null, workspaceId: tx.workspaceId, role: 'supervisor', scopes: null },
  ...{ teamIds: [], partnerId: null },
})
