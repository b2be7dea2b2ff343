import { Tabs } from '@mantine/core'
import { IconEyeOff } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useApi } from '../../api/ApiProvider.tsx'
import { useLiveEvents, useSubscribe } from '../../live/LiveProvider.tsx'
import { inside, leads } from '../../roles.ts'
import { useSession } from '../../session.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useNarrowerThan } from '../../ui/useIsPhone.ts'
import { useNow } from '../../ui/useNow.ts'
import { useQueryState } from '../../ui/useQueryState.ts'
import { ConsentSection } from '../consent/ConsentSection.tsx'
import { useContact } from '../data/queries.ts'
import { DuplicateNotice } from '../merging/DuplicateNotice.tsx'
import { MergedSection } from '../merging/MergedSection.tsx'
import { PrivacySection } from '../privacy/PrivacySection.tsx'
import { Timeline } from '../timeline/Timeline.tsx'
import { AboutSection } from './AboutSection.tsx'
import { AttributesSection } from './AttributesSection.tsx'
import { ContactHeader } from './ContactHeader.tsx'
import classes from './ContactPage.module.css'
import { IdentitiesSection } from './IdentitiesSection.tsx'
import { RecordsSection } from './RecordsSection.tsx'
import { RequestsSection } from './RequestsSection.tsx'
import { SegmentsSection } from './SegmentsSection.tsx'

export interface ContactPageProps {
  id: string
  backHref: string
}

/** Everything known of one person; it stays true while it is looked at. */
export function ContactPage({ id, backHref }: ContactPageProps) {
  const { t } = useTranslation('contacts')
  const { is, role } = useSession()
  const now = useNow(30_000)
  const contact = useContact(id)
  const isNarrow = useNarrowerThan(1250)
  const [part, setPart] = useQueryState('part', 'card')
  useLiveContact(id)
  useShownCard(id, contact.data?.id)

  if (!contact.data)
    return contact.isError ? (
      <ErrorState problem={contact.error} onRetry={() => void contact.refetch()} />
    ) : (
      <LoadingLines rows={6} />
    )

  const canEdit = is(...inside)
  const card = (
    <>
      <AboutSection contact={contact.data} canEdit={canEdit} />
      {canEdit && <SegmentsSection contactId={id} />}
      <IdentitiesSection contact={contact.data} canEdit={canEdit} now={now} />
      <RecordsSection contactId={id} now={now} />
      <AttributesSection contact={contact.data} canEdit={canEdit} />
      {canEdit && <ConsentSection contactId={id} canEdit={canEdit} />}
      {canEdit && <MergedSection id={id} />}
      {is(...leads) && <PrivacySection contact={contact.data} />}
    </>
  )
  const requests = <RequestsSection of={{ contact: id }} now={now} />
  const timeline = <Timeline contactId={id} canEdit={canEdit} now={now} />
  return (
    <div className={classes.page}>
      <div className={classes.inner}>
        <ContactHeader contact={contact.data} canEdit={canEdit} backHref={backHref} now={now} />
        {(role === 'partner' || role === 'collaborator') && (
          <p className={classes.explain}>
            <IconEyeOff size={16} stroke={1.75} aria-hidden="true" />
            {t(`masked.card.${role}`)}
          </p>
        )}
        {canEdit && <DuplicateNotice id={id} />}
        {isNarrow ? (
          <Tabs value={part} onChange={next => setPart(next ?? 'card', { replace: true })}>
            <Tabs.List mb="md" grow>
              <Tabs.Tab value="card">{t('page.card')}</Tabs.Tab>
              <Tabs.Tab value="requests">{t('requests.title')}</Tabs.Tab>
              <Tabs.Tab value="timeline">{t('timeline.title')}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="card" className={classes.column}>
              {card}
            </Tabs.Panel>
            <Tabs.Panel value="requests">{requests}</Tabs.Panel>
            <Tabs.Panel value="timeline">{timeline}</Tabs.Panel>
          </Tabs>
        ) : (
          <div className={classes.columns}>
            <div className={classes.column}>
              {requests}
              {timeline}
            </div>
            <div className={classes.column}>{card}</div>
          </div>
        )}
      </div>
    </div>
  )
}

/** The id of a card that was merged leads to the card that shows it. */
function useShownCard(id: string, shownId: string | undefined) {
  const [, navigate] = useLocation()
  useEffect(() => {
    if (shownId && shownId !== id) navigate(`/contacts/${shownId}`, { replace: true })
  }, [id, shownId, navigate])
}

/** After these, whose card is shown and what is on it may be another. */
const mergeEvents = new Set(['contact.merged', 'contact.merged_into', 'contact.unmerged', 'contact.restored'])

/** Reads again what an event of this person changed: their card, their orders, their conversations. */
function useLiveContact(id: string) {
  const { query } = useApi()
  const queryClient = useQueryClient()
  useSubscribe({ contacts: [id] })
  useLiveEvents(event => {
    if (event.contactId !== id) return
    if (mergeEvents.has(event.type)) {
      void queryClient.invalidateQueries({ queryKey: query.contacts.key() })
      void queryClient.invalidateQueries({ queryKey: query.conversations.list.key() })
      return
    }
    const reload = (queryKey: readonly unknown[]) => void queryClient.invalidateQueries({ queryKey })
    reload(query.contacts.timeline.key({ input: { id } }))
    if (event.type.startsWith('consent.')) reload(query.contacts.listConsents.key({ input: { id } }))
    else if (event.type.startsWith('record.')) reload(query.contacts.listRecords.key({ input: { id } }))
    else if (/^(contact|identity)\./.test(event.type))
      reload(query.contacts.getContact.queryKey({ input: { id } }))
    else if (/^(conversation|message)\./.test(event.type)) {
      reload(query.conversations.list.key({ input: { contact: id } }))
      reload(query.contacts.getContact.queryKey({ input: { id } }))
    }
  })
}
