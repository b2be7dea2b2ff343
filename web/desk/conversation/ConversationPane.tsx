import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation, Message } from '../../../contract/conversations.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { isWriting } from '../../keyboard/place.ts'
import { useCommands } from '../../keyboard/useCommands.ts'
import { useWorkState } from '../../presence/useWorkState.ts'
import { useSession } from '../../session.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { usePanes } from '../../ui/PaneLayout.tsx'
import { type Closing, useActs } from '../acts/useActs.ts'
import { useMissingAtClosure } from '../acts/useMissingAtClosure.ts'
import { useRegroup } from '../acts/useRegroup.ts'
import { ComplaintBar } from '../complaint/ComplaintBar.tsx'
import { useConcluding } from '../complaint/useConcluding.ts'
import { Composer, type ComposerHandle } from '../composer/Composer.tsx'
import { useDraftKeeper } from '../composer/DraftsProvider.tsx'
import { useTakeBack } from '../composer/useTakeBack.ts'
import { ConsultBand } from '../consult/ConsultBand.tsx'
import { useDesk } from '../DeskContext.tsx'
import { useHappenings, useMessages } from '../data/queries.ts'
import { useLiveThread } from '../live/useLiveThread.ts'
import { useLookers } from '../live/useLookers.ts'
import { TogetherBand } from '../participation/TogetherBand.tsx'
import { ScheduledBand } from '../scheduled/ScheduledBand.tsx'
import { SideBand } from '../side/SideBand.tsx'
import { SideDrawer } from '../side/SideDrawer.tsx'
import { useSideConversations } from '../side/useSideConversations.ts'
import { systemLines } from '../thread/system-lines.ts'
import { Thread, type ThreadHandle } from '../thread/Thread.tsx'
import { AskedBand } from '../transfer/AskedBand.tsx'
import { CollisionLine } from './CollisionLine.tsx'
import { ConversationHeader } from './ConversationHeader.tsx'
import classes from './ConversationPane.module.css'
import { EmptiedBand } from './EmptiedBand.tsx'
import { LinkedBanner } from './LinkedBanner.tsx'
import { Links } from './Links.tsx'
import type { HeaderPanel } from './panels.ts'
import { SplitBar } from './SplitBar.tsx'
import { useCopyLink } from './useCopyLink.ts'
import { useHeardMessages } from './useHeardMessages.ts'
import { useReadingMark } from './useReadingMark.ts'
import { useSplitChoice } from './useSplitChoice.ts'
import { WhyPanel } from './WhyPanel.tsx'
import { whyOf } from './why.ts'

export interface ConversationPaneProps {
  conversation: Conversation
  isCardShown: boolean
  onCard: () => void
}

/** A letter typed this long ago is no longer "writing". */
const typingMs = 4000

/** One conversation: header, thread, composer, and every act its keys name. */
export function ConversationPane({ conversation, isCardShown, onCard }: ConversationPaneProps) {
  const { t } = useTranslation('desk')
  const { call, query } = useApi()
  const { me } = useSession()
  const { goOn } = useDesk()
  const { folded } = usePanes()
  const { id, allowed, assignee, contact, status } = conversation
  const { thread, messages } = useMessages(id)
  const happenings = useHappenings(id)
  const person = useQuery(query.contacts.getContact.queryOptions({ input: { id: contact.id } }))
  const keeper = useDraftKeeper()
  const drafts = useQuery({
    queryKey: query.conversations.getDrafts.queryKey({ input: { id } }),
    queryFn: async () => {
      const asked = keeper.asking()
      const { items } = await call.conversations.getDrafts({ id })
      return { items, asked }
    },
    staleTime: 0,
  })
  const acts = useActs()
  const copyLink = useCopyLink()
  const { tryTakeBack } = useTakeBack()
  const missing = useMissingAtClosure(conversation)
  const concluding = useConcluding(conversation)
  const [panel, setPanel] = useState<HeaderPanel>()
  const [afterClosing, setAfterClosing] = useState<{ run: (closing: Closing) => void }>()
  const [isAtEnd, setAtEnd] = useState(false)
  const { isTyping, noteTyping } = useTyping()
  const lookers = useLookers(id, isTyping)
  const composer = useRef<ComposerHandle>(null)
  const threadHandle = useRef<ThreadHandle>(null)
  const pane = useRef<HTMLElement>(null)
  useLiveThread(id, contact.id)
  useHeardMessages(conversation, messages)
  const start = useReadingMark(conversation, messages, isAtEnd)
  const lines = useMemo(
    () => systemLines(conversation, happenings.data?.items ?? []),
    [conversation, happenings.data],
  )
  const side = useSideConversations(id)
  const isRouted = useWorkState() !== undefined
  const why = useMemo(() => whyOf(conversation, messages), [conversation, messages])

  const loadDrafts = useEffectEvent(() => {
    if (drafts.data) keeper.load(id, drafts.data.items, drafts.data.asked)
  })
  useEffect(() => {
    if (drafts.dataUpdatedAt) loadDrafts()
  }, [drafts.dataUpdatedAt])
  useEffect(() => () => void keeper.flush(id), [keeper, id])
  useEffect(() => {
    // On a phone the list has just gone out of reach: the focus follows to what replaced it.
    if (folded.list) pane.current?.querySelector<HTMLElement>('[data-conversation-title]')?.focus()
  }, [folded.list])

  const may = (act: Conversation['allowed'][number]) =>
    allowed.includes(act) ? undefined : t('refused.role')
  const toggle = (name: HeaderPanel) => setPanel(open => (open === name ? undefined : name))
  const isMissing = missing.reason || missing.fields.length > 0
  const closeNow = () => {
    if (concluding.stopsClosing()) return
    if (isMissing) {
      setAfterClosing(undefined)
      toggle('close')
      return
    }
    goOn('close', id)
    void acts.close(conversation)
  }
  const finishClosing = (closing: Closing) => {
    setPanel(undefined)
    if (afterClosing) {
      setAfterClosing(undefined)
      afterClosing.run(closing)
      return
    }
    goOn('close', id)
    void acts.close(conversation, closing)
  }
  const lastMessage =
    messages.findLast(message => message.direction === 'in') ??
    messages.findLast(message => message.direction === 'out')
  const forward = useCallback((message: Message) => composer.current?.forward(message), [])
  const correct = useCallback((message: Message) => composer.current?.correct(message), [])

  const { split } = useRegroup()
  const {
    choice,
    begin: beginChoice,
    cancel: cancelChoice,
    finish: finishChoice,
  } = useSplitChoice(conversation, messages)
  const splitAt = useCallback(
    (message: Message, andAfter: boolean) =>
      void split(conversation, andAfter ? { fromMessageId: message.id } : { messageIds: [message.id] }),
    [split, conversation],
  )

  useCommands({
    'conversation.reply': { run: () => composer.current?.write('reply'), refused: may('reply') },
    'conversation.note': { run: () => composer.current?.write('note'), refused: may('note') },
    'conversation.forward': {
      run: () => lastMessage && forward(lastMessage),
      refused: may('reply') ?? (lastMessage ? undefined : t('refused.noMessage')),
    },
    'conversation.take': {
      run: () => void acts.take(conversation),
      refused: may('assign') ?? (assignee?.id === me.member.id ? t('refused.mine') : undefined),
    },
    'conversation.handOver': {
      run: () => toggle('handOver'),
      refused: may('assign') ?? (status === 'closed' ? t('refused.closed') : undefined),
    },
    'conversation.consult': {
      run: () => toggle('consult'),
      refused: may('assign') ?? (status === 'closed' ? t('refused.closed') : undefined),
    },
    'conversation.together': {
      run: () => toggle('together'),
      refused: may('reply') ?? (status === 'closed' ? t('refused.closed') : undefined),
    },
    'conversation.assign': { run: () => toggle('assign'), refused: may('assign') },
    'conversation.reason': { run: () => toggle('reason'), refused: may('edit') },
    'conversation.priority': { run: () => toggle('priority'), refused: may('edit') },
    'conversation.tags': { run: () => toggle('tags'), refused: may('edit') },
    'conversation.snooze': {
      run: () => (status === 'snoozed' ? void acts.wake(conversation) : toggle('snooze')),
      refused: may('edit') ?? (status === 'closed' ? t('refused.closed') : undefined),
    },
    'conversation.close': {
      run: closeNow,
      refused: may('close') ?? (status === 'closed' ? t('refused.closed') : undefined),
    },
    'conversation.card': { run: onCard },
    'conversation.why': {
      run: () => toggle('why'),
      refused: why.length === 0 && !isRouted ? t('refused.noWhy') : undefined,
    },
    'conversation.copyLink': { run: () => void copyLink(conversation.number) },
  })

  const handleKey = (event: KeyboardEvent) => {
    // The thread scrolls from anywhere in the pane, so that nobody has to find it first.
    const by = { PageDown: 0.85, PageUp: -0.85 }[event.key]
    if (!by || event.defaultPrevented || isWriting(event.target as Element)) return
    const scroller = pane.current?.querySelector<HTMLElement>('[data-thread]')
    scroller?.scrollBy({ top: by * scroller.clientHeight })
    event.preventDefault()
  }

  const commands = [
    { id: 'note', run: () => composer.current?.write('note') },
    { id: 'reply', run: () => composer.current?.write('reply') },
    { id: 'later', run: () => composer.current?.later() },
    { id: 'snooze', run: () => setPanel('snooze') },
    { id: 'close', run: closeNow },
    { id: 'assign', run: () => setPanel('assign') },
    { id: 'handover', run: () => setPanel('handOver') },
    { id: 'consult', run: () => setPanel('consult') },
    { id: 'together', run: () => setPanel('together') },
    { id: 'reason', run: () => setPanel('reason') },
    { id: 'tag', run: () => setPanel('tags') },
    { id: 'forward', run: () => lastMessage && forward(lastMessage) },
  ] as const

  return (
    <section
      className={classes.pane}
      ref={pane}
      onKeyDown={handleKey}
      aria-label={t('pane.label', { name: contact.name || t('list.noName') })}
    >
      <ConversationHeader
        conversation={conversation}
        acts={acts}
        missing={missing}
        lookers={lookers}
        panel={panel}
        onPanel={setPanel}
        onClose={closeNow}
        onFinishClosing={finishClosing}
        closesBySending={afterClosing !== undefined}
        onCard={onCard}
        isCardShown={isCardShown}
      />
      {panel === 'why' && (
        <WhyPanel
          conversationId={id}
          choices={why}
          mayCorrectTeam={allowed.includes('assign')}
          onCorrectTeam={() => setPanel('assign')}
          onClose={() => setPanel(undefined)}
        />
      )}
      <EmptiedBand emptied={conversation.emptied} />
      <ComplaintBar conversation={conversation} form={concluding.form} onForm={concluding.setForm} />
      <LinkedBanner conversation={conversation} />
      <Links conversation={conversation} />
      <AskedBand conversation={conversation} />
      <TogetherBand conversation={conversation} />
      <ConsultBand conversation={conversation} onAnswer={() => composer.current?.write('note')} />
      <SideBand sides={side.sides} onOpen={() => setPanel('side')} />
      <SideDrawer
        conversation={conversation}
        messages={messages}
        side={side}
        opened={panel === 'side'}
        onClose={() => setPanel(undefined)}
      />
      {thread.isError && messages.length === 0 ? (
        <ErrorState problem={thread.error} onRetry={() => void thread.refetch()} />
      ) : messages.length === 0 && thread.isPending ? (
        <div className={classes.loading}>
          <LoadingLines rows={6} />
        </div>
      ) : (
        <Thread
          conversation={conversation}
          messages={messages}
          lines={lines}
          start={start}
          hasOlder={thread.hasNextPage}
          isLoadingOlder={thread.isFetchingNextPage}
          onOlder={() => void thread.fetchNextPage()}
          onForward={forward}
          onSplit={allowed.includes('edit') ? splitAt : undefined}
          onChoose={allowed.includes('edit') ? beginChoice : undefined}
          choice={choice}
          onCorrect={correct}
          onTakeBack={tryTakeBack}
          onAtEnd={setAtEnd}
          handle={threadHandle}
        />
      )}
      <ScheduledBand conversation={conversation} />
      <CollisionLine lookers={lookers} />
      {choice && (
        <SplitBar messages={messages} chosen={choice.chosen} onSplit={finishChoice} onCancel={cancelChoice} />
      )}
      {choice ? null : allowed.includes('note') || allowed.includes('reply') ? (
        <Composer
          conversation={conversation}
          contact={person.data}
          messages={messages}
          commands={commands
            .filter(command => mayCommand(command.id, allowed))
            .map(command => ({
              ...command,
              label: `/${command.id}`,
              hint: t(`compose.slash.${command.id}`),
            }))}
          handle={composer}
          onTyping={noteTyping}
          onRead={messageId => threadHandle.current?.showMessage(messageId)}
          onClosing={run => {
            if (concluding.stopsClosing()) return
            if (!isMissing) {
              run({})
              return
            }
            setAfterClosing({ run })
            setPanel('close')
          }}
        />
      ) : (
        <p className={classes.readOnly}>{t('compose.readOnly')}</p>
      )}
    </section>
  )
}

function mayCommand(command: string, allowed: Conversation['allowed']): boolean {
  if (command === 'note') return allowed.includes('note')
  if (['reply', 'forward', 'later', 'together'].includes(command)) return allowed.includes('reply')
  if (command === 'close') return allowed.includes('close')
  if (['assign', 'handover', 'consult'].includes(command)) return allowed.includes('assign')
  return allowed.includes('edit')
}

/** True while letters come, and a little after: what colleagues see as "is writing". */
function useTyping() {
  const [isTyping, setTyping] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const noteTyping = useCallback(() => {
    setTyping(true)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setTyping(false), typingMs)
  }, [])
  useEffect(() => () => clearTimeout(timer.current), [])
  return { isTyping, noteTyping }
}
