import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import { conversationFor, conversationToChange } from '#server/conversations/index.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import type { Chores } from '#server/platform/jobs.ts'
import { carryComplaint } from './carrying.ts'
import { readClocks, readMessage, readReason } from './listening.ts'
import { complaintOf } from './queries.ts'
import { type ComplaintDeps, confirm, dismiss, hold, type Proposal, propose } from './settling.ts'
import { readWarnings, tellComplaints } from './telling.ts'
import { type Classifier, wordsOfComplaint } from './words.ts'

export { proposePast } from './past.ts'
export { type Classifier, wordsOfComplaint } from './words.ts'

/** Complaints as a nature of conversations (CMP-1), with the clocks of regulated sectors (CMP-2). */
export function createComplaints(given: ComplaintDeps & { classify?: Classifier }) {
  const deps = { ...given, classify: given.classify ?? wordsOfComplaint }
  const os = implement(contract.complaints).$context<RequestContext>().use(guard)
  const told = async (tx: Tx, id: string) => ({ complaint: await complaintOf(tx, id) })
  const chores: Partial<Chores> = {
    subscribers: [
      { name: 'complaints.messages', on: ['message.received'], handle: event => readMessage(deps, event) },
      { name: 'complaints.reasons', on: ['conversation.updated'], handle: event => readReason(deps, event) },
      {
        name: 'complaints.moves',
        on: ['conversation.joined', 'conversation.split'],
        handle: event => carryComplaint(deps, event),
      },
      { name: 'complaints.warnings', on: ['workspace.updated'], handle: event => readWarnings(deps, event) },
      {
        name: 'complaints.clocks',
        on: [
          'message.written',
          'conversation.closed',
          'conversation.reopened',
          'conversation.closure_undone',
        ],
        handle: event => readClocks(deps, event),
      },
    ],
    timers: [{ name: 'complaints.tell', pattern: '* * * * *', run: () => tellComplaints(deps) }],
  }
  return {
    chores,
    router: os.router({
      get: os.get.handler(async ({ input, context: { tx, actor } }) => {
        await conversationFor(tx, actor, input.id)
        return told(tx, input.id)
      }),
      propose: os.propose.handler(async ({ input, context: { tx, actor } }) => {
        const conversation = await conversationToChange(tx, actor, input.id)
        const by = actor.memberId ? { kind: 'member' as const, id: actor.memberId } : asEventActor(actor)
        await propose(deps, tx, by, conversation, { messageId: input.messageId, words: [] })
        return told(tx, input.id)
      }),
      confirm: os.confirm.handler(async ({ input, context: { tx, actor } }) => {
        await confirm(deps, tx, actor, input.id)
        return told(tx, input.id)
      }),
      dismiss: os.dismiss.handler(async ({ input, context: { tx, actor } }) => {
        await dismiss(deps, tx, actor, input)
        return told(tx, input.id)
      }),
      hold: os.hold.handler(async ({ input, context: { tx, actor } }) => {
        await hold(deps, tx, actor, input)
        return told(tx, input.id)
      }),
    }),
    /** What a rule may do: propose, never settle. */
    async proposeAs(tx: Tx, actor: Actor, { conversationId, ...proposal }: Proposal): Promise<void> {
      const conversation = await conversationToChange(tx, actor, conversationId)
      await propose(deps, tx, asEventActor(actor), conversation, proposal)
    },
  }
}

export type Complaints = ReturnType<typeof createComplaints>
