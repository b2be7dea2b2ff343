import { NumberInput, Select, Textarea, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Statement } from '../../../contract/portal.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { DayField } from '../DayField.tsx'
import fields from '../fields.module.css'
import { SettingGroup } from '../SettingGroup.tsx'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'

const conformities = ['none', 'partial', 'full'] as const satisfies readonly Statement['conformity'][]

/** The accessibility statement that every public page leads to. */
export function StatementForm() {
  const { t } = useTranslation('settings')
  const { query } = useApi()
  const statement = useQuery(query.portal.statement.queryOptions())
  return (
    <SettingGroup
      anchor="accessibility"
      title={t('statement.title')}
      effect={
        statement.data ? (
          <a href={statement.data.url} target="_blank" rel="noreferrer">
            {t('statement.read')}
          </a>
        ) : (
          t('statement.effect')
        )
      }
    >
      {statement.data ? (
        <Fields statement={statement.data} />
      ) : statement.isError ? (
        <ErrorState problem={statement.error} onRetry={() => void statement.refetch()} />
      ) : (
        <LoadingLines rows={4} />
      )}
    </SettingGroup>
  )
}

function Fields({ statement }: { statement: Statement }) {
  const { t } = useTranslation(['settings', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const { form, changed, changes, undo, settle } = useKeptForm({
    id: 'statement',
    saved: toValues(statement),
  })
  const sending = useFormSubmit(form, async () => {
    const { rate, assessedOn, ...rest } = changes()
    const saved = await call.portal.updateStatement({
      ...rest,
      ...(rate !== undefined && { rate: rate === '' ? null : rate }),
      ...(assessedOn !== undefined && { assessedOn: assessedOn || null }),
    })
    queryClient.setQueryData(query.portal.statement.queryKey(), saved)
    settle(toValues(saved))
    announce(t('common:state.saved'))
  })
  const labels = {
    conformity: t('statement.conformity'),
    rate: t('statement.rate'),
    assessedOn: t('statement.assessedOn'),
    assessedBy: t('statement.assessedBy'),
    contactEmail: t('statement.contactEmail'),
    exceptionsFr: t('statement.exceptionsFr'),
    exceptionsEn: t('statement.exceptionsEn'),
  }
  return (
    <SettingsForm form={form} sending={sending} labels={labels} changes={changed.length} onUndo={undo}>
      <div className={fields.pair}>
        <Select
          label={labels.conformity}
          allowDeselect={false}
          data={conformities.map(value => ({ value, label: t(`statement.conformityOf.${value}`) }))}
          {...form.getInputProps('conformity')}
        />
        <NumberInput
          label={labels.rate}
          min={0}
          max={100}
          decimalScale={1}
          suffix={t('statement.percent')}
          {...form.getInputProps('rate')}
        />
        <DayField label={labels.assessedOn} {...form.getInputProps('assessedOn')} />
        <TextInput label={labels.assessedBy} {...form.getInputProps('assessedBy')} />
      </div>
      <TextInput
        type="email"
        label={labels.contactEmail}
        description={t('statement.contactEmailHint')}
        {...form.getInputProps('contactEmail')}
      />
      <Textarea
        lang="fr"
        label={labels.exceptionsFr}
        autosize
        minRows={2}
        {...form.getInputProps('exceptionsFr')}
      />
      <Textarea
        lang="en"
        label={labels.exceptionsEn}
        autosize
        minRows={2}
        {...form.getInputProps('exceptionsEn')}
      />
    </SettingsForm>
  )
}

function toValues(statement: Statement) {
  return {
    conformity: statement.conformity,
    rate: (statement.rate ?? '') as number | '',
    assessedOn: statement.assessedOn ?? '',
    assessedBy: statement.assessedBy,
    contactEmail: statement.contactEmail,
    exceptionsFr: statement.exceptionsFr,
    exceptionsEn: statement.exceptionsEn,
  }
}
