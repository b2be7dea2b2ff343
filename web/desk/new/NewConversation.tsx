import {
  ActionIcon,
  Button,
  FileButton,
  NativeSelect,
  SegmentedControl,
  Textarea,
  TextInput,
} from '@mantine/core'
import { IconArrowLeft, IconPaperclip, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Attachment } from '../../../contract/conversations.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useCommands } from '../../keyboard/useCommands.ts'
import { useSession } from '../../session.tsx'
import { KeyHint } from '../../ui/KeyHint.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { sayProblem } from '../acts/say-problem.ts'
import { DraftFiles } from '../composer/DraftFiles.tsx'
import { useTakeBack } from '../composer/useTakeBack.ts'
import { useUploads } from '../composer/useUploads.ts'
import { useDesk } from '../DeskContext.tsx'
import { useChannels } from '../data/queries.ts'
import { useChannelName } from '../useChannelName.ts'
import classes from './NewConversation.module.css'
import { type PersonChoice, PersonField } from './PersonField.tsx'
import { useNewDraft } from './useNewDraft.ts'

export interface NewConversationProps {
  /** The person one was looking at. */
  contactId: string | undefined
  address: string | undefined
}

/** Writes to a customer first, or records what they asked by another way. */
export function NewConversation({ contactId, address }: NewConversationProps) {
  const { t } = useTranslation(['desk', 'common'])
  const { call, query } = useApi()
  const { is } = useSession()
  const { open, leave, cache } = useDesk()
  const announce = useAnnounce()
  const channelName = useChannelName()
  const offerUndo = useUndo()
  const { takeBack } = useTakeBack()
  const channels = (useChannels().data?.items ?? []).filter(
    channel => channel.enabled && channel.kind === 'email',
  )
  const { draft, edit, forget } = useNewDraft()
  const known = useQuery(
    query.contacts.getContact.queryOptions({
      input: { id: contactId ?? '' },
      enabled: contactId !== undefined,
    }),
  )
  const [chosen, setChosen] = useState<PersonChoice | undefined>(
    address ? { kind: 'address', address } : undefined,
  )
  const person: PersonChoice | undefined =
    chosen ??
    (known.data && {
      kind: 'contact',
      id: known.data.id,
      name: known.data.name,
      address: known.data.identities.find(identity => identity.kind === 'email')?.value,
    })
  const [tried, setTried] = useState(false)
  const [isSending, setSending] = useState(false)
  const [files, setFiles] = useState<Attachment[]>([])
  const addFile = useCallback((file: Attachment) => setFiles(all => [...all, file]), [])
  const { uploads, add } = useUploads(addFile)
  const isOut = draft.direction === 'out'
  const needsAddress = isOut && person?.kind === 'contact' && !person.address
  const errors = {
    to: !person || needsAddress ? t('newConversation.needTo') : undefined,
    text: draft.text.trim() === '' && files.length === 0 ? t('newConversation.needText') : undefined,
  }

  const submit = async () => {
    if (errors.to || errors.text || !person || isSending) {
      setTried(true)
      return
    }
    setSending(true)
    try {
      const conversation = await call.conversations.open({
        ...(person.kind === 'contact'
          ? { contactId: person.id }
          : { to: { name: '', address: person.address } }),
        subject: draft.subject,
        channelId: draft.channelId ?? channels[0]?.id,
        message: { direction: draft.direction, text: draft.text, attachmentIds: files.map(file => file.id) },
      })
      forget()
      void cache.recount()
      void cache.reload(conversation.id)
      open(conversation, { replace: true })
      const messageId = conversation.lastMessageId
      if (isOut && messageId)
        offerUndo({
          text: seconds => t('newConversation.sent', { seconds }),
          undo: async () => {
            await takeBack({ id: messageId, conversationId: conversation.id })
            open(conversation)
          },
        })
      else announce(t('newConversation.recorded'), 'polite', { visible: true })
    } catch (error) {
      announce(sayProblem(error, t), 'assertive', { visible: true })
      setSending(false)
    }
  }
  useCommands({ 'composer.send': { run: () => void submit() } })

  const name = person ? (person.kind === 'contact' ? person.name : person.address) : ''
  return (
    <form
      className={classes.page}
      data-scope="composer"
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        void submit()
      }}
    >
      <header className={classes.header}>
        <ActionIcon aria-label={t('pane.back')} onClick={leave}>
          <IconArrowLeft size={20} stroke={1.75} aria-hidden="true" />
        </ActionIcon>
        <h2 className={classes.title}>{t('newConversation.title')}</h2>
        <ActionIcon
          aria-label={t('newConversation.leave')}
          title={t('newConversation.leave')}
          onClick={() => {
            forget()
            leave()
          }}
        >
          <IconX size={20} stroke={1.75} aria-hidden="true" />
        </ActionIcon>
      </header>
      <div className={classes.fields}>
        <SegmentedControl
          aria-label={t('newConversation.direction')}
          value={draft.direction}
          data={[
            { value: 'out', label: t('newConversation.out') },
            { value: 'in', label: t('newConversation.in') },
          ]}
          onChange={value => edit({ direction: value === 'in' ? 'in' : 'out' })}
        />
        <PersonField
          person={person}
          error={tried ? errors.to : undefined}
          maySearch={is('administrator', 'supervisor', 'adviser', 'partner')}
          onChange={setChosen}
        />
        <TextInput
          label={t('newConversation.subject')}
          value={draft.subject}
          maxLength={500}
          onChange={event => edit({ subject: event.currentTarget.value })}
        />
        {isOut && channels.length > 1 && (
          <NativeSelect
            label={t('newConversation.from')}
            value={draft.channelId ?? channels[0]?.id ?? ''}
            data={channels.map(channel => ({ value: channel.id, label: channel.address ?? channel.name }))}
            onChange={event => edit({ channelId: event.currentTarget.value })}
          />
        )}
        <Textarea
          label={t('newConversation.text')}
          autosize
          minRows={8}
          maxRows={18}
          value={draft.text}
          error={tried ? errors.text : undefined}
          onChange={event => edit({ text: event.currentTarget.value })}
          onPaste={event => {
            const pasted = [...event.clipboardData.files]
            if (pasted.length === 0) return
            event.preventDefault()
            add(pasted)
          }}
        />
        <DraftFiles
          files={files}
          uploads={uploads}
          onRemove={id => setFiles(all => all.filter(file => file.id !== id))}
        />
        <div className={classes.foot}>
          <FileButton multiple onChange={chosenFiles => add(chosenFiles)}>
            {props => (
              <ActionIcon {...props} aria-label={t('compose.attach')} title={t('compose.attach')}>
                <IconPaperclip size={16} stroke={1.75} aria-hidden="true" />
              </ActionIcon>
            )}
          </FileButton>
          <span className={classes.key}>
            <KeyHint command="composer.send" />
          </span>
          <Button type="submit" loading={isSending}>
            {!isOut
              ? t('newConversation.record')
              : name
                ? t('compose.send', {
                    channel: channelName('email'),
                    name,
                  })
                : t('compose.short')}
          </Button>
        </div>
      </div>
    </form>
  )
}
