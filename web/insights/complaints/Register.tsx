import { Button, Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { ComplaintLine } from '../../../contract/complaints.ts'
import panel from '../../reports/Panel.module.css'
import { Panel } from '../../reports/Panel.tsx'
import table from '../../reports/Table.module.css'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './Register.module.css'

export interface RegisterProps {
  lines: readonly ComplaintLine[]
  now: Date
  hasMore: boolean
  isLoadingMore: boolean
  onMore: () => void
}

/** Each complaint with both of its dates, why it came and how it ended; its number opens it. */
export function Register({ lines, now, hasMore, isLoadingMore, onMore }: RegisterProps) {
  const { t, i18n } = useTranslation('insights')
  const format = useFormat()
  const columns = [
    'person',
    'state',
    'sent',
    'acknowledgement',
    'answer',
    'owner',
    'cause',
    'outcome',
  ] as const
  /** Done on a day, or due by one; late either way where the day is past the date. */
  const dates = (by: string | null, at: string | null) => {
    if (!by) return at ? format.day(at) : '–'
    const isLate = at ? at > by : Date.parse(by) < now.getTime()
    if (at)
      return (
        <>
          {isLate ? (
            <Tag tone="late">{t('complaints.doneLate', { day: format.day(at) })}</Tag>
          ) : (
            t('complaints.done', { day: format.day(at) })
          )}
        </>
      )
    return isLate ? (
      <Tag tone="late">{t('complaints.missed', { day: format.day(by) })}</Tag>
    ) : (
      t('complaints.before', { day: format.day(by) })
    )
  }
  return (
    <Panel title={t('complaints.register')}>
      {lines.length === 0 ? (
        <EmptyState text={t('complaints.none')} />
      ) : (
        <Table.ScrollContainer
          type="native"
          minWidth={960}
          role="group"
          tabIndex={0}
          aria-label={t('complaints.register')}
        >
          <table className={`${table.table} ${classes.words}`}>
            <thead>
              <tr>
                <th scope="col">{t('complaints.number')}</th>
                {columns.map(column => (
                  <th key={column} scope="col">
                    {t(`complaints.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {lines.map(one => (
                <tr key={one.conversationId}>
                  <th scope="row">
                    <Link href={`/desk/all/${one.number}`}>{one.number}</Link>
                  </th>
                  <td>{one.contact.name || '–'}</td>
                  <td>{t(`complaints.states.${one.state}`)}</td>
                  <td>
                    {format.day(one.sentAt)}
                    {one.isOutOfTime && (
                      <>
                        {' '}
                        <Tag>{t('complaints.outOfTime')}</Tag>
                      </>
                    )}
                  </td>
                  <td>{dates(one.acknowledgeBy, one.acknowledgedAt)}</td>
                  <td>{dates(one.answerBy, one.answeredAt)}</td>
                  <td>{one.owner?.name ?? '–'}</td>
                  <td>
                    {one.cause ? (i18n.language === 'fr' ? one.cause.labelFr : one.cause.labelEn) : '–'}
                  </td>
                  <td>{one.outcome ? t(`complaints.outcomes.${one.outcome}`) : '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Table.ScrollContainer>
      )}
      {hasMore && (
        <Button variant="default" mt="sm" loading={isLoadingMore} onClick={onMore}>
          {t('complaints.more')}
        </Button>
      )}
      <p className={panel.quiet}>{t('complaints.registerHint')}</p>
    </Panel>
  )
}
