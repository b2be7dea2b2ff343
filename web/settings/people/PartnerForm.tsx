import { Checkbox, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Partner } from '../../../contract/workspaces.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import fields from '../fields.module.css'
import { useRefreshOrganisation } from '../queries.ts'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'

/** What a partner can be shown of a person, as the server names it. */
const contactFields = [
  'name',
  'identities',
  'language',
  'preferredChannel',
  'company',
  'isVip',
  'stage',
  'lastContactAt',
  'blockedAt',
  'records',
  'attributes',
] as const

export interface PartnerFormProps {
  /** Absent for a new one. */
  partner: Partner | undefined
  onDone: () => void
}

/** A partner, and what its advisers see of the people they answer. */
export function PartnerForm({ partner, onDone }: PartnerFormProps) {
  const { t, i18n } = useTranslation(['settings', 'common'])
  const { call, query } = useApi()
  const announce = useAnnounce()
  const format = useFormat()
  const refresh = useRefreshOrganisation()
  const attributes = useQuery(
    query.contacts.listAttributes.queryOptions({
      select: ({ items }) => items.filter(({ subject }) => subject === 'contact'),
    }),
  )
  const saved = toValues(partner)
  const { form, changed, changes, undo, settle } = useKeptForm({
    id: `partner:${partner?.id ?? 'new'}`,
    saved,
    validate: { name: value => (value.trim() === '' ? t('common:form.required') : null) },
  })
  const sending = useFormSubmit(form, async values => {
    if (partner) {
      settle(toValues(await call.workspaces.updatePartner({ id: partner.id, ...changes() })))
      announce(t('common:state.saved'))
    } else {
      await call.workspaces.createPartner(values)
      settle(saved)
      announce(t('createdName', { name: values.name }))
    }
    await refresh()
    onDone()
  })
  const labels = { name: t('sites.partnerName'), visibleContactFields: t('sites.fields') }
  const visible = form.values.visibleContactFields
  const allAttributes = visible.includes('attributes')
  const sees = [
    ...contactFields.filter(field => visible.includes(field)).map(field => t(`sites.field.${field}`)),
    ...(attributes.data ?? [])
      .filter(({ key }) => !allAttributes && visible.includes(`attributes.${key}`))
      .map(({ labelFr, labelEn }) => (i18n.language === 'fr' ? labelFr : labelEn)),
  ]
  return (
    <SettingsForm
      form={form}
      sending={sending}
      labels={labels}
      changes={changed.length}
      onUndo={undo}
      create={partner ? undefined : { label: t('sites.addPartner'), onCancel: onDone }}
    >
      <TextInput label={labels.name} data-autofocus={!partner || undefined} {...form.getInputProps('name')} />
      <Checkbox.Group
        label={labels.visibleContactFields}
        description={t('sites.fieldsHint')}
        {...form.getInputProps('visibleContactFields')}
      >
        <div className={fields.stack}>
          {contactFields.map(field => (
            <Checkbox key={field} value={field} label={t(`sites.field.${field}`)} />
          ))}
          {!allAttributes &&
            attributes.data?.map(({ key, labelFr, labelEn }) => (
              <Checkbox
                key={key}
                value={`attributes.${key}`}
                label={t('sites.oneAttribute', { name: i18n.language === 'fr' ? labelFr : labelEn })}
              />
            ))}
        </div>
      </Checkbox.Group>
      <p className={fields.hint}>
        {sees.length === 0 ? t('sites.seesNothing') : t('sites.sees', { fields: format.list(sees) })}
      </p>
    </SettingsForm>
  )
}

function toValues(partner: Partner | undefined) {
  return { name: partner?.name ?? '', visibleContactFields: partner?.visibleContactFields ?? [] }
}
