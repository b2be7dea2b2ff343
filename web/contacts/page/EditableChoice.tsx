import { Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { menuInMain } from '../../ui/in-main.ts'
import classes from './Facts.module.css'

export interface Choice {
  value: string
  label: string
}

export interface EditableChoiceProps {
  label: string
  /** Empty when nothing is chosen. */
  value: string
  choices: readonly Choice[]
  /** Word for choosing nothing; absent when something must be chosen. */
  none?: string
  onSave: (value: string) => void
}

/** A value among a few: its button opens the others. */
export function EditableChoice({ label, value, choices, none, onSave }: EditableChoiceProps) {
  const { t } = useTranslation('contacts')
  // A value that is no longer offered is still shown.
  const shown = choices.find(choice => choice.value === value)?.label ?? (value || t('notSet'))
  const all = none ? [...choices, { value: '', label: none }] : choices
  return (
    <Menu position="bottom-start" width="target" {...menuInMain}>
      <Menu.Target>
        <button
          type="button"
          className={classes.value}
          aria-label={t('edit', { field: label, value: shown })}
        >
          <span className={value ? undefined : classes.empty}>{shown}</span>
          <IconChevronDown size={16} stroke={1.75} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown aria-label={label}>
        <Menu.RadioGroup
          value={value}
          onChange={next => {
            if (next !== value) onSave(next)
          }}
        >
          {all.map(choice => (
            <Menu.RadioItem key={choice.value} value={choice.value} closeMenuOnClick>
              {choice.label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}
