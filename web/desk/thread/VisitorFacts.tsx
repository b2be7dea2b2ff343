import { useTranslation } from 'react-i18next'
import type { Message } from '../../../contract/conversations.ts'
import classes from './Message.module.css'

export interface VisitorFactsProps {
  metadata: Message['metadata']
}

interface Told {
  answers?: { label: { fr: string; en: string }; value: string }[]
  page?: { url: string; title: string }
}

/** What a visitor answered before writing, and the page they wrote from, when they agreed to say it. */
export function VisitorFacts({ metadata }: VisitorFactsProps) {
  const { t, i18n } = useTranslation('desk')
  const { answers = [], page } = metadata as Told // written by the chat channel alone
  if (answers.length === 0 && !page) return null
  return (
    <p className={classes.delivery}>
      {[
        ...answers.map(({ label, value }) =>
          t('visitor.answer', { label: i18n.language === 'fr' ? label.fr : label.en, value }),
        ),
        ...(page ? [t('visitor.page', { title: page.title || page.url })] : []),
      ].join(' · ')}
    </p>
  )
}
