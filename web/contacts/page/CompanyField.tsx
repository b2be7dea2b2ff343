import { Select } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../contract/contacts.ts'
import { useCompany, useCompanyChoices } from '../data/queries.ts'

export interface CompanyFieldProps {
  label: string
  /** Id of the chosen company. */
  value: string | null
  onChange: (company: NonNullable<Contact['company']> | undefined) => void
  /** Opens at once, for a field that took the place of its value. */
  autoFocus?: boolean
  onBlur?: () => void
  /** Gives the field up, once the list of choices is closed. */
  onEscape?: () => void
  hideLabel?: boolean
}

/** Chooses a company by typing the beginning of its name; empty means none. */
export function CompanyField({
  label,
  value,
  onChange,
  autoFocus,
  onBlur,
  onEscape,
  hideLabel,
}: CompanyFieldProps) {
  const { t } = useTranslation('contacts')
  const [typed, setTyped] = useState('')
  const chosen = useCompany(value ?? undefined)
  const found = useCompanyChoices(typed === chosen.data?.name ? '' : typed)
  const known = found.data?.items ?? []
  const choices =
    chosen.data && !known.some(one => one.id === chosen.data.id) ? [chosen.data, ...known] : known
  return (
    <Select
      {...(hideLabel ? { 'aria-label': label } : { label })}
      placeholder={t('company.find')}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('company.none') }}
      autoFocus={autoFocus}
      data={choices.map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
      searchValue={typed}
      onSearchChange={setTyped}
      // The server has searched already, with accents and words in any order.
      filter={({ options }) => options}
      nothingFoundMessage={found.isPending ? undefined : t('company.unknown')}
      comboboxProps={{ withinPortal: false }}
      onBlur={onBlur}
      onKeyDown={event => {
        if (event.key !== 'Escape' || !onEscape) return
        event.preventDefault()
        onEscape()
      }}
      onChange={id => {
        const company = choices.find(one => one.id === id)
        onChange(company && { id: company.id, name: company.name, domain: company.domain })
      }}
    />
  )
}
