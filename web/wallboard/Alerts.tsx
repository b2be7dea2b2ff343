import { Button, Checkbox, NativeSelect, NumberInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlertFigure, BoardName } from '../../contract/supervision.ts'
import { useApi } from '../api/ApiProvider.tsx'
import { Panel } from '../reports/Panel.tsx'
import { FormProblem } from '../ui/FormProblem.tsx'
import { useUndo } from '../ui/UndoProvider.tsx'
import { useFormat } from '../ui/useFormat.ts'
import { beyondWords, unitOf, valueWords } from './alert-words.ts'
import classes from './Lists.module.css'
import { nameOf } from './names.ts'

const figures = [
  'waiting',
  'oldestWait',
  'serviceLevel',
  'broken',
  'dueSoon',
  'notResponding',
  'present',
] as const satisfies AlertFigure[]

const usual: Record<AlertFigure, { threshold: number; back: number }> = {
  waiting: { threshold: 20, back: 15 },
  oldestWait: { threshold: 30, back: 15 },
  serviceLevel: { threshold: 80, back: 85 },
  broken: { threshold: 0, back: 0 },
  dueSoon: { threshold: 5, back: 2 },
  notResponding: { threshold: 1, back: 0 },
  present: { threshold: 3, back: 4 },
}

export interface AlertsProps {
  names: readonly BoardName[]
  board: string
}

/** What is watched: beyond a threshold for so long it is told once, and it is over when the figure is back. */
export function Alerts({ names, board }: AlertsProps) {
  const { t } = useTranslation('wallboard')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const format = useFormat()
  const offerUndo = useUndo()
  const alerts = useQuery(query.supervision.alerts.queryOptions())
  const [figure, setFigure] = useState<AlertFigure>('waiting')
  const [threshold, setThreshold] = useState<number | string>(usual.waiting.threshold)
  const [back, setBack] = useState<number | string>(usual.waiting.back)
  const [minutes, setMinutes] = useState<number | string>(3)
  const [mail, setMail] = useState(true)
  const again = () => queryClient.invalidateQueries({ queryKey: query.supervision.alerts.key() })
  const make = useMutation({
    mutationFn: () =>
      call.supervision.createAlert({
        ...{ figure, board, minutes: Number(minutes), mail },
        threshold: Number(threshold) * unitOf(figure),
        back: Number(back) * unitOf(figure),
      }),
    onSuccess: made => {
      offerUndo({
        text: t('alert.made'),
        undo: () => call.supervision.deleteAlert({ id: made.id }).then(again),
      })
      return again()
    },
  })
  const change = useMutation({
    mutationFn: (said: { id: string; enabled: boolean }) => call.supervision.updateAlert(said),
    onSuccess: again,
  })
  const remove = useMutation({
    mutationFn: (id: string) => call.supervision.deleteAlert({ id }),
    onSuccess: (_, id) => {
      const gone = alerts.data?.items.find(one => one.id === id)
      if (gone)
        offerUndo({
          text: t('alert.removed'),
          undo: () => {
            const { figure, channel, threshold, back, minutes, mail, enabled } = gone
            return call.supervision
              .createAlert({
                figure,
                channel,
                threshold,
                back,
                minutes,
                mail,
                enabled,
                board: gone.board.key,
              })
              .then(again)
          },
        })
      return again()
    },
  })
  const choose = (next: AlertFigure) => {
    setFigure(next)
    setThreshold(usual[next].threshold)
    setBack(usual[next].back)
  }
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate()
  }
  const chosen = names.find(({ key }) => key === board)
  return (
    <Panel title={t('alert.title')}>
      <p className={classes.quiet}>{t('alert.about')}</p>
      <FormProblem problem={make.error ?? change.error ?? remove.error} />
      {(alerts.data?.items.length ?? 0) > 0 && (
        <ul className={classes.list}>
          {alerts.data?.items.map(alert => {
            const what = beyondWords(alert, format, t)
            return (
              <li key={alert.id}>
                <span className={classes.said}>
                  {t('alert.said', { board: nameOf(alert.board, t), what })}
                  <span className={classes.quiet}>
                    {' '}
                    {t('alert.limits', {
                      duration: format.duration(alert.minutes * 60),
                      back: valueWords(alert.figure, alert.back, format),
                    })}
                    {alert.since && ` · ${t('alert.since', { time: format.time(alert.since) })}`}
                  </span>
                </span>
                <Checkbox
                  label={t('alert.enabled')}
                  checked={alert.enabled}
                  onChange={event => change.mutate({ id: alert.id, enabled: event.currentTarget.checked })}
                />
                <Button
                  variant="default"
                  aria-label={t('alert.removeNamed', { what })}
                  onClick={() => remove.mutate(alert.id)}
                >
                  {t('alert.remove')}
                </Button>
              </li>
            )
          })}
        </ul>
      )}
      <form className={classes.form} onSubmit={handleSubmit}>
        <NativeSelect
          label={chosen ? t('alert.figureOn', { board: nameOf(chosen, t) }) : t('alert.figure')}
          value={figure}
          data={figures.map(value => ({ value, label: t(`alert.figures.${value}`) }))}
          onChange={event => choose(event.currentTarget.value as AlertFigure)}
        />
        <NumberInput
          className={classes.number}
          label={t('alert.threshold')}
          min={0}
          value={threshold}
          onChange={setThreshold}
        />
        <NumberInput
          className={classes.number}
          label={t('alert.back')}
          min={0}
          value={back}
          onChange={setBack}
        />
        <NumberInput
          className={classes.number}
          label={t('alert.minutes')}
          min={0}
          max={240}
          value={minutes}
          onChange={setMinutes}
        />
        <Checkbox
          label={t('alert.mail')}
          checked={mail}
          onChange={event => setMail(event.currentTarget.checked)}
        />
        <Button type="submit" variant="default" loading={make.isPending}>
          {t('alert.make')}
        </Button>
      </form>
    </Panel>
  )
}
