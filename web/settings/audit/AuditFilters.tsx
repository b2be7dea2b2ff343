import { CloseButton, SegmentedControl, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { DayField } from '../DayField.tsx'
import classes from './AuditFilters.module.css'
import type { AuditFilterState } from './useAuditFilters.ts'

export interface AuditFiltersProps {
  filters: AuditFilterState
}

/** What kind of line, whose, between which days, about which thing. */
export function AuditFilters({ filters }: AuditFiltersProps) {
  const { t } = useTranslation('settings')
  const { query } = useApi()
  const people = useQuery(
    query.workspaces.listMembers.queryOptions({
      input: { status: 'all' },
      select: ({ items }) => items.map(({ id, name }) => ({ value: id, label: name })),
    }),
  )
  return (
    <div className={classes.filters}>
      <SegmentedControl
        aria-label={t('audit.kind')}
        value={filters.kind}
        data={(['all', 'change', 'access'] as const).map(value => ({
          value,
          label: t(`audit.kindOf.${value}`),
        }))}
        onChange={filters.setKind}
      />
      <Select
        className={classes.person!}
        aria-label={t('audit.person')}
        placeholder={t('audit.everyone')}
        clearable
        searchable
        data={people.data ?? []}
        value={filters.member || null}
        onChange={value => filters.setMember(value ?? '')}
      />
      <DayField
        className={classes.day!}
        aria-label={t('audit.from')}
        placeholder={t('audit.from')}
        value={filters.from}
        onChange={filters.setFrom}
      />
      <DayField
        className={classes.day!}
        aria-label={t('audit.to')}
        placeholder={t('audit.to')}
        value={filters.to}
        onChange={filters.setTo}
      />
      {filters.subject && (
        <span className={classes.subject}>
          <Tag>{t('audit.oneSubject')}</Tag>
          <CloseButton
            size="sm"
            aria-label={t('audit.everySubject')}
            onClick={() => filters.setSubject('')}
          />
        </span>
      )}
    </div>
  )
}
