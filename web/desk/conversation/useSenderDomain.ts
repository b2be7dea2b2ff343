import { useQuery } from '@tanstack/react-query'
import type { Conversation } from '../../../contract/conversations.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { leads } from '../../roles.ts'
import { useSession } from '../../session.tsx'

/** The domain that the customer of a conversation writes from, for those who may block it; the card has asked for it. */
export function useSenderDomain({ contact, channel }: Conversation): string | undefined {
  const { query } = useApi()
  const { role } = useSession()
  const mayBlock = (leads as readonly string[]).includes(role)
  const card = useQuery(
    query.contacts.getContact.queryOptions({
      input: { id: contact.id },
      enabled: mayBlock && channel === 'email',
      select: ({ identities }) =>
        identities
          .find(one => one.kind === 'email')
          ?.value.split('@')
          .at(-1),
    }),
  )
  return mayBlock && channel === 'email' ? card.data : undefined
}
