import { ActionIcon, Tooltip } from '@mantine/core'
import { IconAddressBook, IconArrowMerge, IconMailPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Conversation } from '../../../contract/conversations.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { inside } from '../../roles.ts'
import { useSession } from '../../session.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useNow } from '../../ui/useNow.ts'
import { useDesk } from '../DeskContext.tsx'
import { MomentTag } from '../MomentTag.tsx'
import { Attributes } from './Attributes.tsx'
import { CardName } from './CardName.tsx'
import { CardSection } from './CardSection.tsx'
import { Clocks } from './Clocks.tsx'
import classes from './CustomerCard.module.css'
import { Identities } from './Identities.tsx'
import { NowFacts } from './NowFacts.tsx'
import { nowFacts } from './now-facts.ts'
import { Records } from './Records.tsx'
import { Requests } from './Requests.tsx'
import { useContactChange } from './useContactChange.ts'
import { useScores } from './useScores.ts'

export interface CustomerCardProps {
  conversation: Conversation
}

const requestsShown = 8

/** Who writes: what matters now first, then orders, requests of every channel, scores and words. */
export function CustomerCard({ conversation }: CustomerCardProps) {
  const { t } = useTranslation('desk')
  const { query } = useApi()
  const { is } = useSession()
  const { write } = useDesk()
  const format = useFormat()
  const now = useNow(60_000)
  const { id } = conversation.contact
  const isInside = is(...inside)
  const person = useQuery(query.contacts.getContact.queryOptions({ input: { id } }))
  const records = useQuery(query.contacts.listRecords.queryOptions({ input: { id } }))
  const requests = useQuery(
    query.conversations.list.queryOptions({ input: { contact: id, limit: requestsShown } }),
  )
  const recovery = useQuery(
    query.loops.listRecoveries.queryOptions({
      input: { conversation: conversation.id, limit: 1 },
      enabled: isInside && conversation.recoveryId !== null,
    }),
  )
  const scores = useScores(conversation)
  const change = useContactChange(person.data)
  if (person.isError && !person.data)
    return <ErrorState problem={person.error} onRetry={() => void person.refetch()} />
  if (!person.data) return <LoadingLines rows={8} />
  const contact = person.data
  const rows = requests.data?.items ?? []
  const others = rows.filter(row => row.id !== conversation.id)
  const facts = nowFacts({
    contact,
    records: records.data?.items ?? [],
    scores,
    recovery: recovery.data?.items[0],
    others: requests.data ? others.length : 1,
    openOthers: Math.max(0, contact.openConversations - (conversation.status === 'closed' ? 0 : 1)),
    channel: conversation.channel,
    now,
  })
  return (
    <div className={classes.card}>
      <CardName contact={contact} onChange={isInside ? change : undefined} />
      {isInside && (
        <div className={classes.acts}>
          <Tooltip label={t('card.open')}>
            <ActionIcon component={Link} href={`/contacts/${id}`} aria-label={t('card.open')}>
              <IconAddressBook size={16} stroke={1.75} aria-hidden="true" />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={t('card.merge')}>
            <ActionIcon component={Link} href={`/contacts/${id}/merge`} aria-label={t('card.merge')}>
              <IconArrowMerge size={16} stroke={1.75} aria-hidden="true" />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={t('card.write')}>
            <ActionIcon aria-label={t('card.write')} onClick={() => write({ contactId: id })}>
              <IconMailPlus size={16} stroke={1.75} aria-hidden="true" />
            </ActionIcon>
          </Tooltip>
          {contact.lastContactAt && (
            <span className={classes.last}>
              {t('card.lastContact', { when: format.age(contact.lastContactAt, now) })}
            </span>
          )}
        </div>
      )}
      <Identities identities={contact.identities} />
      {conversation.isMoment && (
        <div>
          <MomentTag isEmotional={conversation.isEmotional} />
        </div>
      )}
      <NowFacts facts={facts} />
      {conversation.clocks.length > 0 && (
        <CardSection name="clocks" title={t('card.clocks')}>
          <Clocks clocks={conversation.clocks} now={now} />
        </CardSection>
      )}
      <CardSection name="records" title={t('card.records')} count={records.data?.items.length}>
        <Records records={records.data?.items ?? []} isStale={records.isError} now={now} />
      </CardSection>
      <CardSection name="requests" title={t('card.requests')} count={rows.length}>
        <Requests
          rows={rows}
          openId={conversation.id}
          contactId={id}
          hasMore={requests.data?.next !== null && isInside}
          now={now}
        />
      </CardSection>
      <CardSection name="scores" title={t('card.scores')} count={scores.length}>
        {scores.length === 0 ? (
          <p className={classes.quiet}>{t('card.noScores')}</p>
        ) : (
          <ul className={classes.scores}>
            {scores.slice(0, 5).map(answer => (
              <li key={answer.at}>
                <span className={classes.score}>{t('card.score', { score: answer.score, max: 5 })}</span>{' '}
                <span className={classes.when}>{format.shortDay(answer.at, now)}</span>
                {answer.words && <q className={classes.words}>{answer.words}</q>}
              </li>
            ))}
          </ul>
        )}
      </CardSection>
      <CardSection name="attributes" title={t('card.attributes')}>
        <Attributes subject="contact" values={contact.attributes} />
      </CardSection>
      {Object.keys(conversation.fields).length > 0 && (
        <CardSection name="fields" title={t('card.fields')}>
          <Attributes subject="conversation" values={conversation.fields} />
        </CardSection>
      )}
      {isInside && (
        <Link href={`/contacts/${id}`} className={classes.moreLink}>
          {t('card.timeline')}
        </Link>
      )}
    </div>
  )
}
