import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Tag } from '../../ui/Tag.tsx'
import classes from './AccessButton.module.css'

export interface OpenWorkProps {
  work: {
    conversations: number
    recoveries: number
    drafts: number
    mentions: number
    items: { id: string; number: number; subject: string; contactName: string; hasDraft: boolean }[]
  }
}

/** What somebody has in hand: counts, and the first conversations, those that wait longest before the others. */
export function OpenWork({ work }: OpenWorkProps) {
  const { t } = useTranslation('settings')
  const counts = (['conversations', 'recoveries', 'drafts', 'mentions'] as const).filter(
    kind => work[kind] > 0,
  )
  if (counts.length === 0) return <p>{t('people.nothingOpen')}</p>
  return (
    <div className={classes.work}>
      <p>
        {t('people.inHand')}{' '}
        {counts.map(kind => t(`people.openWork.${kind}`, { count: work[kind] })).join(', ')}.
      </p>
      {work.items.length > 0 && (
        <ul>
          {work.items.map(item => (
            <li key={item.id}>
              <Link href={`/desk/all/${item.number}`}>#{item.number}</Link> {item.contactName} ·{' '}
              {item.subject} {item.hasDraft && <Tag>{t('people.hasDraft')}</Tag>}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
