import { useTranslation } from 'react-i18next'
import { ConversationLinks } from '../views/ConversationLinks.tsx'
import { useMyParticipations } from './useParticipations.ts'

/** Conversations in which I take part beside whoever has them. */
export function TogetherList() {
  const { t } = useTranslation('desk')
  const items = useMyParticipations().data?.items ?? []
  return (
    <ConversationLinks
      title={t('together.list', { count: items.length })}
      items={items.map(({ conversationId, number, subject, by, at }) => ({
        ...{ key: conversationId, number, by, at },
        words: subject || t('list.noSubject'),
      }))}
    />
  )
}
