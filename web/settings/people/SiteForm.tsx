import { SegmentedControl, Select, TextInput } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Site } from '../../../contract/workspaces.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useSession } from '../../session.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { TimeZoneSelect } from '../../ui/TimeZoneSelect.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { Choose } from '../Choose.tsx'
import fields from '../fields.module.css'
import { useCalendars, usePartners, useRefreshOrganisation } from '../queries.ts'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'
import { countryChoices } from './countries.ts'

export interface SiteFormProps {
  /** Absent for a new one. */
  site: Site | undefined
  onDone: () => void
}

/** A place where people work: whose it is, where, and in which hours. */
export function SiteForm({ site, onDone }: SiteFormProps) {
  const { t, i18n } = useTranslation(['settings', 'common'])
  const { call } = useApi()
  const announce = useAnnounce()
  const refresh = useRefreshOrganisation()
  const partners = usePartners()
  const calendars = useCalendars()
  const { workspace } = useSession()
  const saved = site
    ? toValues(site)
    : {
        name: '',
        kind: 'in_house' as Site['kind'],
        partnerId: null,
        country: workspace.country,
        city: '',
        timeZone: workspace.timeZone,
        calendarId: null,
      }
  const { form, changed, changes, undo, settle } = useKeptForm<ReturnType<typeof toValues>>({
    id: `site:${site?.id ?? 'new'}`,
    saved,
    validate: {
      name: value => (value.trim() === '' ? t('common:form.required') : null),
      partnerId: (value, { kind }) => (kind === 'partner' && !value ? t('people.partnerNeeded') : null),
    },
  })
  const ofPartner = form.values.kind === 'partner'
  const countries = useMemo(() => countryChoices(i18n.language), [i18n.language])
  const sending = useFormSubmit(form, async values => {
    if (site) {
      const { city, partnerId, ...rest } = changes()
      const now = await call.workspaces.updateSite({
        id: site.id,
        ...rest,
        ...(city !== undefined && { city: city.trim() || null }),
        ...((partnerId !== undefined || rest.kind) && { partnerId: ofPartner ? values.partnerId : null }),
      })
      settle(toValues(now))
      announce(t('common:state.saved'))
    } else {
      await call.workspaces.createSite({
        ...values,
        city: values.city.trim() || null,
        partnerId: ofPartner ? values.partnerId : null,
      })
      settle(saved)
      announce(t('createdName', { name: values.name }))
    }
    await refresh()
    onDone()
  })
  const labels = {
    name: t('sites.name'),
    kind: t('sites.kind'),
    partnerId: t('sites.partner'),
    country: t('sites.country'),
    city: t('sites.city'),
    timeZone: t('sites.timeZone'),
    calendarId: t('sites.calendar'),
  }
  return (
    <SettingsForm
      form={form}
      sending={sending}
      labels={labels}
      changes={changed.length}
      onUndo={undo}
      create={site ? undefined : { label: t('sites.add'), onCancel: onDone }}
    >
      <TextInput label={labels.name} data-autofocus={!site || undefined} {...form.getInputProps('name')} />
      <SegmentedControl
        aria-label={labels.kind}
        data={(['in_house', 'partner'] as const).map(value => ({ value, label: t(`sites.kindOf.${value}`) }))}
        {...form.getInputProps('kind')}
      />
      {ofPartner && (
        <Choose label={labels.partnerId} items={partners.data} {...form.getInputProps('partnerId')} />
      )}
      <div className={fields.pair}>
        <TextInput label={labels.city} {...form.getInputProps('city')} />
        <Select
          label={labels.country}
          searchable
          allowDeselect={false}
          data={countries}
          {...form.getInputProps('country')}
        />
      </div>
      <TimeZoneSelect label={labels.timeZone} {...form.getInputProps('timeZone')} />
      <Choose
        label={labels.calendarId}
        items={calendars.data}
        placeholder={t('workspaceHours')}
        {...form.getInputProps('calendarId')}
      />
    </SettingsForm>
  )
}

function toValues(site: Site) {
  const { name, kind, partnerId, country, timeZone, calendarId } = site
  return { name, kind, partnerId, country, city: site.city ?? '', timeZone, calendarId }
}
