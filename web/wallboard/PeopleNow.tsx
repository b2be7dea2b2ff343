import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { PersonNow } from '../../contract/supervision.ts'
import { useApi } from '../api/ApiProvider.tsx'
import { Panel } from '../reports/Panel.tsx'
import table from '../reports/Table.module.css'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { type Presence, PresenceIcon } from '../ui/PresenceIcon.tsx'
import { useFormat } from '../ui/useFormat.ts'
import { useNow } from '../ui/useNow.ts'
import { Lend } from './Lend.tsx'
import classes from './Lists.module.css'

export interface PeopleNowProps {
  board: string
  isRouted: boolean
}

const freshMs = 5000
const drawnAs: Record<PersonNow['state'], Presence> = {
  free: 'available',
  atWork: 'busy',
  notResponding: 'notResponding',
  busy: 'busy',
  break: 'break',
  away: 'away',
}

/** The people whose direct manager I am: how they are, since when, with how much; each may be lent to a team, or a skill to them. */
export function PeopleNow({ board, isRouted }: PeopleNowProps) {
  const { t } = useTranslation('wallboard')
  const { query } = useApi()
  const format = useFormat()
  const now = useNow(5000)
  const people = useQuery(
    query.supervision.people.queryOptions({ input: { board }, refetchInterval: freshMs }),
  )
  const { data } = people
  return (
    <Panel
      title={t('people.title')}
      tools={
        isRouted && (
          <Link href={`/team-states${board.startsWith('team-') ? `/${board.slice('team-'.length)}` : ''}`}>
            {t('people.day')}
          </Link>
        )
      }
    >
      {data ? (
        <>
          {data.items.length > 0 && (
            <div className={`${table.scroll} ${table.whole}`}>
              <table
                className={`${table.table} ${classes.table} ${table.stacked}`}
                aria-label={t('people.title')}
              >
                <thead>
                  <tr>
                    <th scope="col">{t('people.name')}</th>
                    <th scope="col">{t('people.state')}</th>
                    <th scope="col">{t('people.inHand')}</th>
                    {isRouted && <th scope="col">{t('people.load')}</th>}
                    <th scope="col">{t('column.teams')}</th>
                    <th scope="col">{t('people.act')}</th>
                  </tr>
                </thead>
                <tbody>
                  {data.items.map(person => (
                    <tr key={person.member.id}>
                      <th scope="row">
                        {isRouted ? (
                          <Link href={`/states/${person.member.id}`}>{person.member.name}</Link>
                        ) : (
                          person.member.name
                        )}
                      </th>
                      <td data-label={t('people.state')}>
                        {isRouted ? (
                          <span className={classes.state}>
                            <PresenceIcon presence={drawnAs[person.state]} />
                            {t(`person.${person.state}`)}
                            {person.since &&
                              ` · ${format.duration((now.getTime() - Date.parse(person.since)) / 1000)}`}
                            {person.reason && ` · ${person.reason}`}
                          </span>
                        ) : person.state === 'away' ? (
                          t('person.offline')
                        ) : (
                          t('person.online')
                        )}
                      </td>
                      <td data-label={t('people.inHand')}>{format.number(person.inHand)}</td>
                      {isRouted && (
                        <td data-label={t('people.load')}>
                          {person.load
                            ? format.percent(person.load.used / Math.max(1, person.load.capacity))
                            : '–'}
                        </td>
                      )}
                      <td data-label={t('column.teams')}>
                        {format.list(person.teams.map(({ name }) => name))}
                      </td>
                      <td>
                        <Lend person={person} board={board} isRouted={isRouted} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
          {data.items.length === 0 && data.hidden === 0 && (
            <p className={classes.quiet}>{t('people.none')}</p>
          )}
          {data.hidden > 0 && <p className={classes.quiet}>{t('people.hidden', { count: data.hidden })}</p>}
        </>
      ) : people.isError ? (
        <ErrorState problem={people.error} onRetry={() => void people.refetch()} />
      ) : (
        <LoadingLines rows={4} />
      )}
    </Panel>
  )
}
