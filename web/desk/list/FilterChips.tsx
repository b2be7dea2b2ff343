import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { type Filters, filterNames } from './filters.ts'
import classes from './ListPane.module.css'
import { choiceLabel, useFilterChoices } from './useFilterNames.ts'

export interface FilterChipsProps {
  filters: Filters
  onChange: (part: Partial<Filters>) => void
}

/** What narrows the list now, each with a cross: a filter out of sight makes an empty list a riddle. */
export function FilterChips({ filters, onChange }: FilterChipsProps) {
  const { t } = useTranslation('desk')
  const choices = useFilterChoices()
  const set = filterNames.filter(name => filters[name])
  if (set.length === 0) return null
  return (
    <ul className={classes.chips}>
      {set.map(name => (
        <li key={name}>
          <button
            type="button"
            className={classes.chip}
            aria-label={t('list.without', { name: t(`list.filter.${name}`) })}
            onClick={() => onChange({ [name]: undefined })}
          >
            <span className="truncate">
              {t(`list.filter.${name}`)} · {choiceLabel(choices, name, filters)}
            </span>
            <IconX size={16} stroke={1.75} aria-hidden="true" />
          </button>
        </li>
      ))}
    </ul>
  )
}
