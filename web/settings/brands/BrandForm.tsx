import { ColorInput, MultiSelect, Switch, Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Brand } from '../../../contract/brands.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { languages } from '../../i18n/index.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import fields from '../fields.module.css'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'
import { LogoField } from './LogoField.tsx'
import { useRefreshBrands } from './queries.ts'

export interface BrandFormProps {
  /** Absent for a new one. */
  brand: Brand | undefined
  onDone: () => void
}

/** A brand: its name and look, where its terms are, and what stands under its mails. */
export function BrandForm({ brand, onDone }: BrandFormProps) {
  const { t } = useTranslation(['settings', 'common'])
  const { call } = useApi()
  const announce = useAnnounce()
  const refresh = useRefreshBrands()
  const { form, changed, changes, undo, settle } = useKeptForm({
    id: `brand:${brand?.id ?? 'new'}`,
    saved: toValues(brand),
    validate: {
      name: value => (value.trim() === '' ? t('common:form.required') : null),
      languages: value => (value.length === 0 ? t('common:form.required') : null),
    },
  })
  const sending = useFormSubmit(form, async values => {
    if (brand) {
      const { isDefault, ...rest } = changes()
      const now = await call.workspaces.updateBrand({
        id: brand.id,
        ...rest,
        ...addresses(rest),
        ...(isDefault && { isDefault }),
      })
      settle(toValues(now))
      announce(t('common:state.saved'))
    } else {
      const { isDefault, ...rest } = values
      await call.workspaces.createBrand({ ...rest, ...addresses(rest) })
      settle(toValues(undefined))
      announce(t('createdName', { name: values.name }))
    }
    await refresh()
    onDone()
  })
  const labels = {
    name: t('brands.name'),
    colour: t('brands.colour'),
    languages: t('brands.languages'),
    siteUrl: t('brands.siteUrl'),
    termsUrl: t('brands.termsUrl'),
    returnsUrl: t('brands.returnsUrl'),
    signature: t('brands.signature'),
    mailFooterFr: t('brands.mailFooterFr'),
    mailFooterEn: t('brands.mailFooterEn'),
    mediatorName: t('brands.mediatorName'),
    mediatorAddress: t('brands.mediatorAddress'),
    mediatorSite: t('brands.mediatorSite'),
    isDefault: t('brands.isDefault'),
  }
  return (
    <>
      {brand && <LogoField brand={brand} />}
      <SettingsForm
        form={form}
        sending={sending}
        labels={labels}
        changes={changed.length}
        onUndo={undo}
        create={brand ? undefined : { label: t('brands.add'), onCancel: onDone }}
      >
        <TextInput label={labels.name} data-autofocus={!brand || undefined} {...form.getInputProps('name')} />
        <ColorInput
          label={labels.colour}
          description={t('brands.colourHint')}
          eyeDropperButtonProps={{ 'aria-label': t('brands.pickColour') }}
          {...form.getInputProps('colour')}
        />
        <MultiSelect
          label={labels.languages}
          data={languages.map(value => ({ value, label: t(`common:language.${value}`) }))}
          {...form.getInputProps('languages')}
        />
        <TextInput
          type="url"
          label={labels.siteUrl}
          placeholder="https://"
          {...form.getInputProps('siteUrl')}
        />
        <TextInput
          type="url"
          label={labels.termsUrl}
          description={t('brands.termsHint')}
          placeholder="https://"
          {...form.getInputProps('termsUrl')}
        />
        <TextInput
          type="url"
          label={labels.returnsUrl}
          placeholder="https://"
          {...form.getInputProps('returnsUrl')}
        />
        <Textarea
          label={labels.signature}
          description={t('brands.signatureHint')}
          autosize
          minRows={2}
          {...form.getInputProps('signature')}
        />
        <div className={fields.set}>
          <Textarea
            label={labels.mailFooterFr}
            description={t('brands.mailFooterHint')}
            autosize
            minRows={2}
            {...form.getInputProps('mailFooterFr')}
          />
          <Textarea
            label={labels.mailFooterEn}
            autosize
            minRows={2}
            {...form.getInputProps('mailFooterEn')}
          />
        </div>
        <div className={fields.set}>
          <TextInput
            label={labels.mediatorName}
            description={t('brands.mediatorHint')}
            maxLength={200}
            {...form.getInputProps('mediatorName')}
          />
          <Textarea
            label={labels.mediatorAddress}
            autosize
            minRows={2}
            maxLength={500}
            {...form.getInputProps('mediatorAddress')}
          />
          <TextInput
            type="url"
            label={labels.mediatorSite}
            placeholder="https://"
            {...form.getInputProps('mediatorSite')}
          />
        </div>
        {brand && !brand.isDefault && (
          <Switch
            label={labels.isDefault}
            description={t('brands.isDefaultHint')}
            {...form.getInputProps('isDefault', { type: 'checkbox' })}
          />
        )}
      </SettingsForm>
    </>
  )
}

function toValues(brand: Brand | undefined) {
  return {
    name: brand?.name ?? '',
    colour: brand?.colour ?? '#0B5C73',
    languages: brand?.languages ?? (['fr', 'en'] as Brand['languages']),
    siteUrl: brand?.siteUrl ?? '',
    termsUrl: brand?.termsUrl ?? '',
    returnsUrl: brand?.returnsUrl ?? '',
    signature: brand?.signature ?? '',
    mailFooterFr: brand?.mailFooterFr ?? '',
    mailFooterEn: brand?.mailFooterEn ?? '',
    mediatorName: brand?.mediatorName ?? '',
    mediatorAddress: brand?.mediatorAddress ?? '',
    mediatorSite: brand?.mediatorSite ?? '',
    isDefault: brand?.isDefault ?? false,
  }
}

const addressFields = ['siteUrl', 'termsUrl', 'returnsUrl', 'mediatorSite'] as const

/** An empty field is no address. */
function addresses(values: Partial<ReturnType<typeof toValues>>) {
  return Object.fromEntries(
    addressFields
      .filter(name => values[name] !== undefined)
      .map(name => [name, values[name]!.trim() || null]),
  ) as Partial<Record<(typeof addressFields)[number], string | null>>
}
