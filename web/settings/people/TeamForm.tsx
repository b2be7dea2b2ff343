import { MultiSelect, NumberInput, Select, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Team } from '../../../contract/workspaces.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { Choose } from '../Choose.tsx'
import fields from '../fields.module.css'
import { useCalendars, useMembers, usePartners, useRefreshOrganisation, useSites } from '../queries.ts'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'

/** Kinds of teams; the contract's own list would bring Zod into the page. */
const kinds = ['telephony', 'digital', 'sales', 'store', 'field'] as const satisfies readonly Team['kind'][]

export interface TeamFormProps {
  /** Absent for a new one. */
  team: Team | undefined
  onDone: () => void
}

/** A team: what it does, where it is, when it is there, and who is in it. */
export function TeamForm({ team, onDone }: TeamFormProps) {
  const { t } = useTranslation(['settings', 'common'])
  const { call } = useApi()
  const announce = useAnnounce()
  const refresh = useRefreshOrganisation()
  const sites = useSites()
  const partners = usePartners()
  const calendars = useCalendars()
  const members = useMembers()
  const saved = toValues(team)
  const { form, changed, changes, undo, settle } = useKeptForm({
    id: `team:${team?.id ?? 'new'}`,
    saved,
    validate: { name: value => (value.trim() === '' ? t('common:form.required') : null) },
  })
  const sending = useFormSubmit(form, async values => {
    if (team) {
      const { positions, ...rest } = changes()
      const now = await call.workspaces.updateTeam({
        id: team.id,
        ...rest,
        ...(positions !== undefined && { positions: toCount(positions) }),
      })
      settle(toValues(now))
      announce(t('common:state.saved'))
    } else {
      await call.workspaces.createTeam({ ...values, positions: toCount(values.positions) })
      settle(saved)
      announce(t('createdName', { name: values.name }))
    }
    await refresh()
    onDone()
  })
  const labels = {
    name: t('teams.name'),
    kind: t('teams.kind'),
    siteId: t('teams.site'),
    partnerId: t('teams.partner'),
    calendarId: t('teams.calendar'),
    positions: t('teams.positions'),
    memberIds: t('teams.members'),
  }
  return (
    <SettingsForm
      form={form}
      sending={sending}
      labels={labels}
      changes={changed.length}
      onUndo={undo}
      create={team ? undefined : { label: t('teams.add'), onCancel: onDone }}
    >
      <TextInput label={labels.name} data-autofocus={!team || undefined} {...form.getInputProps('name')} />
      <Select
        label={labels.kind}
        description={t('teams.kindHint')}
        allowDeselect={false}
        data={kinds.map(value => ({ value, label: t(`teams.kindOf.${value}`) }))}
        {...form.getInputProps('kind')}
      />
      <Choose label={labels.siteId} items={sites.data} {...form.getInputProps('siteId')} />
      <Choose
        label={labels.partnerId}
        description={t('teams.partnerHint')}
        items={partners.data}
        {...form.getInputProps('partnerId')}
      />
      <Choose
        label={labels.calendarId}
        items={calendars.data}
        placeholder={t('workspaceHours')}
        {...form.getInputProps('calendarId')}
      />
      <NumberInput
        className={fields.number!}
        label={labels.positions}
        description={t('teams.positionsHint')}
        min={0}
        allowDecimal={false}
        {...form.getInputProps('positions')}
      />
      <MultiSelect
        label={labels.memberIds}
        searchable
        data={(members.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        {...form.getInputProps('memberIds')}
      />
    </SettingsForm>
  )
}

function toValues(team: Team | undefined) {
  return {
    name: team?.name ?? '',
    kind: team?.kind ?? ('digital' as Team['kind']),
    siteId: team?.siteId ?? null,
    partnerId: team?.partnerId ?? null,
    calendarId: team?.calendarId ?? null,
    // An empty field is no figure.
    positions: (team?.positions ?? '') as number | '',
    memberIds: team?.memberIds ?? [],
  }
}

function toCount(positions: number | ''): number | null {
  return positions === '' ? null : positions
}
