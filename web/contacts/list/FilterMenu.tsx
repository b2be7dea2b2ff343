import { ActionIcon, Button, NativeSelect, Popover, TextInput } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { inMain } from '../../ui/in-main.ts'
import { useSegmentChoices } from '../data/queries.ts'
import { CompanyField } from '../page/CompanyField.tsx'
import classes from './BookHeader.module.css'
import { countFilters, type Filters, filterNames, type Stage, stages } from './filters.ts'

export interface FilterMenuProps {
  filters: Filters
  onChange: (part: Partial<Filters>) => void
}

/** What may narrow the address book: stage, company, VIP, an exact address; applied at once. */
export function FilterMenu({ filters, onChange }: FilterMenuProps) {
  const { t } = useTranslation('contacts')
  const [isOpen, setOpen] = useState(false)
  const segments = useSegmentChoices(isOpen).data?.items ?? []
  const count = countFilters(filters)
  const label = count > 0 ? t('filters.count', { count }) : t('filters.label')
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-end"
      width={300}
      trapFocus
      returnFocus
      {...inMain}
    >
      <Popover.Target>
        <ActionIcon
          size="lg"
          variant="default"
          aria-label={label}
          title={label}
          aria-expanded={isOpen}
          aria-haspopup="dialog"
          onClick={() => setOpen(open => !open)}
        >
          <IconFilter size={16} stroke={1.75} aria-hidden="true" />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('filters.label')}>
        <div className={classes.form}>
          <NativeSelect
            data-autofocus
            label={t('field.stage')}
            value={filters.stage ?? ''}
            data={[
              { value: '', label: t('filters.any') },
              ...stages.map(stage => ({ value: stage, label: t(`stage.${stage}`) })),
            ]}
            onChange={event => onChange({ stage: (event.currentTarget.value || undefined) as Stage })} // its own choices
          />
          <CompanyField
            label={t('field.company')}
            value={filters.company ?? null}
            onChange={company => onChange({ company: company?.id })}
          />
          <NativeSelect
            label={t('vip')}
            value={filters.vip ?? ''}
            data={[
              { value: '', label: t('filters.any') },
              { value: 'yes', label: t('filters.vipOnly') },
              { value: 'no', label: t('filters.notVip') },
            ]}
            onChange={
              event => onChange({ vip: (event.currentTarget.value || undefined) as 'yes' | 'no' | undefined }) // its own choices
            }
          />
          {segments.length > 0 && (
            <NativeSelect
              label={t('filters.segment')}
              value={filters.segment ?? ''}
              data={[
                { value: '', label: t('filters.any') },
                ...segments.map(({ id, name }) => ({ value: id, label: name })),
              ]}
              onChange={event => onChange({ segment: event.currentTarget.value || undefined })}
            />
          )}
          <IdentityFilter value={filters.identity} onChange={identity => onChange({ identity })} />
          <Button
            variant="default"
            disabled={count === 0}
            onClick={() => onChange(Object.fromEntries(filterNames.map(name => [name, undefined])))}
          >
            {t('filters.clear')}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

interface IdentityFilterProps {
  value: string | undefined
  onChange: (identity: string | undefined) => void
}

/** Half an address finds nobody: it is asked for when it is whole, on Enter or when leaving the field. */
function IdentityFilter({ value, onChange }: IdentityFilterProps) {
  const { t } = useTranslation('contacts')
  const [text, setText] = useState(value ?? '')
  const apply = () => onChange(text.trim() || undefined)
  return (
    <TextInput
      label={t('filters.identity')}
      description={t('filters.identityHint')}
      value={text}
      autoComplete="off"
      onChange={event => setText(event.currentTarget.value)}
      onBlur={apply}
      onKeyDown={event => {
        if (event.key === 'Enter') apply()
      }}
    />
  )
}
