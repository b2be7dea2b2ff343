import { IconAddressBook } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useParams } from 'wouter'
import { useApi } from '../api/ApiProvider.tsx'
import { useExtraCommands, usePaletteSource } from '../keyboard/useCommands.ts'
import { inside } from '../roles.ts'
import { useSession } from '../session.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Page } from '../ui/Page.tsx'
import { PaneLayout } from '../ui/PaneLayout.tsx'
import { readId } from '../ui/read-id.ts'
import { useReturning } from '../ui/useReturning.ts'
import { CreateContact } from './create/CreateContact.tsx'
import { useContact } from './data/queries.ts'
import { ContactList } from './list/ContactList.tsx'
import { bookPath } from './list/filters.ts'
import { useFilters } from './list/useFilters.ts'
import { ContactPage } from './page/ContactPage.tsx'

/** The address book and the card of one person: two panes on a desk, one after the other on a phone. */
export default function ContactsScreen() {
  const { t } = useTranslation('contacts')
  const named = useParams<{ id?: string }>().id
  const id = readId(named)
  const { is } = useSession()
  const { call } = useApi()
  const [, navigate] = useLocation()
  const { filters } = useFilters()
  const [isCreating, setCreating] = useState(false)
  const isReturning = useReturning(id)
  const open = useContact(id)

  useExtraCommands(
    is(...inside)
      ? [
          {
            id: 'contact.create',
            group: 'create',
            name: t('create.title'),
            words: t('create.words'),
            run: () => setCreating(true),
          },
        ]
      : [],
  )
  usePaletteSource(async query => {
    const { items } = await call.contacts.listContacts({ q: query, limit: 6 })
    return items.map(contact => ({
      id: `contact.${contact.id}`,
      group: 'found' as const,
      name: contact.name || t('noName'),
      hint: contact.identities[0]?.shown ?? contact.company?.name ?? t('person'),
      run: () => navigate(`/contacts/${contact.id}`),
    }))
  })

  return (
    <Page
      title={t('title')}
      hideTitle
      width="full"
      {...(open.data && { tabTitle: open.data.name || t('noName') })}
    >
      <PaneLayout
        id="contacts"
        shown={named ? 'main' : 'list'}
        list={<ContactList openId={id} isReturning={isReturning} onCreate={() => setCreating(true)} />}
        main={
          id ? (
            <ContactPage key={id} id={id} backHref={bookPath(undefined, filters)} />
          ) : (
            <NobodyOpen isNamed={named !== undefined} backHref={bookPath(undefined, filters)} />
          )
        }
        cardOpen={false}
        onCardOpenChange={() => undefined}
        labels={{ list: t('book'), main: t('page.label') }}
      />
      <CreateContact opened={isCreating} onClose={() => setCreating(false)} />
    </Page>
  )
}

/** Before anyone is chosen; or after a link that names nobody. */
function NobodyOpen({ isNamed, backHref }: { isNamed: boolean; backHref: string }) {
  const { t } = useTranslation('contacts')
  return isNamed ? (
    <EmptyState
      icon={IconAddressBook}
      text={t('page.unknown')}
      action={{ label: t('page.back'), href: backHref }}
    />
  ) : (
    <EmptyState icon={IconAddressBook} text={t('page.choose')} hint={t('page.chooseHint')} />
  )
}
