import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { WaitingRequest } from '../../contract/supervision.ts'
import { useApi } from '../api/ApiProvider.tsx'
import { Panel } from '../reports/Panel.tsx'
import table from '../reports/Table.module.css'
import { useSession } from '../session.tsx'
import { ChannelIcon } from '../ui/ChannelIcon.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { FormProblem } from '../ui/FormProblem.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { useUndo } from '../ui/UndoProvider.tsx'
import { useFormat } from '../ui/useFormat.ts'
import { useNow } from '../ui/useNow.ts'
import classes from './Lists.module.css'

const freshMs = 5000
/** How much earlier a request counts as having come, at each press. */
const raisedMinutes = 60

export interface WaitingNowProps {
  board: string
  isRouted: boolean
}

/** What nobody has taken, the longest wait first: open it, take it, or move it up. */
export function WaitingNow({ board, isRouted }: WaitingNowProps) {
  const { t } = useTranslation('wallboard')
  const { query } = useApi()
  const format = useFormat()
  const now = useNow(5000)
  const waiting = useQuery(
    query.supervision.waitingRequests.queryOptions({ input: { board }, refetchInterval: freshMs }),
  )
  const items = waiting.data?.items
  return (
    <Panel title={t('waitingList.title')}>
      {items ? (
        items.length === 0 ? (
          <p className={classes.quiet}>{t('none.waiting')}</p>
        ) : (
          <div className={table.scroll}>
            <table className={`${table.table} ${classes.table}`} aria-label={t('waitingList.title')}>
              <thead>
                <tr>
                  <th scope="col">{t('waitingList.request')}</th>
                  <th scope="col">{t('waitingList.since')}</th>
                  <th scope="col">{t('column.teams')}</th>
                  <th scope="col">{t('people.act')}</th>
                </tr>
              </thead>
              <tbody>
                {items.map(item => (
                  <tr key={item.conversationId}>
                    <th scope="row" className={classes.request}>
                      <ChannelIcon kind={item.channel} />{' '}
                      <Link href={`/desk/all/${item.number}`}>
                        {item.subject || t('waitingList.noSubject')}
                      </Link>
                      <span className={classes.quiet}> {item.contact}</span>
                    </th>
                    <td>
                      {format.duration((now.getTime() - Date.parse(item.since)) / 1000)}
                      {item.creditMinutes ? (
                        <span className={classes.quiet}>
                          {' '}
                          {t('waitingList.raised', { duration: format.duration(item.creditMinutes * 60) })}
                        </span>
                      ) : null}
                    </td>
                    <td>{item.team?.name ?? '–'}</td>
                    <td>
                      <Acts item={item} board={board} isRouted={isRouted} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
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

function Acts({ item, board, isRouted }: WaitingNowProps & { item: WaitingRequest }) {
  const { t } = useTranslation('wallboard')
  const { me } = useSession()
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const offerUndo = useUndo()
  const id = item.conversationId
  const again = () =>
    queryClient.invalidateQueries({ queryKey: query.supervision.waitingRequests.key({ input: { board } }) })
  const take = useMutation({
    mutationFn: () => call.conversations.assign({ id, memberId: me.member.id, expected: null }),
    onSuccess: () => {
      offerUndo({
        text: t('waitingList.taken'),
        undo: () => call.conversations.assign({ id, memberId: null, expected: me.member.id }).then(again),
      })
      return again()
    },
  })
  const raise = useMutation({
    mutationFn: () => call.supervision.raise({ id, minutes: raisedMinutes }),
    onSuccess: () => {
      offerUndo({
        text: t('waitingList.raisedNow'),
        undo: () => call.supervision.raise({ id, minutes: -raisedMinutes }).then(again),
      })
      return again()
    },
  })
  const name = item.subject || t('waitingList.noSubject')
  return (
    <span className={classes.acts}>
      <FormProblem problem={take.error ?? raise.error} />
      <Button
        variant="default"
        aria-label={t('waitingList.takeNamed', { name })}
        loading={take.isPending}
        onClick={() => take.mutate()}
      >
        {t('waitingList.take')}
      </Button>
      {isRouted && item.creditMinutes !== null && (
        <Button
          variant="default"
          aria-label={t('waitingList.raiseNamed', { name })}
          loading={raise.isPending}
          onClick={() => raise.mutate()}
        >
          {t('waitingList.raise')}
        </Button>
      )}
    </span>
  )
}
