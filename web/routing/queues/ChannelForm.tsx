import { MultiSelect, NumberInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ChannelRouting, RoutedChannel } from '../../../contract/queues.ts'
import fields from '../../settings/fields.module.css'
import { SettingsForm } from '../../settings/SettingsForm.tsx'
import { useKeptForm } from '../../settings/useKeptForm.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { type ChannelValues, minutesIn, toChannel, toValues } from './channel-values.ts'
import { routedChannels, useRoutingSettings } from './useRoutingSettings.ts'

export interface ChannelFormProps {
  channel: RoutedChannel
  kept: ChannelRouting
  onDone: () => void
}

/** What one channel takes of a person, and for whom its requests wait. */
export function ChannelForm({ channel, kept, onDone }: ChannelFormProps) {
  const { t } = useTranslation(['queues', 'common'])
  const announce = useAnnounce()
  const { save } = useRoutingSettings()
  const required = (value: unknown) => (value === '' ? t('common:form.required') : null)
  const { form, changed, undo, settle } = useKeptForm<ChannelValues>({
    id: `routing:${channel}`,
    saved: toValues(channel, kept),
    validate: {
      ...{
        most: required,
        units: required,
        quietMinutes: required,
        owner: required,
        language: required,
        target: required,
      },
      parkedUnits: (value, { units }) =>
        required(value) ?? (Number(value) > Number(units) ? t('channel.parkedRule') : null),
    },
  })
  const sending = useFormSubmit(form, async values => {
    const saved = await save({ channels: { [channel]: toChannel(channel, values) } })
    settle(toValues(channel, saved.channels[channel]))
    announce(t('common:state.saved'))
    onDone()
  })
  const unit = t(minutesIn(channel) === 1 ? 'channel.minutes' : 'channel.hours')
  const labels = {
    most: t('channel.most'),
    units: t('channel.units'),
    parkedUnits: t('channel.parkedUnits'),
    quietMinutes: t('channel.quietMinutes'),
    interrupts: t('channel.interrupts'),
    offerSeconds: t('channel.offerSeconds'),
    owner: t('channel.owner', { unit }),
    language: t('channel.language', { unit }),
    target: t('channel.target', { unit }),
  }
  const number = (name: keyof typeof labels) => ({ label: labels[name], ...form.getInputProps(name) })
  return (
    <SettingsForm form={form} sending={sending} labels={labels} changes={changed.length} onUndo={undo}>
      <fieldset className={fields.set}>
        <legend>{t('channel.room')}</legend>
        <NumberInput min={1} max={50} allowDecimal={false} {...number('most')} />
        <NumberInput
          min={1}
          max={100}
          allowDecimal={false}
          description={t('channel.unitsHint')}
          {...number('units')}
        />
        <NumberInput
          min={0}
          max={100}
          allowDecimal={false}
          description={t('channel.parkedHint')}
          {...number('parkedUnits')}
        />
        <NumberInput
          min={0}
          max={1440}
          allowDecimal={false}
          description={t('channel.quietHint')}
          {...number('quietMinutes')}
        />
        <MultiSelect
          label={labels.interrupts}
          description={t('channel.interruptsHint')}
          data={routedChannels
            .filter(other => other !== channel)
            .map(value => ({ value, label: t(`channel.name.${value}`) }))}
          {...form.getInputProps('interrupts')}
        />
      </fieldset>
      <fieldset className={fields.set}>
        <legend>{t('channel.time')}</legend>
        <NumberInput
          min={10}
          max={3600}
          allowDecimal={false}
          placeholder={t('channel.noEnd')}
          description={t('channel.offerHint')}
          {...number('offerSeconds')}
        />
        <NumberInput min={0} max={240} description={t('channel.ownerHint')} {...number('owner')} />
        <NumberInput min={0} max={240} description={t('channel.languageHint')} {...number('language')} />
        <NumberInput min={0.25} max={720} description={t('channel.targetHint')} {...number('target')} />
      </fieldset>
    </SettingsForm>
  )
}
