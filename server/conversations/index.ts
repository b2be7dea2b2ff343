import { MessageInput } from '#contract/conversations.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { conversationToChange, visibleAmong } from './access.ts'
import { type Arrival, type Arrived, receive } from './arrivals.ts'
import { answerAutomatically } from './automatic-reply.ts'
import { revert, type Snapshot, snapshotOf } from './bulk/reverting.ts'
import { bulkRoutes } from './bulk/routes.ts'
import { assign, type Edit, edit, type RequireAgreed, setShare } from './changes.ts'
import { createChannelRegistry } from './channel.ts'
import type { ClosingDeps } from './closure.ts'
import { closeByCustomer, reopenByCustomer, requestView } from './customer-acts.ts'
import { giveBackAbsent, takeBack } from './departures.ts'
import { mentionsOfMe, waitingForMe } from './digests.ts'
import { filesPlugin } from './files-plugin.ts'
import { conversationChores } from './jobs.ts'
import type { OpeningDeps } from './opening.ts'
import { rememberPromise } from './promise.ts'
import type { AskAnswersDue, ClocksOf } from './promised.ts'
import { give, handBack, overflow, takeHome } from './routed.ts'
import { conversationRoutes } from './routes.ts'
import { savedViewRoutes } from './saved-views-routes.ts'
import { sendDue } from './scheduled/leaving.ts'
import { scheduledRoutes } from './scheduled/routes.ts'
import { receiveAside, type SideArrival } from './side/arriving.ts'
import { takesPart } from './side/queries.ts'
import { sideRoutes } from './side/routes.ts'
import type { VisibleContactFields } from './veil.ts'
import { type CannedAnswers, write } from './writing.ts'

export { conversationFor, conversationToChange, requireAct, visibleTo } from './access.ts'
export type { Arrival, Arrived } from './arrivals.ts'
export type { Snapshot } from './bulk/reverting.ts'
export type { AsideMessage, Channel, OutgoingMessage, Recipient } from './channel.ts'
export type { RequestView } from './customer-acts.ts'
export { conversationDefaults } from './defaults.ts'
export { sendAgain, setDeliveryStatus } from './delivery-status.ts'
export { learnWords, wakeDue } from './jobs.ts'
export { isComplaint } from './labels.ts'
export { previewOf } from './messages.ts'
export type { AnswersDue, AskAnswersDue, Given, Promised } from './promised.ts'
export { isConfirmedComplaint, isMoment } from './promised.ts'
export { settleAllOf } from './settling.ts'

export interface ConversationsDeps extends OpeningDeps {
  /** When an answer is promised for, in open hours. */
  answerDue: AskAnswersDue
  /** The clocks of the present episode of some conversations. */
  clocksOf: ClocksOf
  visibleContactFields: VisibleContactFields
  settings: (tx: Tx) => Promise<{ undoSeconds: number; reopenDays: number; companySharesThreads: boolean }>
  /** Makes HTML that somebody wrote harmless to whoever reads it. */
  cleanHtml: (html: string) => string
  cannedAnswers: CannedAnswers
  requireAgreed: RequireAgreed
  requireClosable: ClosingDeps['requireClosable']
}

/** The hub: threads, episodes, what people do with them. It calls no domain above it; they hear its events. */
export function createConversations(ground: Ground, deps: ConversationsDeps) {
  const channels = createChannelRegistry()
  const undoSeconds = async (tx: Tx) => (await deps.settings(tx)).undoSeconds
  const writing = { ...deps, ground, channels, undoSeconds }
  return {
    channels,
    router: conversationRoutes({ ...writing, answerDue: rememberPromise(ground, deps.answerDue) }),
    sideRouter: sideRoutes(writing),
    bulkRouter: bulkRoutes({ ...writing, answerDue: deps.answerDue }),
    scheduledRouter: scheduledRoutes(writing),
    savedViews: savedViewRoutes(ground, deps.visibleContactFields),
    plugin: filesPlugin(ground),
    chores: conversationChores(writing),
    /** Sends the scheduled replies whose moment has come. */
    sendDue: () => sendDue(writing),
    waitingForMe,
    mentionsOfMe,
    /** What routing does by itself with what nobody has: to another team, or to somebody. */
    routed: {
      overflow: (tx: Tx, move: Parameters<typeof overflow>[2]) => overflow(ground, tx, move),
      give: (tx: Tx, to: Parameters<typeof give>[2]) => give(ground, tx, to),
    },
    /** Gives what was handed on back to whoever had it. */
    handBack: (tx: Tx, to: Parameters<typeof handBack>[2]) => handBack(ground, tx, to),
    /** Takes a complaint from a partner that may have none. */
    takeHome: (...moved: Parameters<typeof takeHome> extends [unknown, ...infer Rest] ? Rest : never) =>
      takeHome(ground, ...moved),
    /** Gives a conversation to somebody, by the rules that hands have. */
    assign: (tx: Tx, actor: Actor, id: string, wanted: Parameters<typeof assign>[4]) =>
      assign(ground, tx, actor, id, wanted),
    /** Shows a conversation to somebody who sees only what is shared with them. */
    share: (tx: Tx, actor: Actor, id: string, memberId: string) =>
      setShare(ground, tx, actor, id, memberId, true),
    /** Gives back to their team what somebody who cannot be reached cannot answer. */
    takeBack: (tx: Tx, memberId: string, ids: string[], because?: 'unreachable' | 'absence') =>
      takeBack(ground, tx, memberId, ids, because),
    /** Gives somebody again what an absence took from them and nobody took. */
    giveBackAbsent: (tx: Tx, memberId: string, since: Date) => giveBackAbsent(ground, tx, memberId, since),
    /** Of some conversations, those that a screen may follow. */
    mayFollow: (actor: Actor, ids: string[]) => visibleAmong(ground, actor, ids),
    /** Puts an answer of somebody we asked into its side conversation. */
    receiveAside: (tx: Tx, sideId: string, arrival: SideArrival) => receiveAside(ground, tx, sideId, arrival),
    takesPartAside: takesPart,
    /** What a customer may do with their own request, and see of it. */
    customer: {
      view: requestView,
      close: (tx: Tx, id: string) => closeByCustomer(ground, tx, id),
      reopen: (tx: Tx, id: string) => reopenByCustomer(ground, tx, id),
    },
    /** What a rule may do with a conversation, by the rules and with the events that people have. */
    automatic: {
      stands: async (tx: Tx, actor: Actor, id: string) =>
        snapshotOf(await conversationToChange(tx, actor, id)),
      edit: (tx: Tx, actor: Actor, id: string, wanted: Edit) => edit(ground, tx, actor, id, wanted),
      answer: (...answer: AutomaticAnswer) => answerAutomatically(writing, ...answer),
      note: (tx: Tx, actor: Actor, id: string, note: { text: string; mentions: string[] }) =>
        write(writing, tx, actor, MessageInput.parse({ ...note, id, kind: 'note' })),
      revert: (tx: Tx, actor: Actor, id: string, changed: { before: Snapshot; after: Snapshot }) =>
        revert(writing, tx, actor, id, changed),
    },
    /** Puts a customer's message into its thread, or opens one. */
    receive: async (tx: Tx, arrival: Arrival): Promise<Arrived> =>
      receive(ground, tx, arrival, deps.settings(tx)),
  }
}

type AutomaticAnswer = Parameters<typeof answerAutomatically> extends [unknown, ...infer Rest] ? Rest : never

export type Conversations = ReturnType<typeof createConversations>
