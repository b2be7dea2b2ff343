import { useTranslation } from 'react-i18next'
import { ConversationLinks } from '../views/ConversationLinks.tsx'
import { useAskedOfMe } from './useConsultations.ts'

/** What colleagues ask me, the oldest first: each opens its conversation beside whoever has it. */
export function AskedList() {
  const { t } = useTranslation('desk')
  const items = useAskedOfMe().data?.items ?? []
  return (
    <ConversationLinks
      title={t('consult.list', { count: items.length })}
      items={items.map(({ id, number, by, question, at }) => ({
        ...{ key: id, number, by, at },
        words: question.text,
      }))}
    />
  )
}
