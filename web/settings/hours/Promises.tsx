import { NumberInput, Select, Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Calendar } from '../../../contract/workspaces.ts'
import { Choose } from '../Choose.tsx'
import fields from '../fields.module.css'
import { SettingGroup } from '../SettingGroup.tsx'
import { SettingsForm } from '../SettingsForm.tsx'
import { useWorkspaceForm } from '../useWorkspaceForm.ts'

export interface PromisesProps {
  calendars: readonly Calendar[]
}

/** What customers are told, and how long each thing waits. */
export function Promises({ calendars }: PromisesProps) {
  const { t } = useTranslation(['settings', 'common'])
  const filled = (value: unknown) => (typeof value === 'number' ? null : t('common:form.required'))
  const { form, bar, sending } = useWorkspaceForm(
    'promises',
    ({ settings }) => ({
      calendarId: settings.calendarId,
      mailAnswerHours: settings.mailAnswerHours,
      acknowledge: settings.acknowledge,
      undoSeconds: settings.undoSeconds,
      reopenDays: settings.reopenDays,
      recoveryHours: settings.recoveryHours,
      sector: settings.sector,
      complaintAcknowledge: settings.complaintAcknowledge,
      complaintWarnAcknowledge: settings.complaintWarnAcknowledge,
      complaintWarnAnswer: settings.complaintWarnAnswer,
    }),
    {
      complaintWarnAcknowledge: filled,
      complaintWarnAnswer: filled,
      mailAnswerHours: filled,
      undoSeconds: filled,
      reopenDays: filled,
      recoveryHours: filled,
    },
  )
  const labels = {
    calendarId: t('promises.calendarId'),
    mailAnswerHours: t('promises.mailAnswerHours'),
    acknowledge: t('promises.acknowledge'),
    undoSeconds: t('promises.undoSeconds'),
    reopenDays: t('promises.reopenDays'),
    recoveryHours: t('promises.recoveryHours'),
    sector: t('promises.sector'),
    complaintAcknowledge: t('promises.complaintAcknowledge'),
    complaintWarnAcknowledge: t('promises.complaintWarnAcknowledge'),
    complaintWarnAnswer: t('promises.complaintWarnAnswer'),
  }
  return (
    <SettingGroup anchor="promises" title={t('promises.title')} effect={t('promises.effect')}>
      <SettingsForm form={form} sending={sending} labels={labels} {...bar}>
        <Choose
          label={labels.calendarId}
          description={t('promises.calendarHint')}
          items={calendars}
          clearable={false}
          allowDeselect={false}
          {...form.getInputProps('calendarId')}
        />
        <Switch
          label={labels.acknowledge}
          description={t('promises.acknowledgeHint')}
          {...form.getInputProps('acknowledge', { type: 'checkbox' })}
        />
        <div className={fields.pair}>
          <NumberInput
            label={labels.mailAnswerHours}
            description={t('promises.mailAnswerHint')}
            min={1}
            max={240}
            allowDecimal={false}
            suffix={t('hoursUnit')}
            {...form.getInputProps('mailAnswerHours')}
          />
          <NumberInput
            label={labels.recoveryHours}
            description={t('promises.recoveryHint')}
            min={1}
            max={200}
            allowDecimal={false}
            suffix={t('hoursUnit')}
            {...form.getInputProps('recoveryHours')}
          />
          <NumberInput
            label={labels.undoSeconds}
            description={t('promises.undoHint')}
            min={0}
            max={60}
            allowDecimal={false}
            suffix={t('secondsUnit')}
            {...form.getInputProps('undoSeconds')}
          />
          <NumberInput
            label={labels.reopenDays}
            description={t('promises.reopenHint')}
            min={0}
            max={365}
            allowDecimal={false}
            suffix={t('daysUnit')}
            {...form.getInputProps('reopenDays')}
          />
        </div>
        <Select
          label={labels.sector}
          description={t('promises.sectorHint')}
          allowDeselect={false}
          data={(['none', 'bank', 'insurance'] as const).map(value => ({
            value,
            label: t(`promises.sectors.${value}`),
          }))}
          {...form.getInputProps('sector')}
        />
        {form.values.sector !== 'none' && (
          <>
            <Switch
              label={labels.complaintAcknowledge}
              description={t('promises.complaintAcknowledgeHint')}
              {...form.getInputProps('complaintAcknowledge', { type: 'checkbox' })}
            />
            <div className={fields.pair}>
              <NumberInput
                label={labels.complaintWarnAcknowledge}
                description={t('promises.complaintWarnAcknowledgeHint')}
                min={1}
                max={9}
                allowDecimal={false}
                suffix={t('daysUnit')}
                {...form.getInputProps('complaintWarnAcknowledge')}
              />
              <NumberInput
                label={labels.complaintWarnAnswer}
                description={t('promises.complaintWarnAnswerHint')}
                min={1}
                max={50}
                allowDecimal={false}
                suffix={t('daysUnit')}
                {...form.getInputProps('complaintWarnAnswer')}
              />
            </div>
          </>
        )}
      </SettingsForm>
    </SettingGroup>
  )
}
