import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useApi } from '../api/ApiProvider.tsx'
import { Panel } from '../reports/Panel.tsx'
import table from '../reports/Table.module.css'
import { ChannelIcon } from '../ui/ChannelIcon.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { useFormat } from '../ui/useFormat.ts'
import { useIsPhone } from '../ui/useIsPhone.ts'
import { useNow } from '../ui/useNow.ts'
import classes from './Lists.module.css'
import { WaitingActs } from './WaitingActs.tsx'

const freshMs = 5000
/** A phone shows so many at first: the rest of the board is below them. */
const few = 8

export interface WaitingNowProps {
  board: string
  isRouted: boolean
}

/** What nobody has taken, the longest wait first: open it, take it, send it to others, or move it up. */
export function WaitingNow({ board, isRouted }: WaitingNowProps) {
  const { t } = useTranslation('wallboard')
  const { query } = useApi()
  const format = useFormat()
  const now = useNow(5000)
  const waiting = useQuery(
    query.supervision.waitingRequests.queryOptions({ input: { board }, refetchInterval: freshMs }),
  )
  const isPhone = useIsPhone()
  const [isWhole, setWhole] = useState(false)
  const items = waiting.data?.items
  const shown = isPhone && !isWhole ? items?.slice(0, few) : items
  const left = (items?.length ?? 0) - (shown?.length ?? 0)
  return (
    <Panel title={t('waitingList.title')}>
      {items ? (
        items.length === 0 ? (
          <p className={classes.quiet}>{t('none.waiting')}</p>
        ) : (
          <div className={`${table.scroll} ${table.whole}`}>
            <table
              className={`${table.table} ${classes.table} ${table.stacked}`}
              aria-label={t('waitingList.title')}
            >
              <thead>
                <tr>
                  <th scope="col">{t('waitingList.request')}</th>
                  <th scope="col">{t('waitingList.since')}</th>
                  <th scope="col">{t('column.teams')}</th>
                  <th scope="col">{t('people.act')}</th>
                </tr>
              </thead>
              <tbody>
                {shown?.map(item => (
                  <tr key={item.conversationId}>
                    <th scope="row" className={classes.request}>
                      <ChannelIcon kind={item.channel} />{' '}
                      <Link href={`/desk/all/${item.number}`}>
                        {item.subject || t('waitingList.noSubject')}
                      </Link>
                      <span className={classes.quiet}> {item.contact}</span>
                    </th>
                    <td data-label={t('waitingList.since')}>
                      {format.duration((now.getTime() - Date.parse(item.since)) / 1000)}
                      {item.creditMinutes ? (
                        <span className={classes.quiet}>
                          {' '}
                          {t('waitingList.raised', { duration: format.duration(item.creditMinutes * 60) })}
                        </span>
                      ) : null}
                    </td>
                    <td data-label={t('column.teams')}>{item.team?.name ?? '–'}</td>
                    <td>
                      <WaitingActs item={item} board={board} isRouted={isRouted} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            {left > 0 && (
              <Button variant="default" mt="sm" onClick={() => setWhole(true)}>
                {t('waitingList.others', { count: left })}
              </Button>
            )}
          </div>
        )
      ) : waiting.isError ? (
        <ErrorState problem={waiting.error} onRetry={() => void waiting.refetch()} />
      ) : (
        <LoadingLines rows={4} />
      )}
    </Panel>
  )
}
