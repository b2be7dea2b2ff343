import { NativeSelect } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useParams, useSearch } from 'wouter'
import type { TeamStates } from '../../contract/team-states.ts'
import { useApi } from '../api/ApiProvider.tsx'
import { dayOf, readDay } from '../reports/period.ts'
import { useDayNames } from '../reports/useDayNames.ts'
import { useSession } from '../session.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { Page } from '../ui/Page.tsx'
import { useFormat } from '../ui/useFormat.ts'
import { useNow } from '../ui/useNow.ts'
import { useQueryState } from '../ui/useQueryState.ts'
import classes from './TeamStates.module.css'
import { DayChoice } from './team/DayChoice.tsx'
import { Hours } from './team/Hours.tsx'

const everyFiveMinutes = 5 * 60_000

/** How a team was, hour by hour of one day: of everybody together, for those who lead it (EMP-6). */
export default function TeamStatesScreen() {
  const { t } = useTranslation(['team', 'wallboard'])
  const { me, is } = useSession()
  const { query } = useApi()
  const format = useFormat()
  const now = useNow(60_000)
  const [, navigate] = useLocation()
  const search = useSearch()
  const { team: asked } = useParams()
  const [written, setDay] = useQueryState('day')
  const today = dayOf(now, format.timeZone)
  const day = readDay(written) ?? today
  const teams = useQuery(
    query.workspaces.listTeams.queryOptions({
      select: ({ items }) => items.filter(({ id }) => is('administrator') || me.member.teamIds.includes(id)),
    }),
  )
  // The largest first: of a small one there may be nothing to see.
  const [largest] = teams.data?.toSorted((a, b) => b.memberIds.length - a.memberIds.length) ?? []
  const id = asked ?? largest?.id
  const states = useQuery(
    query.supervision.teamStates.queryOptions({
      input: { id: id!, day },
      enabled: id !== undefined,
      placeholderData: keepPreviousData,
      refetchInterval: everyFiveMinutes,
    }),
  )
  const { data } = states
  const refused = states.isError ? states : teams.isError ? teams : undefined
  return (
    <Page
      title={t('title')}
      subtitle={t('about')}
      actions={<Link href="/wallboard">{t('wallboard:title')}</Link>}
    >
      {teams.data?.length === 0 && asked === undefined ? (
        <EmptyState text={t('none.teams')} hint={t('none.teamsHint')} />
      ) : (
        <div className={classes.stack}>
          <div className={classes.choices}>
            {teams.data && (
              <NativeSelect
                label={t('choose')}
                value={id}
                data={[
                  // One that is none of mine, by its address: another is chosen from here.
                  ...(teams.data.some(team => team.id === id)
                    ? []
                    : [{ value: id ?? '', label: t('other') }]),
                  ...teams.data.map(({ id, name }) => ({ value: id, label: name })),
                ]}
                onChange={event =>
                  navigate(`/team-states/${event.currentTarget.value}${search ? `?${search}` : ''}`)
                }
              />
            )}
            <DayChoice
              day={day}
              oldest={data?.oldestDay}
              newest={today}
              onChange={chosen => setDay(chosen === today ? '' : chosen)}
            />
          </div>
          {refused ? (
            <ErrorState problem={refused.error} onRetry={() => void refused.refetch()} />
          ) : data ? (
            <div className={classes.stack} data-old={states.isPlaceholderData || undefined}>
              <Day states={data} onToday={() => setDay('')} />
              <p className={classes.asOf}>{t('place', { timeZone: data.timeZone })}</p>
            </div>
          ) : (
            <LoadingLines rows={6} />
          )}
        </div>
      )}
    </Page>
  )
}

/** The day by its name, and its hours or why there are none. */
function Day({ states, onToday }: { states: TeamStates; onToday: () => void }) {
  const { t } = useTranslation('team')
  const names = useDayNames()
  const { team, day, hours, total, fewest, oldestDay, newestDay } = states
  const toToday = { label: t('none.today'), onClick: onToday }
  return (
    <>
      <h2 className={classes.day}>
        {team.name} · {names.long(day)}
      </h2>
      {total ? (
        <Hours states={states} total={total} />
      ) : day > newestDay ? (
        <EmptyState text={t('none.future')} action={toToday} />
      ) : day < oldestDay ? (
        <EmptyState text={t('none.gone')} action={toToday} />
      ) : hours.length === 0 ? (
        <EmptyState text={t('none.early')} />
      ) : (
        <EmptyState text={t('none.few', { count: fewest })} hint={t('none.fewHint', { count: fewest })} />
      )}
    </>
  )
}
