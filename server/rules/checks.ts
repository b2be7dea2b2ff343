import { sql } from 'kysely'
import type { Condition, RuleAction, RuleBody } from '#contract/rules.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound } from '#server/platform/errors.ts'
import { faultOfPhrase } from '#server/platform/fold.ts'

/** Refuses a rule that names what is not there, and one that says a thing twice. */
export async function requireSound(tx: Tx, { all, any, actions }: RuleBody): Promise<void> {
  const conditions = [...all, ...any]
  requireWords(conditions)
  const segmentIds = conditions.flatMap(one => (one.on === 'segment' ? one.is : []))
  if (segmentIds.length > 0) await requireSegments(tx, segmentIds)
  const kinds = actions
    .map(action => action.do)
    .filter(kind => kind !== 'addTag' && kind !== 'notify' && kind !== 'webhook')
  if (new Set(kinds).size < kinds.length) throw new Invalid('rule.said_twice')
  for (const condition of conditions)
    if (condition.on === 'channel') await requireAll(tx, 'channels', condition.is, 'channel')
  for (const action of actions) await requireNamed(tx, action)
}

/** Refuses words that could never be found, so that no rule stands there and never holds. */
export function requireWords(conditions: readonly Condition[]): void {
  for (const words of conditions.flatMap(wordsOf)) {
    const fault = faultOfPhrase(words)
    if (fault) throw new Invalid(`rule.${fault}`, { words })
  }
}

function wordsOf(condition: Condition): readonly string[] {
  if (condition.on === 'words') return condition.has
  const isCompared = condition.on === 'contact' || condition.on === 'company'
  return isCompared && condition.value.is === 'containing' ? condition.value.to : []
}

function requireNamed(tx: Tx, action: RuleAction): Promise<void> | undefined {
  switch (action.do) {
    case 'setReason':
      return requireAll(tx, 'reasons', [action.reasonId], 'reason')
    case 'setTeam':
      return requireAll(tx, 'teams', [action.teamId], 'team')
    case 'notify':
      return requireAll(tx, 'members', action.memberIds, 'member')
    case 'webhook':
      return requireAll(tx, 'webhooks', [action.webhookId], 'webhook')
    case 'reply':
      return requireForEverybody(tx, action.cannedAnswerId)
    case 'setPriority':
    case 'proposeComplaint':
    case 'needsPerson':
    case 'addTag':
      return undefined
  }
}

async function requireAll(
  tx: Tx,
  table: 'channels' | 'members' | 'reasons' | 'teams' | 'webhooks',
  ids: readonly string[],
  kind: string,
): Promise<void> {
  const wanted = [...new Set(ids)]
  const rows = await tx
    .selectFrom(table)
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', 'in', wanted)
    .execute()
  if (rows.length < wanted.length) throw new NotFound(kind)
}

/** Held until the rule is written: nobody puts a segment away that it asks for. */
async function requireSegments(tx: Tx, ids: readonly string[]): Promise<void> {
  const wanted = [...new Set(ids)]
  const rows = await tx
    .selectFrom('segments')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', 'in', wanted)
    .where('archived_at', 'is', null)
    .forShare()
    .execute()
  if (rows.length < wanted.length) throw new NotFound('segment')
}

/** What leaves in everybody's name is an answer that everybody may read, and has words. */
async function requireForEverybody(tx: Tx, id: string): Promise<void> {
  const { rows } = await sql<{ audience: string; has_words: boolean }>`
    select audience, coalesce(text_fr, text_en) is not null as has_words from canned_answers
    where workspace_id = ${tx.workspaceId} and id = ${id} and archived_at is null`.execute(tx)
  const [answer] = rows
  if (!answer) throw new NotFound('canned_answer')
  if (answer.audience !== 'everyone' || !answer.has_words) throw new Invalid('rule.answer_for_everybody')
}
