import { ActionIcon, Button, NativeSelect } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ActPopover } from '../acts/ActPopover.tsx'
import { countFilters, type Filters, filterNames } from './filters.ts'
import classes from './ListPane.module.css'
import { useFilterChoices } from './useFilterNames.ts'

export interface FilterMenuProps {
  filters: Filters
  onChange: (part: Partial<Filters>) => void
}

/** The filters of a view: one choice each, applied at once. */
export function FilterMenu({ filters, onChange }: FilterMenuProps) {
  const { t } = useTranslation('desk')
  const [isOpen, setOpen] = useState(false)
  const choices = useFilterChoices()
  const count = countFilters(filters)
  const label = count > 0 ? t('list.filterCount', { count }) : t('list.filters')
  return (
    <ActPopover
      opened={isOpen}
      onClose={() => setOpen(false)}
      width={300}
      label={t('list.filters')}
      target={
        <ActionIcon
          className={classes.counted}
          aria-label={label}
          title={label}
          aria-expanded={isOpen}
          aria-haspopup="dialog"
          data-count={count > 0 ? count : undefined}
          onClick={() => setOpen(open => !open)}
        >
          <IconFilter size={16} stroke={1.75} aria-hidden="true" />
        </ActionIcon>
      }
    >
      <div className={classes.filterForm}>
        {filterNames.map((name, place) => (
          <NativeSelect
            key={name}
            label={t(`list.filter.${name}`)}
            data-autofocus={place === 0 || undefined}
            value={filters[name] ?? ''}
            data={[{ value: '', label: t('list.any') }, ...choices[name]]}
            onChange={event => onChange({ [name]: event.currentTarget.value || undefined })}
          />
        ))}
        <Button
          variant="default"
          disabled={count === 0}
          onClick={() => onChange(Object.fromEntries(filterNames.map(name => [name, undefined])))}
        >
          {t('list.clear')}
        </Button>
      </div>
    </ActPopover>
  )
}
