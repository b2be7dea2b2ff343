import { CloseButton, TextInput } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useDeferredValue, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { Avatar } from '../../ui/Avatar.tsx'
import { readAddress } from '../composer/recipients.ts'
import classes from './NewConversation.module.css'

export type PersonChoice =
  | { kind: 'contact'; id: string; name: string; address: string | undefined }
  | { kind: 'address'; address: string }

export interface PersonFieldProps {
  person: PersonChoice | undefined
  error: string | undefined
  maySearch: boolean
  onChange: (person: PersonChoice | undefined) => void
}

/** To whom: someone of the address book found by a few letters, or any address. */
export function PersonField({ person, error, maySearch, onChange }: PersonFieldProps) {
  const { t } = useTranslation('desk')
  const { query } = useApi()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const asked = useDeferredValue(typed.trim())
  const listId = useId()
  const found = useQuery(
    query.contacts.listContacts.queryOptions({
      input: { q: asked, limit: 8 },
      enabled: maySearch && asked.length > 1,
      placeholderData: keepPreviousData,
    }),
  )
  const address = readAddress(typed)?.address
  const people: PersonChoice[] = (asked.length > 1 ? (found.data?.items ?? []) : []).map(contact => ({
    kind: 'contact',
    id: contact.id,
    name: contact.name,
    address: contact.identities.find(identity => identity.kind === 'email')?.value,
  }))
  const isKnown = people.some(one => one.address?.toLowerCase() === address?.toLowerCase())
  const choices = [...people, ...(address && !isKnown ? [{ kind: 'address' as const, address }] : [])]
  const place = Math.min(at, Math.max(0, choices.length - 1))
  const choose = (choice: PersonChoice | undefined) => {
    if (!choice) return
    onChange(choice)
    setTyped('')
  }
  if (person)
    return (
      <div className={classes.person}>
        <span className={classes.personLabel}>{t('newConversation.to')}</span>
        <Avatar name={person.kind === 'contact' ? person.name : person.address} size={24} />
        <span className="truncate">
          {person.kind === 'contact' ? person.name : person.address}{' '}
          {person.kind === 'contact' && <span className={classes.quiet}>{person.address}</span>}
        </span>
        <CloseButton
          aria-label={t('compose.removeAddress', {
            address: person.kind === 'contact' ? person.name : person.address,
          })}
          onClick={() => onChange(undefined)}
        />
        {error && <p className={classes.error}>{error}</p>}
      </div>
    )
  const handleKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || choices.length === 0) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) setAt((place + step + choices.length) % choices.length)
    else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) choose(choices[place])
    else if (event.key === 'Escape') setTyped('')
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const isOpen = choices.length > 0 && typed !== ''
  return (
    <div className={classes.personField}>
      <TextInput
        label={t('newConversation.to')}
        placeholder={t('newConversation.toHint')}
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={isOpen ? listId : undefined}
        aria-autocomplete="list"
        aria-activedescendant={isOpen ? `${listId}-${place}` : undefined}
        autoComplete="off"
        value={typed}
        error={error}
        ref={field => {
          if (field && !field.dataset.met) {
            field.dataset.met = 'true'
            field.focus()
          }
        }}
        onChange={event => {
          setTyped(event.currentTarget.value)
          setAt(0)
        }}
        onBlur={() => {
          if (address && !isKnown) choose({ kind: 'address', address })
        }}
        onKeyDown={handleKey}
      />
      {isOpen && (
        <div id={listId} role="listbox" aria-label={t('newConversation.to')} className={classes.choices}>
          {choices.map((choice, index) => (
            <div
              key={choice.kind === 'contact' ? choice.id : 'address'}
              id={`${listId}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === place}
              className={classes.choice}
              onMouseMove={() => setAt(index)}
              onMouseDown={event => {
                event.preventDefault()
                choose(choice)
              }}
            >
              {choice.kind === 'contact' ? (
                <>
                  <Avatar name={choice.name} size={24} />
                  <span className="truncate">{choice.name}</span>
                  <span className={`${classes.quiet} truncate`}>{choice.address}</span>
                </>
              ) : (
                t('newConversation.unknown', { address: choice.address })
              )}
            </div>
          ))}
        </div>
      )}
    </div>
  )
}
