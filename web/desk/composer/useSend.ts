import { type InfiniteData, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Conversation, Message } from '../../../contract/conversations.ts'
import type { MacroActs } from '../../../contract/knowledge.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { ApiProblem, isProblem, Unreachable } from '../../api/api-problem.ts'
import { useSession } from '../../session.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import type { Closing } from '../acts/useActs.ts'
import { useDesk } from '../DeskContext.tsx'
import { useNames } from '../data/queries.ts'
import { endingOf } from '../going-on.ts'
import { useDraftKeeper } from './DraftsProvider.tsx'
import type { DraftContent, DraftKind } from './draft-keeper.ts'
import { mentionedIn } from './mentions.ts'
import { type Afterwards, type Envelope, pendingMessage, replyInput } from './sending.ts'
import { useTakeBack } from './useTakeBack.ts'

export interface Sending {
  kind: DraftKind
  envelope: Envelope
  afterwards: Afterwards
  sendAnyway: boolean
  /** What the workspace wanted known before the conversation closes. */
  closing?: Closing | undefined
  /** What a macro does to the conversation when it is sent. */
  macro?: MacroActs | undefined
  /** The key of an attempt that got no answer: trying again must not send twice. */
  attempt?: string | undefined
}

export type SendResult =
  | { kind: 'sent' }
  | { kind: 'stale'; sentence: string }
  | { kind: 'network'; attempt: string }
  | { kind: 'refused'; sentence: string }

interface MessagePage {
  items: Message[]
  next: string | null
  previous: string | null
}

/**
 * Sends a reply or adds a note. The message shows in the thread at once; if it is refused the words come back to the
 * composer with a sentence, and for ten seconds after it was accepted they can be called back.
 */
export function useSend(conversation: Conversation) {
  const { t } = useTranslation('desk')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const { me } = useSession()
  const { cache, open, goOn, view } = useDesk()
  const keeper = useDraftKeeper()
  const offerUndo = useUndo()
  const announce = useAnnounce()
  const { members } = useNames()
  const { takeBack } = useTakeBack()
  const { id } = conversation

  return async (sending: Sending): Promise<SendResult> => {
    const { kind, envelope, afterwards, closing } = sending
    const attempt = sending.attempt ?? crypto.randomUUID()
    const content = await keeper.lift(id, kind)
    const pending = pendingMessage(
      {
        // Later than any id of the server: it stands at the end until the true one takes its place.
        id: `pending-${attempt}`,
        conversationId: id,
        kind,
        content,
        envelope,
        author: { id: me.member.id, name: me.member.name, photoUrl: me.member.photoUrl },
        language: conversation.language,
      },
      new Date(),
    )
    changeThread(messages => [...messages, pending])
    const closes = kind === 'reply' && afterwards === 'close'
    const sleeps = sending.macro?.afterwards === 'snooze'
    const ends = endingOf({ kind, closes, sleeps, isChat: envelope.channel?.kind === 'chat' })
    const goes = ends !== undefined && goOn(ends, id)
    if (closes) cache.patch(id, { status: 'closed' })
    try {
      if (closing && Object.keys(closing).length > 0)
        cache.put(
          await call.conversations.update({
            id,
            ...(closing?.reasonId && { reasonId: closing.reasonId }),
            ...(closing?.fields && { fields: closing.fields }),
          }),
        )
      const message = await call.conversations.write(inputOf(content, sending), {
        context: { idempotencyKey: attempt },
      })
      changeThread(messages =>
        // The live feed may have brought it first.
        messages.some(one => one.id === message.id)
          ? messages.filter(one => one.id !== pending.id)
          : messages.map(one => (one.id === pending.id ? message : one)),
      )
      queryClient.setQueryData(query.conversations.getDrafts.queryKey({ input: { id } }), known =>
        known ? { items: known.items.filter(draft => draft.kind !== kind) } : known,
      )
      keeper.forget(id, kind)
      void queryClient.invalidateQueries({ queryKey: query.conversations.get.queryKey({ input: { id } }) })
      void cache.recount()
      if (kind === 'note') announce(t('compose.noted'))
      else offerToTakeBack(message, closes)
      return { kind: 'sent' }
    } catch (error) {
      changeThread(messages => messages.filter(one => one.id !== pending.id))
      keeper.edit(id, kind, content)
      if (closes) void cache.reload(id)
      if (goes) {
        open(conversation)
        announce(t('compose.notSent'), 'assertive', { visible: true })
      }
      return problemOf(error, attempt)
    }

    function changeThread(change: (messages: Message[]) => Message[]) {
      queryClient.setQueriesData<InfiniteData<MessagePage>>(
        {
          queryKey: query.conversations.messages.key(),
          predicate: one => JSON.stringify(one.queryKey).includes(`"id":"${id}"`),
        },
        known =>
          known && {
            ...known,
            // The first page holds the last messages.
            pages: known.pages.map((page, place) =>
              place === 0 ? { ...page, items: change(page.items) } : page,
            ),
          },
      )
    }
  }

  function inputOf(content: DraftContent, { kind, ...sending }: Sending) {
    const common = { id, kind, text: content.text, attachmentIds: content.attachments.map(file => file.id) }
    if (kind === 'note') return { ...common, mentions: mentionedIn(content.text, members) }
    return { ...common, ...replyInput(content, sending) }
  }

  function offerToTakeBack(message: Message, closes: boolean) {
    const seconds = message.leavesAt ? Math.ceil((Date.parse(message.leavesAt) - Date.now()) / 1000) : 0
    if (seconds <= 0) {
      announce(t('compose.left'))
      return
    }
    offerUndo({
      seconds,
      text: left => t(closes ? 'compose.sentAndClosed' : 'compose.leaving', { seconds: left }),
      undo: async () => {
        await takeBack(message)
        open(conversation, { view })
      },
    })
  }
}

/** What became of a sending that was refused, or that nobody answered. */
export function problemOf(error: unknown, attempt: string): SendResult {
  if (isProblem(error, 'conversation.stale') || isProblem(error, 'conversation.answered_meanwhile'))
    return { kind: 'stale', sentence: error.title }
  if (error instanceof ApiProblem) return { kind: 'refused', sentence: error.title }
  if (error instanceof Unreachable) return { kind: 'network', attempt }
  throw error
}
