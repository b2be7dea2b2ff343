import { NumberInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { RoutingSettings } from '../../../contract/queues.ts'
import { Choose } from '../../settings/Choose.tsx'
import fields from '../../settings/fields.module.css'
import { useTeams } from '../../settings/queries.ts'
import { SettingsForm } from '../../settings/SettingsForm.tsx'
import { useKeptForm } from '../../settings/useKeptForm.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { useRoutingSettings } from './useRoutingSettings.ts'

const weights = ['low', 'normal', 'high', 'urgent', 'vip', 'complaint', 'moment'] as const
const others = ['backOffSeconds', 'missesAllowed'] as const

type OrderValues = Record<(typeof weights)[number] | (typeof others)[number], number | string> & {
  triageTeamId: string | null
}

const toValues = ({
  priorities,
  vipWeight,
  complaintWeight,
  momentWeight,
  backOffSeconds,
  missesAllowed,
  triageTeamId,
}: RoutingSettings): OrderValues => ({
  ...priorities,
  vip: vipWeight,
  complaint: complaintWeight,
  moment: momentWeight,
  backOffSeconds,
  missesAllowed,
  triageTeamId,
})

export interface OrderFormProps {
  kept: RoutingSettings
  onDone: () => void
}

/** What goes before what, and what happens when nobody answers an offer. */
export function OrderForm({ kept, onDone }: OrderFormProps) {
  const { t } = useTranslation(['queues', 'common'])
  const announce = useAnnounce()
  const { save } = useRoutingSettings()
  const names = [...weights, ...others]
  const { form, changed, undo, settle } = useKeptForm<OrderValues>({
    id: 'routing:order',
    saved: toValues(kept),
    validate: Object.fromEntries(
      names.map(name => [name, (value: unknown) => (value === '' ? t('common:form.required') : null)]),
    ),
  })
  const sending = useFormSubmit(form, async values => {
    const [low, normal, high, urgent] = [values.low, values.normal, values.high, values.urgent].map(Number)
    const saved = await save({
      priorities: { low: low!, normal: normal!, high: high!, urgent: urgent! },
      vipWeight: Number(values.vip),
      complaintWeight: Number(values.complaint),
      momentWeight: Number(values.moment),
      backOffSeconds: Number(values.backOffSeconds),
      missesAllowed: Number(values.missesAllowed),
      triageTeamId: values.triageTeamId,
    })
    settle(toValues(saved))
    announce(t('common:state.saved'))
    onDone()
  })
  const labels: Record<string, string> = { triageTeamId: t('order.triage') }
  for (const name of names) labels[name] = t(`order.${name}`)
  const teams = useTeams()
  return (
    <SettingsForm form={form} sending={sending} labels={labels} changes={changed.length} onUndo={undo}>
      <fieldset className={fields.set}>
        <legend>{t('order.weights')}</legend>
        <p className={fields.hint}>{t('order.weightsHint')}</p>
        <div className={fields.pair}>
          {weights.map(name => (
            <NumberInput
              key={name}
              label={labels[name]}
              min={0.1}
              max={20}
              step={0.5}
              {...form.getInputProps(name)}
            />
          ))}
        </div>
      </fieldset>
      <Choose
        label={labels.triageTeamId}
        description={t('order.triageHint')}
        placeholder={t('order.triageNone')}
        items={teams.data}
        {...form.getInputProps('triageTeamId')}
      />
      <fieldset className={fields.set}>
        <legend>{t('order.missed')}</legend>
        <NumberInput
          label={labels.backOffSeconds}
          description={t('order.backOffHint')}
          min={5}
          max={3600}
          allowDecimal={false}
          {...form.getInputProps('backOffSeconds')}
        />
        <NumberInput
          label={labels.missesAllowed}
          description={t('order.missesHint')}
          min={1}
          max={10}
          allowDecimal={false}
          {...form.getInputProps('missesAllowed')}
        />
      </fieldset>
    </SettingsForm>
  )
}
