import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useCompany, useSegmentChoices } from '../data/queries.ts'
import classes from './BookHeader.module.css'
import { type FilterName, type Filters, filterNames } from './filters.ts'

export interface FilterChipsProps {
  filters: Filters
  onChange: (part: Partial<Filters>) => void
}

/** What narrows the address book now, each with a cross: a filter out of sight makes an empty list a riddle. */
export function FilterChips({ filters, onChange }: FilterChipsProps) {
  const { t } = useTranslation('contacts')
  const company = useCompany(filters.company)
  const segments = useSegmentChoices(filters.segment !== undefined).data?.items
  const set = filterNames.filter(name => filters[name])
  if (set.length === 0) return null
  const words: Record<FilterName, string | undefined> = {
    stage: filters.stage && t(`stage.${filters.stage}`),
    company: company.data?.name ?? t('field.company'),
    vip: filters.vip && t(filters.vip === 'yes' ? 'filters.vipOnly' : 'filters.notVip'),
    identity: filters.identity,
    segment: segments?.find(({ id }) => id === filters.segment)?.name ?? t('filters.segment'),
  }
  return (
    <ul className={classes.chips}>
      {set.map(name => (
        <li key={name}>
          <button
            type="button"
            className={classes.chip}
            aria-label={t('filters.without', { name: words[name] })}
            onClick={() => onChange({ [name]: undefined })}
          >
            <span className="truncate">{words[name]}</span>
            <IconX size={16} stroke={1.75} aria-hidden="true" />
          </button>
        </li>
      ))}
    </ul>
  )
}
