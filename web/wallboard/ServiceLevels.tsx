import { Button, NumberInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ServiceLevels as Levels } from '../../contract/service-levels.ts'
import { useApi } from '../api/ApiProvider.tsx'
import { Panel } from '../reports/Panel.tsx'
import { ChannelIcon } from '../ui/ChannelIcon.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { FormProblem } from '../ui/FormProblem.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { useUndo } from '../ui/UndoProvider.tsx'
import classes from './Lists.module.css'

/** Channels, each with the unit in which people think of its answers. */
const channels = [
  { channel: 'chat', unit: 'seconds', seconds: 1 },
  { channel: 'email', unit: 'minutes', seconds: 60 },
  { channel: 'form', unit: 'minutes', seconds: 60 },
] as const
type Channel = (typeof channels)[number]['channel']
type Said = Partial<Record<Channel, { within: number | string; target: number | string }>>

/** In what time each channel is to be answered, and how often: what the figures and alerts of all boards use. */
export function ServiceLevels() {
  const { t } = useTranslation(['wallboard', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const offerUndo = useUndo()
  const settings = useQuery(query.supervision.settings.queryOptions())
  const [said, setSaid] = useState<Said>({})
  const again = () => queryClient.invalidateQueries({ queryKey: query.supervision.settings.key() })
  const save = useMutation({
    mutationFn: (serviceLevels: Levels) =>
      call.supervision.saveSettings({ serviceLevels, version: settings.data!.version }),
    onSuccess: ({ version }) => {
      const before = settings.data!.serviceLevels
      setSaid({})
      offerUndo({
        text: t('level.saved'),
        undo: () => call.supervision.saveSettings({ serviceLevels: before, version }).then(again),
      })
    },
    onSettled: again,
  })
  const { data } = settings
  if (settings.isError) return <ErrorState problem={settings.error} onRetry={() => void settings.refetch()} />
  if (!data) return <LoadingLines rows={3} />
  const shown = (channel: Channel, seconds: number) => {
    const level = data.serviceLevels[channel]
    return (
      said[channel] ?? {
        within: level ? level.withinSeconds / seconds : '',
        target: level ? Math.round(level.target * 100) : '',
      }
    )
  }
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    const levels: Levels = {}
    for (const { channel, seconds } of channels) {
      const { within, target } = shown(channel, seconds)
      if (within === '' || target === '') continue
      levels[channel] = { withinSeconds: Math.round(Number(within) * seconds), target: Number(target) / 100 }
    }
    save.mutate(levels)
  }
  return (
    <Panel title={t('level.title')}>
      <p className={classes.quiet}>{t('level.about')}</p>
      <FormProblem problem={save.error} />
      <form onSubmit={handleSubmit}>
        <ul className={classes.list}>
          {channels.map(({ channel, unit, seconds }) => {
            const value = shown(channel, seconds)
            const change = (next: Partial<typeof value>) =>
              setSaid({ ...said, [channel]: { ...value, ...next } })
            return (
              <li key={channel} className={classes.level}>
                <ChannelIcon kind={channel} withWord />
                <NumberInput
                  className={classes.number}
                  label={t(`level.${unit}`)}
                  aria-label={t(`level.${unit}Of`, { channel: t(`common:channel.${channel}`) })}
                  min={seconds === 1 ? 5 : 1}
                  allowDecimal={false}
                  value={value.within}
                  onChange={within => change({ within })}
                />
                <NumberInput
                  className={classes.number}
                  label={t('level.target')}
                  aria-label={t('level.targetOf', { channel: t(`common:channel.${channel}`) })}
                  min={1}
                  max={100}
                  allowDecimal={false}
                  value={value.target}
                  onChange={target => change({ target })}
                />
              </li>
            )
          })}
        </ul>
        <Button
          type="submit"
          variant="default"
          mt="md"
          loading={save.isPending}
          disabled={Object.keys(said).length === 0}
        >
          {t('level.save')}
        </Button>
      </form>
    </Panel>
  )
}
