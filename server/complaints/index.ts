import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import { conversationFor, conversationToChange } from '#server/conversations/index.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import { dayAlone } from '#server/platform/day-and-time.ts'
import type { Tx } from '#server/platform/db.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import type { Chores } from '#server/platform/jobs.ts'
import { carryComplaint } from './carrying.ts'
import { causesOf, createCause, updateCause } from './causes.ts'
import { conclude, requireConcluded } from './concluding.ts'
import { followMessage } from './following.ts'
import { readClocks, readMessage, readReason } from './listening.ts'
import { complaintOf } from './queries.ts'
import { complaintCounts, exportRegister, registerPage } from './register.ts'
import { remediesOf } from './remedies.ts'
import { returnComplaint } from './separating.ts'
import { type ComplaintDeps, confirm, dismiss, hold, type Proposal, propose } from './settling.ts'
import { stayHome } from './staying-home.ts'
import { readWarnings, tellComplaints } from './telling.ts'
import { type Classifier, wordsOfComplaint } from './words.ts'

export { complaintDefaults } from './causes.ts'
export { proposePast } from './past.ts'
export { remediesOf } from './remedies.ts'
export { type Classifier, wordsOfComplaint } from './words.ts'

type Closing = Parameters<typeof requireConcluded> extends [unknown, ...infer Rest] ? Rest : never

/** Complaints as a nature of conversations (CMP-1), with the clocks of regulated sectors (CMP-2). */
export function createComplaints(given: ComplaintDeps & { classify?: Classifier }) {
  const deps = { ...given, classify: given.classify ?? wordsOfComplaint }
  const os = implement(contract.complaints).$context<RequestContext>().use(guard)
  const asking = async (tx: Tx) => ({
    timeZone: (await deps.workspaceOf(tx)).timeZone,
    now: deps.ground.clock.now(),
  })
  const told = async (tx: Tx, actor: Actor, id: string) => toldOf(tx, await conversationFor(tx, actor, id))
  const toldOf = async (tx: Tx, conversation: Awaited<ReturnType<typeof conversationFor>>) => {
    const { id, channel_id: channelId, language } = conversation
    const house = await deps.workspaceOf(tx)
    const remedies = remediesOf(deps.ground, await deps.brandOf(tx, channelId), language ?? house.language)
    return { complaint: await complaintOf(tx, id, { ...(await asking(tx)), remedies }) }
  }
  const chores: Partial<Chores> = {
    subscribers: [
      { name: 'complaints.messages', on: ['message.received'], handle: event => readMessage(deps, event) },
      { name: 'complaints.reasons', on: ['conversation.updated'], handle: event => readReason(deps, event) },
      {
        name: 'complaints.moves',
        on: ['conversation.joined', 'conversation.split', 'conversation.separated'],
        handle: event =>
          event.type === 'conversation.separated'
            ? returnComplaint(deps, event)
            : event.type === 'conversation.split'
              ? followMessage(deps, event)
              : carryComplaint(deps, event),
      },
      {
        name: 'complaints.home',
        // Each gives a conversation back to whoever had it before.
        on: [
          'conversation.reopened',
          'conversation.closure_undone',
          'message.cancelled',
          'member.absence_ended',
        ],
        handle: event => stayHome(deps, event),
      },
      { name: 'complaints.warnings', on: ['workspace.updated'], handle: event => readWarnings(deps, event) },
      {
        name: 'complaints.clocks',
        on: [
          'message.written',
          'message.cancelled',
          'message.delivery_changed',
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
      get: os.get.handler(({ input, context: { tx, actor } }) => told(tx, actor, input.id)),
      propose: os.propose.handler(async ({ input, context: { tx, actor } }) => {
        const conversation = await conversationToChange(tx, actor, input.id)
        const by = actor.memberId ? { kind: 'member' as const, id: actor.memberId } : asEventActor(actor)
        await propose(deps, tx, by, conversation, { messageId: input.messageId, words: [] })
        return told(tx, actor, input.id)
      }),
      confirm: os.confirm.handler(async ({ input, context: { tx, actor } }) => {
        const conversation = await conversationFor(tx, actor, input.id)
        await confirm(deps, tx, actor, input.id)
        return toldOf(tx, conversation)
      }),
      dismiss: os.dismiss.handler(async ({ input, context: { tx, actor } }) => {
        await dismiss(deps, tx, actor, input)
        return told(tx, actor, input.id)
      }),
      conclude: os.conclude.handler(async ({ input, context: { tx, actor } }) => {
        await conclude(deps, tx, actor, input)
        return told(tx, actor, input.id)
      }),
      register: os.register.handler(async ({ input, context: { tx, actor } }) =>
        registerPage(tx, actor, input, await asking(tx)),
      ),
      exportRegister: os.exportRegister.handler(async ({ input, context: { tx, actor, language } }) => {
        const { timeZone, now } = await asking(tx)
        const made = await exportRegister(deps.ground, tx, actor, input, { timeZone, language })
        return {
          fileName: `${deps.ground.t(language, 'complaint:register.file')}-${dayAlone(now, timeZone)}.csv`,
          ...made,
        }
      }),
      counts: os.counts.handler(async ({ input, context: { tx, actor } }) =>
        complaintCounts(deps.ground, tx, actor, input, await asking(tx)),
      ),
      listCauses: os.listCauses.handler(async ({ context: { tx } }) => ({ items: await causesOf(tx) })),
      createCause: os.createCause.handler(({ input, context: { tx, actor } }) =>
        createCause(deps.ground, tx, actor, input),
      ),
      updateCause: os.updateCause.handler(({ input: { id, ...change }, context: { tx, actor } }) =>
        updateCause(deps.ground, tx, actor, id, change),
      ),
      archiveCause: os.archiveCause.handler(async ({ input, context: { tx, actor } }) => {
        await updateCause(deps.ground, tx, actor, input.id, { isArchived: true })
        return { done: true as const }
      }),
      hold: os.hold.handler(async ({ input, context: { tx, actor } }) => {
        await hold(deps, tx, actor, input)
        return told(tx, actor, input.id)
      }),
    }),
    /** What the closing of a conversation asks of a complaint. */
    requireConcluded: (...closing: Closing) => requireConcluded(deps, ...closing),
    /** What a rule may do: propose, never settle. */
    async proposeAs(tx: Tx, actor: Actor, { conversationId, ...proposal }: Proposal): Promise<void> {
      const conversation = await conversationToChange(tx, actor, conversationId)
      await propose(deps, tx, asEventActor(actor), conversation, proposal)
    },
  }
}

export type Complaints = ReturnType<typeof createComplaints>
