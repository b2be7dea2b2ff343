import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Board } from '../../contract/supervision.ts'
import { useApi } from '../api/ApiProvider.tsx'
import { Panel } from '../reports/Panel.tsx'
import { FormProblem } from '../ui/FormProblem.tsx'
import { useUndo } from '../ui/UndoProvider.tsx'
import { useFormat } from '../ui/useFormat.ts'
import classes from './Lists.module.css'

/** For how long an overflow is opened. */
const lengths = [30, 60, 120] as const

/** Sends what waits in a team, and what comes to it, to another for a time; the board brings what is open. */
export function Overflows({ openings, board }: { openings: Board['openings']; board: Board['board'] }) {
  const { t } = useTranslation('wallboard')
  const { call, query } = useApi()
  const format = useFormat()
  const offerUndo = useUndo()
  const queryClient = useQueryClient()
  const teams = useQuery(query.workspaces.listTeams.queryOptions())
  const [chosen, setChosen] = useState<string>()
  const [toTeamId, setTo] = useState('')
  const [minutes, setMinutes] = useState<number>(60)
  const items = teams.data?.items ?? []
  const mine = board.kind === 'team' ? board.key.slice('team-'.length) : ''
  const teamId = chosen ?? mine
  const again = () => queryClient.invalidateQueries({ queryKey: query.supervision.board.key() })
  const close = useMutation({
    mutationFn: (id: string) => call.supervision.closeOverflow({ id }),
    onSuccess: again,
  })
  const open = useMutation({
    mutationFn: () => call.supervision.openOverflow({ teamId, toTeamId, minutes }),
    onSuccess: ({ id, until }) => {
      const nameOf = (of: string) => items.find(one => one.id === of)?.name ?? ''
      offerUndo({
        text: t('overflow.done', {
          team: nameOf(teamId),
          to: nameOf(toTeamId),
          time: format.time(until),
        }),
        undo: () => close.mutateAsync(id),
      })
      setTo('')
      return again()
    },
  })
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (teamId && toTeamId) open.mutate()
  }
  const choices = (without: string) => [
    { value: '', label: t('overflow.choose') },
    ...items.filter(({ id }) => id !== without).map(({ id, name }) => ({ value: id, label: name })),
  ]
  return (
    <Panel title={t('overflow.title')}>
      <p className={classes.quiet}>{t('overflow.about')}</p>
      <FormProblem problem={open.error ?? close.error} />
      {openings.length > 0 && (
        <ul className={classes.list}>
          {openings.map(({ id, team, to, until }) => (
            <li key={id}>
              <span className={classes.said}>
                {t('overflow.until', { team: team.name, to: to.name, time: format.time(until) })}
              </span>
              <Button
                variant="default"
                aria-label={t('overflow.closeNamed', { team: team.name })}
                loading={close.isPending}
                onClick={() => close.mutate(id)}
              >
                {t('overflow.close')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <form className={classes.form} onSubmit={handleSubmit}>
        <NativeSelect
          label={t('overflow.from')}
          value={teamId}
          data={choices(toTeamId)}
          onChange={event => setChosen(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('overflow.to')}
          value={toTeamId}
          data={choices(teamId)}
          onChange={event => setTo(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('overflow.for')}
          value={String(minutes)}
          data={lengths.map(value => ({ value: String(value), label: format.duration(value * 60) }))}
          onChange={event => setMinutes(Number(event.currentTarget.value))}
        />
        <Button type="submit" variant="default" loading={open.isPending} disabled={!teamId || !toTeamId}>
          {t('overflow.submit')}
        </Button>
      </form>
    </Panel>
  )
}
