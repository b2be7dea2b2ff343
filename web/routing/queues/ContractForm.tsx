import { MultiSelect, NumberInput, Select, Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { PartnerContract, RoutedChannel } from '../../../contract/queues.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import fields from '../../settings/fields.module.css'
import { SettingsForm } from '../../settings/SettingsForm.tsx'
import { useKeptForm } from '../../settings/useKeptForm.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { useContracts, useQueueChoices } from './useQueues.ts'
import { routedChannels } from './useRoutingSettings.ts'

interface ContractValues extends Record<string, unknown> {
  teamIds: string[]
  reasonIds: string[]
  channels: RoutedChannel[]
  takesComplaints: boolean
  share: number | string
  mostOpen: number | string
  escalationTeamId: string | null
}

const toValues = ({
  teamIds,
  reasonIds,
  channels,
  takesComplaints,
  share,
  mostOpen,
  escalationTeamId,
}: PartnerContract) =>
  ({
    escalationTeamId,
    ...{ teamIds, reasonIds, channels, takesComplaints },
    ...{ share: share ?? '', mostOpen: mostOpen ?? '' },
  }) satisfies ContractValues

const numberOf = (value: number | string) => (value === '' ? null : Number(value))

export interface ContractFormProps {
  contract: PartnerContract
  onDone: () => void
}

/** What a partner may be given: nothing else is offered to its people. */
export function ContractForm({ contract, onDone }: ContractFormProps) {
  const { t } = useTranslation(['queues', 'common'])
  const { call } = useApi()
  const announce = useAnnounce()
  const choices = useQueueChoices()
  const { refresh } = useContracts()
  const { form, changed, undo, settle } = useKeptForm<ContractValues>({
    id: `contract:${contract.partnerId}`,
    saved: toValues(contract),
  })
  const sending = useFormSubmit(
    form,
    async ({ share, mostOpen, teamIds, reasonIds, channels, takesComplaints, escalationTeamId }) => {
      const saved = await call.queues.saveContract({
        partnerId: contract.partnerId,
        ...{ teamIds, reasonIds, channels, takesComplaints },
        escalationTeamId: escalationTeamId || null,
        share: numberOf(share),
        mostOpen: numberOf(mostOpen),
      })
      settle(toValues(saved))
      announce(t('common:state.saved'))
      await refresh()
      onDone()
    },
  )
  const labels = {
    teamIds: t('contract.teams'),
    reasonIds: t('contract.reasons'),
    channels: t('contract.channels'),
    takesComplaints: t('contract.takesComplaints'),
    share: t('contract.share'),
    mostOpen: t('contract.mostOpen'),
    escalationTeamId: t('contract.escalation'),
  }
  const { values } = form
  const placeholder = (chosen: readonly string[]) => (chosen.length === 0 ? t('queue.any') : '')
  return (
    <SettingsForm form={form} sending={sending} labels={labels} changes={changed.length} onUndo={undo}>
      <fieldset className={fields.set}>
        <legend>{t('contract.what')}</legend>
        <MultiSelect
          label={labels.teamIds}
          data={choices.teams}
          placeholder={placeholder(values.teamIds)}
          {...form.getInputProps('teamIds')}
        />
        <MultiSelect
          label={labels.reasonIds}
          description={t('contract.reasonsHint')}
          searchable
          data={choices.reasons}
          placeholder={placeholder(values.reasonIds)}
          {...form.getInputProps('reasonIds')}
        />
        <MultiSelect
          label={labels.channels}
          data={routedChannels.map(value => ({ value, label: t(`channel.name.${value}`) }))}
          placeholder={placeholder(values.channels)}
          {...form.getInputProps('channels')}
        />
        <Switch
          label={labels.takesComplaints}
          {...form.getInputProps('takesComplaints', { type: 'checkbox' })}
        />
      </fieldset>
      <fieldset className={fields.set}>
        <legend>{t('contract.howMuch')}</legend>
        <NumberInput
          label={labels.share}
          description={t('contract.shareHint')}
          min={1}
          max={99}
          allowDecimal={false}
          {...form.getInputProps('share')}
        />
        <NumberInput
          label={labels.mostOpen}
          description={t('contract.mostOpenHint')}
          min={0}
          allowDecimal={false}
          {...form.getInputProps('mostOpen')}
        />
        <Select
          label={labels.escalationTeamId}
          description={t('contract.escalationHint')}
          data={choices.teams}
          clearable
          placeholder={t('contract.noEscalation')}
          {...form.getInputProps('escalationTeamId')}
        />
      </fieldset>
    </SettingsForm>
  )
}
