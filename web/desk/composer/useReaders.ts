import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../contract/contacts.ts'
import type { Conversation } from '../../../contract/conversations.ts'
import { useChannelName } from '../useChannelName.ts'
import type { DraftContent, DraftKind } from './draft-keeper.ts'
import { type Envelope, readersOf } from './sending.ts'

/** Who reads what is being written, and what the button that sends it says. */
export function useReaders({
  kind,
  content,
  envelope,
  conversation,
  contact,
}: {
  kind: DraftKind
  content: DraftContent
  envelope: Envelope
  conversation: Conversation
  contact: Contact | undefined
}): { readers: { name: string; others: number } | undefined; label: string } {
  const { t } = useTranslation('desk')
  const channelName = useChannelName()
  const readers = readersOf(envelope, {
    name: conversation.contact.name,
    firstName: contact?.firstName ?? null,
    addresses: (contact?.identities ?? []).map(identity => identity.value),
  })
  const label = () => {
    if (kind === 'note') return t('compose.addNote')
    if (!readers) return t('compose.sendNobody')
    const { name, others } = readers
    if (content.forwardMessageId) return t('compose.forwardTo', { name })
    const channel = channelName(envelope.channel?.kind ?? 'email')
    return others > 0
      ? t('compose.sendMany', { channel, name, count: others })
      : t('compose.send', { channel, name })
  }
  return { readers, label: label() }
}
