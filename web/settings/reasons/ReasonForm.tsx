import { Button, Checkbox, Radio, Select, TextInput } from '@mantine/core'
import { IconArchive } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Reason } from '../../../contract/conversations.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import fields from '../fields.module.css'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'
import { useLeaving } from '../useLeaving.ts'
import { reasonName, useReasons } from './useReasons.ts'

export interface ReasonFormProps {
  /** Absent for a new one. */
  reason: Reason | undefined
  /** Family of a new reason; null makes a family. */
  parentId: string | null
  families: readonly Reason[]
  /** A family with reasons cannot go under another: there are two levels. */
  hasChildren: boolean
  onDone: () => void
}

/** A reason or a family of them: its names, its value, and its archiving. */
export function ReasonForm({ reason, parentId, families, hasChildren, onDone }: ReasonFormProps) {
  const { t, i18n } = useTranslation(['settings', 'common'])
  const { call } = useApi()
  const announce = useAnnounce()
  const { refresh } = useReasons()
  const { remove } = useLeaving('reasons')
  const saved = toValues(reason, parentId)
  const required = (value: string) => (value.trim() === '' ? t('common:form.required') : null)
  const { form, changed, changes, undo, settle } = useKeptForm({
    id: `reason:${reason?.id ?? `new ${parentId}`}`,
    saved,
    validate: { labelFr: required, labelEn: required },
  })
  const sending = useFormSubmit(form, async values => {
    if (reason) {
      settle(toValues(await call.conversations.updateReason({ id: reason.id, ...changes() }), null))
      announce(t('common:state.saved'))
    } else {
      // Last of its list, where one looks for what one has just added.
      await call.conversations.createReason({ ...values, position: 1000 })
      settle(saved)
      announce(t('createdName', { name: reasonName(values, i18n.language) }))
    }
    await refresh()
    onDone()
  })
  const handleArchive = (archived: Reason) => {
    const { id } = archived
    remove(id, t('reasons.archived', { name: reasonName(archived, i18n.language) }), async () => {
      await call.conversations.archiveReason({ id })
      await refresh()
    })
    onDone()
  }
  const labels = {
    labelFr: t('labelFr'),
    labelEn: t('labelEn'),
    parentId: t('reasons.family'),
    value: t('reasons.valueLabel'),
    isComplaint: t('reasons.isComplaint'),
    isComplex: t('reasons.isComplex'),
    isMoment: t('reasons.isMoment'),
  }
  const isFamily = form.values.parentId === null
  return (
    <>
      <SettingsForm
        form={form}
        sending={sending}
        labels={labels}
        changes={changed.length}
        onUndo={undo}
        create={
          reason
            ? undefined
            : { label: isFamily ? t('reasons.addFamily') : t('reasons.add'), onCancel: onDone }
        }
      >
        <TextInput
          label={labels.labelFr}
          lang="fr"
          data-autofocus={!reason || undefined}
          {...form.getInputProps('labelFr')}
        />
        <TextInput label={labels.labelEn} lang="en" {...form.getInputProps('labelEn')} />
        {!hasChildren && (
          <Select
            label={labels.parentId}
            clearable
            placeholder={t('reasons.isFamily')}
            data={families
              .filter(family => family.id !== reason?.id)
              .map(family => ({ value: family.id, label: reasonName(family, i18n.language) }))}
            {...form.getInputProps('parentId')}
          />
        )}
        {!isFamily && (
          <Radio.Group label={labels.value} {...form.getInputProps('value')}>
            <div className={fields.stack}>
              <Radio value="high" label={t('reasons.value.high')} description={t('reasons.highHint')} />
              <Radio value="low" label={t('reasons.value.low')} description={t('reasons.lowHint')} />
            </div>
          </Radio.Group>
        )}
        <Checkbox
          label={labels.isComplaint}
          description={t('reasons.complaintHint')}
          {...form.getInputProps('isComplaint', { type: 'checkbox' })}
        />
        <Checkbox
          label={labels.isComplex}
          description={t('reasons.complexHint')}
          {...form.getInputProps('isComplex', { type: 'checkbox' })}
        />
        <Checkbox
          label={labels.isMoment}
          description={t('reasons.momentHint')}
          {...form.getInputProps('isMoment', { type: 'checkbox' })}
        />
      </SettingsForm>
      {reason && (
        <div className={fields.end}>
          <p className={fields.hint}>
            {hasChildren ? t('reasons.archiveFamilyHint') : t('reasons.archiveHint')}
          </p>
          <Button
            variant="default"
            leftSection={<IconArchive size={16} stroke={1.75} aria-hidden="true" />}
            onClick={() => handleArchive(reason)}
          >
            {t('archive')}
          </Button>
        </div>
      )}
    </>
  )
}

function toValues(reason: Reason | undefined, parentId: string | null) {
  return {
    labelFr: reason?.labelFr ?? '',
    labelEn: reason?.labelEn ?? '',
    parentId: reason ? reason.parentId : parentId,
    value: reason?.value ?? ('high' as Reason['value']),
    isComplaint: reason?.isComplaint ?? false,
    isComplex: reason?.isComplex ?? false,
    isMoment: reason?.isMoment ?? false,
  }
}
