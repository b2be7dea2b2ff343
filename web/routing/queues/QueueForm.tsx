import { Button, MultiSelect, NumberInput, Select, Switch } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Queue } from '../../../contract/queues.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import fields from '../../settings/fields.module.css'
import { SettingsForm } from '../../settings/SettingsForm.tsx'
import { useKeptForm } from '../../settings/useKeptForm.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { levels } from '../skills/levels.ts'
import { ListPart } from './ListPart.tsx'
import {
  neverOverflows,
  newNeed,
  newStep,
  type QueueValues,
  toQueue,
  toValues,
  ways,
} from './queue-values.ts'
import { useQueueChoices, useQueues } from './useQueues.ts'

export interface QueueFormProps {
  queue: Queue
  onDone: () => void
}

/** How the work of a team comes to it, what it needs, whom as well after a while, and where it overflows. */
export function QueueForm({ queue, onDone }: QueueFormProps) {
  const { t } = useTranslation(['queues', 'common'])
  const { call } = useApi()
  const announce = useAnnounce()
  const choices = useQueueChoices()
  const { refresh } = useQueues()
  const { form, changed, undo, settle } = useKeptForm<QueueValues>({
    id: `queue:${queue.teamId}`,
    saved: toValues(queue),
    validate: {
      needs: { skillId: value => (value === null ? t('common:form.required') : null) },
      steps: { minutes: value => (value === '' ? t('common:form.required') : null) },
      overflowTeamId: (_, values) => (neverOverflows(values) ? t('queue.overflowWhen') : null),
    },
  })
  const sending = useFormSubmit(form, async values => {
    settle(toValues(await call.queues.save({ teamId: queue.teamId, ...toQueue(values) })))
    announce(t('common:state.saved'))
    await refresh()
    onDone()
  })
  const { values } = form
  const labels: Record<string, string> = {
    way: t('queue.way'),
    autoAccept: t('queue.autoAccept'),
    overflowTeamId: t('queue.overflowTeam'),
    overflowMinutes: t('queue.overflowMinutes'),
    overflowMoreThan: t('queue.overflowMoreThan'),
    overflowClosed: t('queue.overflowClosed'),
    overflowNobody: t('queue.overflowNobody'),
  }
  for (const index of values.needs.keys()) labels[`needs.${index}.skillId`] = t('queue.skill')
  for (const index of values.steps.keys()) labels[`steps.${index}.minutes`] = t('queue.after')
  const many = (
    path: string,
    label: string,
    data: { value: string; label: string }[],
    chosen: string[],
    none = t('queue.nobodyElse'),
  ) => (
    <MultiSelect
      label={label}
      data={data}
      searchable
      placeholder={chosen.length === 0 ? none : ''}
      {...form.getInputProps(path)}
    />
  )
  return (
    <SettingsForm form={form} sending={sending} labels={labels} changes={changed.length} onUndo={undo}>
      <fieldset className={fields.set}>
        <legend>{t('queue.comes')}</legend>
        <Select
          label={labels.way}
          description={t(`queue.wayHint.${values.way}`)}
          allowDeselect={false}
          data={ways.map(value => ({ value, label: t(`queue.wayOf.${value}`) }))}
          {...form.getInputProps('way')}
        />
        {values.way === 'push' && (
          <Switch
            label={labels.autoAccept}
            description={t('queue.autoAcceptHint')}
            {...form.getInputProps('autoAccept', { type: 'checkbox' })}
          />
        )}
      </fieldset>
      <fieldset className={fields.set}>
        <legend>{t('queue.needs')}</legend>
        <p className={fields.hint}>{t(choices.skills.length === 0 ? 'queue.noSkill' : 'queue.needsHint')}</p>
        {values.needs.map((need, index) => (
          <ListPart
            key={form.key(`needs.${index}`)}
            label={t('queue.need', { number: index + 1 })}
            remove={t('queue.removeNeed', { number: index + 1 })}
            onRemove={() => form.removeListItem('needs', index)}
          >
            <Select
              label={t('queue.skill')}
              data={choices.skills}
              {...form.getInputProps(`needs.${index}.skillId`)}
            />
            <Select
              label={t('queue.level')}
              allowDeselect={false}
              data={levels.map(level => ({ value: String(level), label: t(`skills.level.${level}`) }))}
              {...form.getInputProps(`needs.${index}.level`)}
            />
            {many(
              `needs.${index}.reasonIds`,
              t('queue.reasons'),
              choices.reasons,
              need.reasonIds,
              t('queue.any'),
            )}
          </ListPart>
        ))}
        {choices.skills.length > 0 && (
          <Add label={t('queue.addNeed')} onClick={() => form.insertListItem('needs', newNeed())} />
        )}
      </fieldset>
      <fieldset className={fields.set}>
        <legend>{t('queue.steps')}</legend>
        <p className={fields.hint}>{t('queue.stepsHint')}</p>
        {values.steps.map((step, index) => (
          <ListPart
            key={form.key(`steps.${index}`)}
            label={t('queue.step', { number: index + 1 })}
            remove={t('queue.removeStep', { number: index + 1 })}
            onRemove={() => form.removeListItem('steps', index)}
          >
            <NumberInput
              label={t('queue.after')}
              min={0.1}
              max={14_400}
              {...form.getInputProps(`steps.${index}.minutes`)}
            />
            {many(`steps.${index}.teamIds`, t('queue.teams'), choices.teams, step.teamIds)}
            {choices.sites.length > 0 &&
              many(`steps.${index}.siteIds`, t('queue.sites'), choices.sites, step.siteIds)}
            {choices.partners.length > 0 &&
              many(`steps.${index}.partnerIds`, t('queue.partners'), choices.partners, step.partnerIds)}
            <Switch
              label={t('queue.anySkill')}
              {...form.getInputProps(`steps.${index}.anySkill`, { type: 'checkbox' })}
            />
            <Switch
              label={t('queue.anyLanguage')}
              {...form.getInputProps(`steps.${index}.anyLanguage`, { type: 'checkbox' })}
            />
          </ListPart>
        ))}
        <Add label={t('queue.addStep')} onClick={() => form.insertListItem('steps', newStep())} />
      </fieldset>
      <fieldset className={fields.set}>
        <legend>{t('queue.overflow')}</legend>
        <p className={fields.hint}>{t('queue.overflowHint')}</p>
        <Select
          label={labels.overflowTeamId}
          clearable
          placeholder={t('queue.none')}
          data={choices.teams.filter(({ value }) => value !== queue.teamId)}
          {...form.getInputProps('overflowTeamId')}
        />
        {values.overflowTeamId !== null && (
          <>
            <NumberInput
              label={labels.overflowMinutes}
              min={0.1}
              max={14_400}
              {...form.getInputProps('overflowMinutes')}
            />
            <NumberInput
              label={labels.overflowMoreThan}
              min={1}
              max={10_000}
              allowDecimal={false}
              {...form.getInputProps('overflowMoreThan')}
            />
            <Switch
              label={labels.overflowClosed}
              {...form.getInputProps('overflowClosed', { type: 'checkbox' })}
            />
            <Switch
              label={labels.overflowNobody}
              {...form.getInputProps('overflowNobody', { type: 'checkbox' })}
            />
          </>
        )}
      </fieldset>
    </SettingsForm>
  )
}

function Add({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <div>
      <Button
        variant="default"
        leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
        onClick={onClick}
      >
        {label}
      </Button>
    </div>
  )
}
