import {
  type DragEvent,
  type RefObject,
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../contract/contacts.ts'
import type { Attachment, Conversation, Message } from '../../../contract/conversations.ts'
import { useCommands } from '../../keyboard/useCommands.ts'
import { useSession } from '../../session.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useIsPhone } from '../../ui/useIsPhone.ts'
import type { Closing } from '../acts/useActs.ts'
import { useChannels, useNames } from '../data/queries.ts'
import { useVisitor } from '../live/useVisitor.ts'
import type { Departure } from '../scheduled/SendLater.tsx'
import { arrivedSince } from '../thread/thread-items.ts'
import { ChannelMenu } from './ChannelMenu.tsx'
import classes from './Composer.module.css'
import { ComposerFoot } from './ComposerFoot.tsx'
import { ComposerTabs } from './ComposerTabs.tsx'
import { DraftFiles } from './DraftFiles.tsx'
import { useDraft, useDraftKeeper } from './DraftsProvider.tsx'
import { type DraftContent, type DraftKind, isBlank } from './draft-keeper.ts'
import { EnvelopeFields } from './EnvelopeFields.tsx'
import { ForwardingLine } from './ForwardingLine.tsx'
import { MacroBar } from './MacroBar.tsx'
import { afterwardsOf, macroOf } from './macro.ts'
import { readAddress, usualRecipients } from './recipients.ts'
import { StaleBar } from './StaleBar.tsx'
import { type Afterwards, envelopeOf, isLiveChat, obstacle, unusable } from './sending.ts'
import { ToneLine } from './ToneLine.tsx'
import { TroubleBar } from './TroubleBar.tsx'
import { useCannedAnswers } from './useCannedAnswers.ts'
import { useInsertAnswer } from './useInsertAnswer.ts'
import { useMacro } from './useMacro.ts'
import { useReaders } from './useReaders.ts'
import { useSchedule } from './useSchedule.ts'
import { type SendResult, useSend } from './useSend.ts'
import { useUploads } from './useUploads.ts'
import { useWritingCheck } from './useWritingCheck.ts'
import { type SlashCommand, WritingArea } from './WritingArea.tsx'

/** What keys and other panes ask of the composer. */
export interface ComposerHandle {
  write: (kind: DraftKind) => void
  forward: (message: Message) => void
  correct: (message: Message) => void
  /** Asks when it leaves. */
  later: () => void
}

export interface ComposerProps {
  conversation: Conversation
  contact: Contact | undefined
  messages: readonly Message[]
  commands: readonly SlashCommand[]
  handle: RefObject<ComposerHandle | null>
  onTyping: () => void
  onRead: (messageId: string) => void
  /** Asks for what must be known before closing; calls back with it, at once when nothing is missing. */
  onClosing: (then: (closing: Closing) => void) => void
}

/** Two tabs that cannot be mistaken: an answer to the customer, a note to the team. */
export function Composer(props: ComposerProps) {
  const { conversation, contact, messages, commands, handle, onTyping, onRead, onClosing } = props
  const { t } = useTranslation(['desk', 'common'])
  const { me } = useSession()
  const isPhone = useIsPhone()
  const announce = useAnnounce()
  const keeper = useDraftKeeper()
  const names = useNames()
  const { isHere } = useVisitor(conversation.id)
  const channels = useChannels().data?.items ?? []
  const { id, allowed } = conversation
  const mayReply = allowed.includes('reply')
  const [chosenKind, setKind] = useState<DraftKind>()
  const noteDraft = useDraft(id, 'note')
  const replyDraft = useDraft(id, 'reply')
  const kind: DraftKind = !mayReply
    ? 'note'
    : (chosenKind ?? (isBlank(replyDraft.content) && !isBlank(noteDraft.content) ? 'note' : 'reply'))
  const draft = kind === 'reply' ? replyDraft : noteDraft
  const { content } = draft
  const [trouble, setTrouble] = useState<Exclude<SendResult, { kind: 'sent' }>>()
  const [focusTo, setFocusTo] = useState(false)
  const [isDropping, setDropping] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const send = useSend(conversation)
  const schedule = useSchedule(conversation)
  const [asksWhen, setAsksWhen] = useState(false)
  const canned = useCannedAnswers(mayReply)

  const forwarded = messages.find(message => message.id === content.forwardMessageId)
  const usual = usualRecipients(
    messages,
    { name: conversation.contact.name, identities: contact?.identities ?? [] },
    new Set(channels.flatMap(channel => channel.address?.toLowerCase() ?? [])),
  )
  const envelope = envelopeOf({
    content,
    usual,
    channels,
    channelId: conversation.channelId,
    subject: conversation.subject,
    visitor: conversation.contact.name,
    preferred: contact?.preferredChannel,
    isLive: isLiveChat(messages, { isHere, now: new Date() }),
  })
  const lastId = messages.findLast(message => message.direction !== 'note')?.id ?? null
  // Words begun for a chat stay for it when the visitor comes or goes meanwhile.
  const pinnedId = kind === 'reply' && conversation.channel === 'chat' ? envelope.channel?.id : undefined
  const edit = useCallback(
    (change: Partial<DraftContent>) => {
      const before = keeper.read(id, kind).content
      // Writing begins on what is before the eyes now: whatever comes later is news.
      const begins = before.seenMessageId === null || isBlank(before)
      keeper.edit(
        id,
        kind,
        begins ? { ...(pinnedId && { channelId: pinnedId }), ...change, seenMessageId: lastId } : change,
      )
      if (change.text !== undefined) onTyping()
    },
    [keeper, id, kind, lastId, pinnedId, onTyping],
  )
  const addFile = useCallback(
    (file: Attachment) => edit({ attachments: [...keeper.read(id, kind).content.attachments, file] }),
    [edit, keeper, id, kind],
  )
  const { uploads, add: addFiles } = useUploads(addFile)

  const isChat = kind === 'reply' && envelope.channel?.kind === 'chat'
  const arrived =
    kind === 'reply' && !isBlank(content) ? arrivedSince(messages, content.seenMessageId, me.member.id) : []
  const answer = arrived.find(message => message.direction === 'out')
  /** What has happened since the writing began, said before it leaves; undefined when nothing has. */
  const stale = answer
    ? t('compose.answered', { name: answer.author.name })
    : arrived.length > 0
      ? t('compose.stale', { count: arrived.length })
      : trouble?.kind === 'stale'
        ? trouble.sentence
        : undefined

  const focus = () => {
    // At once, so that the next key is already text; and again when what held the focus (a menu, the palette) has gone.
    field.current?.focus()
    requestAnimationFrame(() => field.current?.focus())
  }
  useImperativeHandle(handle, () => ({
    write: wanted => {
      setKind(wanted)
      focus()
    },
    forward: message => {
      setKind('reply')
      keeper.edit(id, 'reply', {
        forwardMessageId: message.id,
        to: [],
        cc: [],
        subject: t('compose.forwardSubject', { subject: message.subject ?? conversation.subject }),
        seenMessageId: lastId,
      })
      setFocusTo(true)
    },
    correct: message => {
      setKind('reply')
      const { text, to, cc, bcc } = message
      keeper.edit(id, 'reply', { text, to, cc, bcc, seenMessageId: lastId })
      setFocusTo(true)
    },
    later: askWhen,
  }))

  const { marks, learn } = useWritingCheck({
    text: content.text,
    language: (kind === 'reply' && conversation.language) || me.member.language,
    kind,
    conversationId: id,
  })
  const insertAnswer = useInsertAnswer(conversation, { answers: canned.answers, edit, focus })
  const macro = kind === 'reply' ? macroOf(canned.answers, content.macroId) : undefined
  const runMacro = useMacro(conversation)

  /** Says what stands in the way of sending, where one looks; false when nothing does. */
  const isObstructed = (sendAnyway: boolean): boolean => {
    const why = kind === 'note' ? noteObstacle() : obstacle(content, envelope, uploads.length > 0)
    if (why) {
      announce(t(`compose.${why}`), 'assertive', { visible: true })
      if (why === 'nobody') setFocusTo(true)
      else focus()
      return true
    }
    if (!stale || sendAnyway || kind === 'note') return false
    announce(stale, 'assertive', { visible: true })
    return true
  }

  const submit = async (
    chosen: Afterwards | undefined,
    options: { sendAnyway?: boolean; closing?: Closing } = {},
  ) => {
    const afterwards = afterwardsOf(chosen, macro?.acts)
    if (isObstructed(options.sendAnyway ?? false)) return
    if (kind === 'reply' && afterwards === 'close' && !options.closing) {
      onClosing(closing => void submit('close', { ...options, closing }))
      return
    }
    const attempt = trouble?.kind === 'network' ? trouble.attempt : undefined
    setTrouble(undefined)
    setFocusTo(false)
    const result = await send({
      kind,
      envelope,
      afterwards,
      sendAnyway: options.sendAnyway ?? false,
      closing: options.closing,
      macro: macro?.acts,
      attempt,
    })
    if (result.kind === 'sent' && kind === 'note' && mayReply) setKind(undefined)
    sayTrouble(result)
  }
  const sayTrouble = (result: SendResult) => {
    if (result.kind === 'sent') return
    setTrouble(result)
    announce(result.kind === 'network' ? t('compose.notSentNetwork') : result.sentence, 'assertive')
  }

  function askWhen() {
    if (kind === 'reply' && !isObstructed(false)) setAsksWhen(true)
  }
  const sendLater = async (departure: Departure) => {
    setTrouble(undefined)
    const afterwards = afterwardsOf(undefined, macro?.acts)
    sayTrouble(await schedule({ envelope, afterwards, sendAnyway: false, macro: macro?.acts }, departure))
  }
  const noteObstacle = () =>
    uploads.length > 0 ? ('stillUploading' as const) : isBlank(content) ? ('empty' as const) : undefined

  useCommands({
    'composer.send': { run: () => void submit(undefined) },
    'composer.later': {
      run: askWhen,
      refused: kind === 'note' ? t('refused.note') : undefined,
    },
    'composer.sendAndClose': {
      run: () => void submit('close'),
      refused: kind === 'note' || !allowed.includes('close') ? t('refused.role') : undefined,
    },
  })

  // What the server said of one tab, or of an older version of the words, is not true of the next.
  useEffect(() => {
    void kind
    setTrouble(undefined)
  }, [kind])

  const { readers, label: sendLabel } = useReaders({ kind, content, envelope, conversation, contact })

  const handleDrop = (event: DragEvent) => {
    event.preventDefault()
    setDropping(false)
    addFiles([...event.dataTransfer.files])
  }

  return (
    <section
      className={classes.composer}
      data-composer
      data-scope="composer"
      data-kind={kind}
      data-blank={isBlank(content) || undefined}
      data-dropping={isDropping || undefined}
      aria-label={t('compose.label')}
      onDragOver={event => {
        if (!event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setDropping(true)
      }}
      onDragLeave={event => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDropping(false)
      }}
      onDrop={handleDrop}
    >
      <ComposerTabs
        kind={kind}
        mayReply={mayReply}
        isClosed={conversation.status === 'closed'}
        draft={draft}
        onKind={(one, { toWrite }) => {
          setKind(one)
          if (toWrite) focus()
        }}
      />
      {kind === 'reply' && !isChat && (
        <EnvelopeFields
          envelope={envelope}
          contactName={conversation.contact.name}
          known={(contact?.identities ?? [])
            .filter(identity => identity.kind === 'email' && readAddress(identity.value))
            .map(identity => ({ name: conversation.contact.name, address: identity.value }))}
          isOpen={focusTo || content.forwardMessageId !== undefined}
          focusTo={focusTo}
          onChange={edit}
        />
      )}
      {content.forwardMessageId && kind === 'reply' && (
        <ForwardingLine
          message={forwarded}
          contactName={conversation.contact.name}
          onCancel={() => {
            setFocusTo(false)
            edit({ forwardMessageId: undefined, to: undefined, cc: undefined, subject: undefined })
          }}
        />
      )}
      {kind === 'reply' && stale && (
        <StaleBar
          sentence={stale}
          onRead={() => {
            const first = arrived[0]
            if (first) onRead(first.id)
            setTrouble(undefined)
            keeper.edit(id, 'reply', { seenMessageId: lastId })
          }}
          onSendAnyway={() => void submit(undefined, { sendAnyway: true })}
        />
      )}
      <WritingArea
        label={
          kind === 'note'
            ? t('compose.noteText')
            : t('compose.replyText', { name: conversation.contact.name })
        }
        placeholder={
          kind === 'note'
            ? t('compose.noteHint')
            : readers
              ? t('compose.replyHint', { name: readers.name })
              : t('compose.anyHint')
        }
        text={content.text}
        language={kind === 'reply' ? (conversation.language ?? undefined) : me.member.language}
        people={
          kind === 'note'
            ? names.members.filter(member => member.status === 'active' && member.id !== me.member.id)
            : []
        }
        marks={marks}
        onLearn={mayReply ? word => void learn(word) : undefined}
        commands={commands}
        answers={kind === 'reply' ? canned.suggestions : []}
        field={field}
        minRows={isPhone ? 1 : 3}
        {...(isChat && !isPhone && { onEnter: () => void submit(undefined) })}
        onText={text => edit({ text })}
        onAnswer={(answerId, before, after) => void insertAnswer(answerId, before, after)}
        onFiles={addFiles}
      />
      {kind === 'reply' && isBlank(content) && <ToneLine channel={envelope.channel?.kind} />}
      {macro && (
        <MacroBar
          name={macro.name}
          acts={macro.acts}
          archivedReason={macro.archivedReason}
          onApply={
            isBlank(content)
              ? () => {
                  edit({ macroId: undefined })
                  void runMacro(macro)
                }
              : undefined
          }
          onDrop={() => edit({ macroId: undefined })}
        />
      )}
      <DraftFiles
        files={content.attachments}
        uploads={uploads}
        onRemove={fileId => edit({ attachments: content.attachments.filter(file => file.id !== fileId) })}
      />
      <TroubleBar trouble={trouble} onAgain={() => void submit(undefined)} />
      <ComposerFoot
        kind={kind}
        sendLabel={sendLabel}
        enterSends={isChat && !isPhone}
        channelMenu={
          kind === 'reply' && (
            <ChannelMenu
              channels={channels.filter(channel => channel.enabled)}
              chosenId={envelope.channel?.id}
              unusable={channel => {
                const why = unusable(channel, {
                  channelId: conversation.channelId,
                  isForward: content.forwardMessageId !== undefined,
                })
                return why && t(`compose.${why}`)
              }}
              preferred={contact?.preferredChannel}
              onChoose={channelId => edit({ channelId })}
            />
          )
        }
        onFiles={addFiles}
        onSend={afterwards => void submit(afterwards)}
        later={{
          isOpen: asksWhen,
          onOpen: isOpen => (isOpen ? askWhen() : setAsksWhen(false)),
          calendarId: channels.find(channel => channel.id === envelope.channel?.id)?.calendarId,
          name: conversation.contact.name || t('list.noName'),
          onPick: departure => void sendLater(departure),
        }}
      />
      {isDropping && (
        <div className={classes.dropHint} aria-hidden="true">
          {t('compose.drop')}
        </div>
      )}
    </section>
  )
}
