import { Button, Table } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { ComplaintLine } from '../../../contract/complaints.ts'
import panel from '../../reports/Panel.module.css'
import { Panel } from '../../reports/Panel.tsx'
import table from '../../reports/Table.module.css'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useIsPhone } from '../../ui/useIsPhone.ts'
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
  const isPhone = useIsPhone()
  // Where the sector gives them no dates, nothing is said of dates.
  const hasDates = lines.some(one => one.acknowledgeBy ?? one.answerBy)
  const columns = [
    ...(['person', 'state', 'sent'] as const),
    ...(hasDates ? (['acknowledgement', 'answer'] as const) : []),
    ...(['owner', 'cause', 'outcome'] as const),
  ]
  /** Done on a day, or due by one; late either way where the day is past the date. */
  const dates = (by: string | null, at: string | null) => {
    if (!by) return at ? format.day(at) : null
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
          minWidth={isPhone ? 0 : 900}
          role="group"
          tabIndex={0}
          aria-label={t('complaints.register')}
        >
          <table className={`${table.table} ${table.stacked} ${classes.words}`}>
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
                  {columns.map(column => {
                    const said = cell(one, column)
                    return (
                      <td
                        key={column}
                        data-label={t(`complaints.${column}`)}
                        data-empty={said === null || undefined}
                      >
                        {said ?? '–'}
                      </td>
                    )
                  })}
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

  function cell(one: ComplaintLine, column: (typeof columns)[number]): ReactNode {
    switch (column) {
      case 'person':
        return one.contact.name || null
      case 'state':
        return t(`complaints.states.${one.state}`)
      case 'sent':
        return (
          <span className={classes.sent}>
            {format.day(one.sentAt)}
            {one.isOutOfTime && <Tag>{t('complaints.outOfTime')}</Tag>}
          </span>
        )
      case 'acknowledgement':
        return dates(one.acknowledgeBy, one.acknowledgedAt)
      case 'answer':
        return dates(one.answerBy, one.answeredAt)
      case 'owner':
        return one.owner?.name ?? null
      case 'cause':
        return one.cause && (i18n.language === 'fr' ? one.cause.labelFr : one.cause.labelEn)
      case 'outcome':
        return one.outcome && t(`complaints.outcomes.${one.outcome}`)
    }
  }
}
