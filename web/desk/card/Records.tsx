import { IconExternalLink } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ExternalRecord } from '../../../contract/contacts.ts'
import { Tag } from '../../ui/Tag.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './CustomerCard.module.css'
import { isLate } from './now-facts.ts'

export interface RecordsProps {
  records: readonly ExternalRecord[]
  /** The system that owns them does not answer: what is shown is the last it said. */
  isStale: boolean
  now: Date
}

const shownAtFirst = 4
const knownTypes = ['order', 'delivery', 'invoice', 'subscription', 'ticket'] as const

/** Orders, deliveries, invoices: what, in which state, since when, and the way to it. */
export function Records({ records, isStale, now }: RecordsProps) {
  const { t } = useTranslation(['desk', 'common'])
  const format = useFormat()
  const [showsAll, setShowsAll] = useState(false)
  if (records.length === 0 && !isStale) return <p className={classes.quiet}>{t('card.noRecords')}</p>
  const shown = showsAll ? records : records.slice(0, shownAtFirst)
  return (
    <>
      {isStale && <p className={classes.stale}>{t('card.recordsFailed')}</p>}
      <ul className={classes.records}>
        {shown.map(record => {
          const type = knownTypes.find(one => one === record.type)
          return (
            <li
              key={`${record.type}/${record.externalId}`}
              className={classes.record}
              title={type ? t(`card.record.${type}`) : record.type}
            >
              <div className={classes.recordLine}>
                {record.url ? (
                  <a href={record.url} target="_blank" rel="noopener noreferrer" className="truncate">
                    {record.title}
                    <IconExternalLink size={16} stroke={1.75} aria-hidden="true" />
                  </a>
                ) : (
                  <span className="truncate">{record.title}</span>
                )}
                {record.status && <Tag tone={isLate(record, now) ? 'late' : 'neutral'}>{record.status}</Tag>}
              </div>
              <p className={classes.recordUnder}>
                {[
                  record.externalId,
                  record.amount !== null && record.currency && format.money(record.amount, record.currency),
                  record.occurredAt && format.shortDay(record.occurredAt),
                  format.age(record.updatedAt, now),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </li>
          )
        })}
      </ul>
      {records.length > shownAtFirst && !showsAll && (
        <button type="button" className={classes.more} onClick={() => setShowsAll(true)}>
          {t('common:act.showMore')}
        </button>
      )}
    </>
  )
}
