import { IconX } from '@tabler/icons-react'
import { type ClipboardEvent, type KeyboardEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Address } from '../../../contract/common.ts'
import classes from './AddressField.module.css'
import { addAddresses, readAddresses } from './recipients.ts'

export interface AddressFieldProps {
  label: string
  value: readonly Address[]
  onChange: (value: Address[]) => void
  /** Other addresses of the person, offered while typing. */
  known?: readonly Address[]
  autoFocus?: boolean
}

/** Addresses as small blocks: typed with a comma or Enter, pasted by the dozen, taken out by a cross or Backspace. */
export function AddressField({ label, value, onChange, known = [], autoFocus = false }: AddressFieldProps) {
  const { t } = useTranslation('desk')
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState<string>()
  const id = useId()

  const take = (text: string): boolean => {
    const { addresses, rest } = readAddresses(text)
    if (addresses.length > 0) onChange(addAddresses(value, addresses))
    setTyped(rest)
    setWrong(rest || undefined)
    return rest === ''
  }
  const handleKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return
    if (
      (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) ||
      event.key === ',' ||
      event.key === ';'
    ) {
      event.preventDefault()
      if (typed.trim()) take(typed)
    } else if (event.key === 'Backspace' && typed === '' && value.length > 0) onChange(value.slice(0, -1))
  }
  const handlePaste = (event: ClipboardEvent<HTMLInputElement>) => {
    const text = event.clipboardData.getData('text')
    if (!/[,;\n]/.test(text)) return
    event.preventDefault()
    take(`${typed}${text}`)
  }
  return (
    <div className={classes.field}>
      <label htmlFor={id} className={classes.label}>
        {label}
      </label>
      <div className={classes.blocks}>
        {value.map(one => (
          <span key={one.address} className={classes.block} title={one.address}>
            <span className="truncate">{one.name ? `${one.name} <${one.address}>` : one.address}</span>
            <button
              type="button"
              className={classes.remove}
              aria-label={t('compose.removeAddress', { address: one.address })}
              onClick={() => onChange(value.filter(other => other.address !== one.address))}
            >
              <IconX size={16} stroke={1.75} aria-hidden="true" />
            </button>
          </span>
        ))}
        <input
          id={id}
          className={classes.input}
          type="text"
          inputMode="email"
          autoComplete="off"
          list={known.length > 0 ? `${id}-known` : undefined}
          aria-invalid={wrong ? true : undefined}
          aria-describedby={wrong ? `${id}-wrong` : undefined}
          value={typed}
          ref={field => {
            // Opened to be filled in: the focus goes there once.
            if (autoFocus && field && !field.dataset.met) {
              field.dataset.met = 'true'
              field.focus()
            }
          }}
          onChange={event => {
            setTyped(event.currentTarget.value)
            setWrong(undefined)
          }}
          onKeyDown={handleKey}
          onPaste={handlePaste}
          onBlur={() => {
            if (typed.trim()) take(typed)
          }}
        />
        {known.length > 0 && (
          <datalist id={`${id}-known`}>
            {known.map(one => (
              <option key={one.address} value={one.address}>
                {one.name}
              </option>
            ))}
          </datalist>
        )}
      </div>
      {wrong && (
        <p id={`${id}-wrong`} className={classes.wrong}>
          {t('compose.wrongAddress', { text: wrong })}
        </p>
      )}
    </div>
  )
}
