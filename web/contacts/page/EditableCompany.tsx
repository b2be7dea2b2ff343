import { IconPencil } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../contract/contacts.ts'
import { CompanyField } from './CompanyField.tsx'
import classes from './Facts.module.css'

export interface EditableCompanyProps {
  company: Contact['company']
  onSave: (company: Contact['company']) => void
}

/** The company of a contact, changed by typing the beginning of another's name. */
export function EditableCompany({ company, onSave }: EditableCompanyProps) {
  const { t } = useTranslation('contacts')
  const button = useRef<HTMLButtonElement>(null)
  const [isEditing, setEditing] = useState(false)
  const leave = () => {
    setEditing(false)
    requestAnimationFrame(() => button.current?.focus())
  }
  if (isEditing)
    return (
      <CompanyField
        label={t('field.company')}
        hideLabel
        autoFocus
        value={company?.id ?? null}
        onBlur={() => setEditing(false)}
        onEscape={leave}
        onChange={next => {
          if ((next?.id ?? null) !== (company?.id ?? null)) onSave(next ?? null)
          leave()
        }}
      />
    )
  return (
    <button
      ref={button}
      type="button"
      className={classes.value}
      aria-label={t('edit', { field: t('field.company'), value: company?.name ?? t('notSet') })}
      onClick={() => setEditing(true)}
    >
      <span className={company ? undefined : classes.empty}>{company?.name ?? t('notSet')}</span>
      <IconPencil size={16} stroke={1.75} aria-hidden="true" />
    </button>
  )
}
