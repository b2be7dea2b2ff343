import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { Avatar } from '../../ui/Avatar.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import classes from './merging.module.css'
import { useDuplicatesOf } from './queries.ts'
import { Reasons } from './Reasons.tsx'

export interface FindOtherProps {
  id: string
  onFound: (otherId: string) => void
}

/** Who is the other card: those that look alike first, then whoever is searched. */
export function FindOther({ id, onFound }: FindOtherProps) {
  const { t } = useTranslation('contacts')
  const { query } = useApi()
  const [typed, setTyped] = useState('')
  const alike = useDuplicatesOf(id, true)
  const found = useQuery(
    query.contacts.listContacts.queryOptions({
      input: { q: typed, limit: 12 },
      enabled: typed.trim().length > 1,
      placeholderData: keepPreviousData,
    }),
  )
  const people =
    typed.trim().length > 1
      ? (found.data?.items ?? [])
          .filter(contact => contact.id !== id)
          .map(contact => ({
            id: contact.id,
            name: contact.name,
            ways: contact.identities.map(identity => identity.shown),
            reasons: undefined,
          }))
      : (alike.data?.items ?? []).map(({ one, other, reasons }) => {
          const card = one.id === id ? other : one
          const ways = card.identities.map(identity => identity.shown)
          return { id: card.id, name: card.name, ways, reasons }
        })
  return (
    <section className={classes.find} aria-label={t('merge.findOther')}>
      <SearchField label={t('merge.findHint')} value={typed} onChange={setTyped} />
      <ul className={classes.choices}>
        {people.map(person => (
          <li key={person.id}>
            <button type="button" className={classes.choice} onClick={() => onFound(person.id)}>
              <Avatar name={person.name || t('noName')} size={32} />
              <span className={classes.choiceWords}>
                <span className={classes.personName}>{person.name || t('noName')}</span>
                <span className={classes.quiet}>{person.ways.join(' · ') || t('merge.noWay')}</span>
                {person.reasons && <Reasons reasons={person.reasons} />}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {typed.trim().length > 1 && found.isSuccess && people.length === 0 && (
        <p className={classes.quiet}>{t('merge.noneFound', { query: typed })}</p>
      )}
    </section>
  )
}
