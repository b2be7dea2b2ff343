import { implement } from '@orpc/server'
import type { Message } from '#contract/conversations.ts'
import { contract } from '#contract/index.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import { toPage } from '#server/platform/paging.ts'
import { conversationFor } from './access.ts'
import { assign, edit, type RequireAgreed, setShare, setSpam, setStatus, snooze, wake } from './changes.ts'
import { closeConversation, reopenConversation } from './closure.ts'
import { conversationDetail } from './detail.ts'
import { draftsOf, dropDraft, saveDraft } from './drafts.ts'
import { openWork } from './hand-over.ts'
import { join, separate } from './joining.ts'
import {
  archiveReason,
  createReason,
  createTag,
  deleteTag,
  listReasons,
  listTags,
  updateReason,
  updateTag,
} from './labels.ts'
import { setLink } from './linking.ts'
import { pageOfMessages } from './messages.ts'
import { type OpeningDeps, openByHand } from './opening.ts'
import type { AskAnswersDue, ClocksOf } from './promised.ts'
import { countViews, listRows } from './queries.ts'
import { markRead } from './reading.ts'
import { redact } from './redacting.ts'
import { promiseTo, type RowRecord, toRow } from './rows.ts'
import { searchConversations } from './search.ts'
import { shownTo } from './shown.ts'
import { split, unsplit } from './splitting.ts'
import { undoSend } from './undoing.ts'
import { requireField, type VisibleContactFields, veilFor } from './veil.ts'
import { messagesByChange } from './walking.ts'
import { type WritingDeps, write } from './writing.ts'

export interface RoutesDeps extends WritingDeps, OpeningDeps {
  answerDue: AskAnswersDue
  clocksOf: ClocksOf
  visibleContactFields: VisibleContactFields
  requireAgreed: RequireAgreed
}

const counted = [
  'mine',
  'unassigned',
  'team',
  'oldest',
  'soon',
  'late',
  'complaints',
  'mentions',
  'snoozed',
  'drafts',
  'scheduled',
  'spam',
] as const

/** The contract's conversations, each call in the one transaction of its request. */
export function conversationRoutes(deps: RoutesDeps) {
  const { ground } = deps
  const os = implement(contract.conversations).$context<RequestContext>().use(guard)
  const veilOf = (tx: Tx, actor: Actor) => veilFor(tx, actor, deps.visibleContactFields)
  const read = async (tx: Tx, actor: Actor, id: string, how?: { changedIt: boolean }) => {
    const conversation = await conversationDetail(tx, actor, id, deps.clocksOf, how)
    const veil = await veilOf(tx, actor)
    if (!veil) return conversation
    // Whom a promise is made to, its name tells: not to those who may not see it on the card.
    const isNamed = veil.sees('isVip') && veil.sees('attributes')
    const veiled = <Of extends { name: string } | null>(policy: Of): Of =>
      policy && !isNamed ? { ...policy, name: '' } : policy
    return {
      ...veil.row(conversation),
      promisedBy: veiled(conversation.promisedBy),
      clocks: conversation.clocks.map(clock => ({ ...clock, policy: veiled(clock.policy) })),
    }
  }
  const whole = (tx: Tx, actor: Actor, id: string) => read(tx, actor, id, { changedIt: true })

  const shown = (tx: Tx, actor: Actor, conversationId: string, messages: Message[]) =>
    shownTo(deps, tx, actor, conversationId, messages)

  return os.router({
    list: os.list.handler(async ({ input, context: { tx, actor } }) => {
      const veil = await veilOf(tx, actor)
      if (input.company) requireField(veil, 'company')
      const lines = async (rows: RowRecord[]) => {
        const due = await promiseTo(tx, rows, () => deps.answerDue(tx))
        return rows.map(row => veil?.row(toRow(row, due)) ?? toRow(row, due))
      }
      const { q, cursor, limit, order, waitingHours, ...others } = input
      const filters = {
        ...others,
        waitingBefore: waitingHours
          ? new Date(ground.clock.now().getTime() - waitingHours * 3_600_000)
          : undefined,
      }
      if (q === undefined || q.trim() === '') {
        const rows = await listRows(tx, actor, { ...filters, cursor, limit, order })
        const page = toPage(
          rows,
          limit,
          row => [row.place, row.id],
          row => row,
        )
        return { ...page, items: await lines(page.items) }
      }
      const withoutPerson = veil !== undefined && !(veil.sees('name') && veil.sees('identities'))
      const { rows, next } = await searchConversations(tx, actor, {
        q,
        filters,
        cursor,
        limit,
        withoutPerson,
      })
      return { items: await lines(rows), next }
    }),
    viewCounts: os.viewCounts.handler(async ({ context: { tx, actor } }) => {
      const counts = await countViews(tx, actor, counted)
      return {
        items: counted.map(view => ({
          view,
          count: Math.min(counts[view], 99),
          more: counts[view] > 99,
        })),
      }
    }),
    open: os.open.handler(async ({ input, context: { tx, actor } }) =>
      whole(tx, actor, await openByHand(deps, tx, actor, input)),
    ),
    get: os.get.handler(({ input, context: { tx, actor } }) => read(tx, actor, input.id)),
    byNumber: os.byNumber.handler(async ({ input, context: { tx, actor } }) => {
      const row = await tx
        .selectFrom('conversations')
        .select('id')
        .where('workspace_id', '=', tx.workspaceId)
        .where('number', '=', input.number)
        .executeTakeFirst()
      if (!row) throw new NotFound('conversation')
      return read(tx, actor, row.id)
    }),
    update: os.update.handler(async ({ input, context: { tx, actor } }) => {
      await edit(ground, tx, actor, input.id, input)
      return whole(tx, actor, input.id)
    }),
    messages: os.messages.handler(async ({ input, context: { tx, actor } }) => {
      const conversation = await conversationFor(tx, actor, input.id)
      const page = await pageOfMessages(tx, conversation, input)
      return { ...page, items: await shown(tx, actor, input.id, page.items) }
    }),
    walkMessages: os.walkMessages.handler(async ({ input, context: { tx, actor } }) => {
      const { items, next } = await messagesByChange(tx, actor, input)
      const ofThread = Map.groupBy(items, message => message.conversationId)
      const seen = new Map<string, Message>()
      for (const [conversationId, messages] of ofThread)
        for (const message of await shown(tx, actor, conversationId, messages)) seen.set(message.id, message)
      return {
        items: items.map(({ id, updatedAt, state }) => ({ ...seen.get(id)!, updatedAt, state })),
        next,
      }
    }),
    write: os.write.handler(async ({ input, context: { tx, actor } }) => {
      const veil = await veilOf(tx, actor)
      if (veil) await conversationFor(tx, actor, input.id)
      const envelope = await veil?.envelope(input.id, input)
      const written = await write(deps, tx, actor, { ...input, ...envelope })
      return (await shown(tx, actor, input.id, [written]))[0]!
    }),
    undoSend: os.undoSend.handler(async ({ input, context: { tx, actor } }) => {
      const message = await undoSend(deps, tx, actor, input.id, input.messageId)
      return (await shown(tx, actor, input.id, [message]))[0]!
    }),
    redact: os.redact.handler(({ input, context: { tx, actor } }) => redact(ground, tx, actor, input)),
    close: os.close.handler(async ({ input, context: { tx, actor } }) => {
      await closeConversation(deps, tx, actor, input.id, input)
      return whole(tx, actor, input.id)
    }),
    reopen: os.reopen.handler(async ({ input, context: { tx, actor } }) => {
      await reopenConversation(deps, tx, actor, input.id)
      return whole(tx, actor, input.id)
    }),
    assign: os.assign.handler(async ({ input, context: { tx, actor } }) => {
      await assign(ground, tx, actor, input.id, input)
      if (input.memberId) await deps.requireAgreed(tx, input.memberId, input.id)
      return whole(tx, actor, input.id)
    }),
    setStatus: os.setStatus.handler(async ({ input, context: { tx, actor } }) => {
      await setStatus(ground, tx, actor, input.id, input.status)
      return whole(tx, actor, input.id)
    }),
    snooze: os.snooze.handler(async ({ input, context: { tx, actor } }) => {
      await snooze(ground, tx, actor, input.id, input.until === null ? null : new Date(input.until))
      return whole(tx, actor, input.id)
    }),
    wake: os.wake.handler(async ({ input, context: { tx, actor } }) => {
      await wake(ground, tx, actor, input.id)
      return whole(tx, actor, input.id)
    }),
    setSpam: os.setSpam.handler(async ({ input, context: { tx, actor } }) => {
      await setSpam(ground, tx, actor, input.id, input)
      return whole(tx, actor, input.id)
    }),
    sameRequest: os.sameRequest.handler(async ({ input, context: { tx, actor } }) =>
      whole(tx, actor, await join(ground, tx, actor, input.id, input)),
    ),
    undoSameRequest: os.undoSameRequest.handler(async ({ input, context: { tx, actor } }) =>
      whole(tx, actor, await separate(ground, tx, actor, input.id)),
    ),
    split: os.split.handler(async ({ input, context: { tx, actor } }) =>
      whole(tx, actor, await split(ground, tx, actor, input.id, input)),
    ),
    undoSplit: os.undoSplit.handler(async ({ input, context: { tx, actor } }) =>
      whole(tx, actor, await unsplit(ground, tx, actor, input.id)),
    ),
    link: os.link.handler(async ({ input, context: { tx, actor } }) => {
      await setLink(ground, tx, actor, { ...input, linked: true })
      return whole(tx, actor, input.id)
    }),
    unlink: os.unlink.handler(async ({ input, context: { tx, actor } }) => {
      await setLink(ground, tx, actor, { ...input, linked: false })
      return whole(tx, actor, input.id)
    }),
    openWork: os.openWork.handler(({ input, context: { tx } }) => openWork(tx, input.id)),
    share: os.share.handler(async ({ input, context: { tx, actor } }) => {
      await setShare(ground, tx, actor, input.id, input.memberId, true)
      return whole(tx, actor, input.id)
    }),
    unshare: os.unshare.handler(async ({ input, context: { tx, actor } }) => {
      await setShare(ground, tx, actor, input.id, input.memberId, false)
      return whole(tx, actor, input.id)
    }),
    markRead: os.markRead.handler(async ({ input, context: { tx, actor } }) => {
      await markRead(ground, tx, actor, input.id, input.lastReadMessageId)
      return { done: true as const }
    }),
    getDrafts: os.getDrafts.handler(async ({ input, context: { tx, actor } }) => {
      const items = await draftsOf(tx, actor, input.id)
      return { items: (await (await veilOf(tx, actor))?.drafts(input.id, items)) ?? items }
    }),
    saveDraft: os.saveDraft.handler(async ({ input, context: { tx, actor } }) => {
      const veil = await veilOf(tx, actor)
      if (!veil) return saveDraft(ground, tx, actor, input)
      const body = { ...input.body, ...(await veil.envelope(input.id, input.body)) }
      const draft = await saveDraft(ground, tx, actor, { ...input, body })
      return (await veil.drafts(input.id, [draft]))[0]!
    }),
    dropDraft: os.dropDraft.handler(async ({ input, context: { tx, actor } }) => {
      await dropDraft(tx, actor, input.id, input.kind)
      return { done: true as const }
    }),

    listReasons: os.listReasons.handler(async ({ context: { tx } }) => ({ items: await listReasons(tx) })),
    createReason: os.createReason.handler(({ input, context: { tx, actor } }) =>
      createReason(ground, tx, actor, input),
    ),
    updateReason: os.updateReason.handler(({ input, context: { tx, actor } }) =>
      updateReason(ground, tx, actor, input.id, input),
    ),
    archiveReason: os.archiveReason.handler(async ({ input, context: { tx, actor } }) => {
      await archiveReason(ground, tx, actor, input.id)
      return { done: true as const }
    }),
    listTags: os.listTags.handler(async ({ context: { tx } }) => ({ items: await listTags(tx) })),
    createTag: os.createTag.handler(({ input, context: { tx, actor } }) =>
      createTag(ground, tx, actor, input.name),
    ),
    updateTag: os.updateTag.handler(({ input, context: { tx, actor } }) =>
      updateTag(ground, tx, actor, input),
    ),
    deleteTag: os.deleteTag.handler(async ({ input, context: { tx, actor } }) => {
      await deleteTag(ground, tx, actor, input.id)
      return { done: true as const }
    }),
  })
}
