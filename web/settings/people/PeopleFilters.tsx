import { Select } from '@mantine/core'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { everyone } from '../../roles.ts'
import { SearchField } from '../../ui/SearchField.tsx'
import filterClasses from '../filters.module.css'
import { useTeams } from '../queries.ts'
import type { PeopleFilterState } from './usePeopleFilters.ts'

export interface PeopleFiltersProps {
  filters: PeopleFilterState
}

/** Search, role, team and state of access. */
export function PeopleFilters({ filters }: PeopleFiltersProps) {
  const { t } = useTranslation(['settings', 'common'])
  const teams = useTeams()
  const { setQ } = filters
  const handleSearch = useCallback((text: string) => setQ(text, { replace: true }), [setQ])
  return (
    <div className={filterClasses.filters}>
      <SearchField hasKey={false} value={filters.q} onChange={handleSearch} label={t('people.search')} />
      <Select
        aria-label={t('people.role')}
        placeholder={t('people.everyRole')}
        clearable
        data={everyone.map(role => ({ value: role, label: t(`common:role.${role}`) }))}
        value={filters.role || null}
        onChange={value => filters.setRole(value ?? '')}
      />
      <Select
        aria-label={t('people.team')}
        placeholder={t('people.everyTeam')}
        clearable
        data={(teams.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={filters.team || null}
        onChange={value => filters.setTeam(value ?? '')}
      />
      <Select
        aria-label={t('people.access')}
        allowDeselect={false}
        data={(['active', 'deactivated', 'all'] as const).map(value => ({
          value,
          label: t(`people.status.${value}`),
        }))}
        value={filters.status}
        onChange={value => filters.setStatus(value ?? 'active')}
      />
    </div>
  )
}
