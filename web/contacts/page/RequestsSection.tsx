import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { ConversationRow } from '../../../contract/conversations.ts'
import { ChannelIcon } from '../../ui/ChannelIcon.tsx'
import { DueMark } from '../../ui/DueMark.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { StatusIcon } from '../../ui/StatusIcon.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useRequests } from '../data/queries.ts'
import classes from './RequestsSection.module.css'
import { Section } from './Section.tsx'

export interface RequestsSectionProps {
  of: { contact: string } | { company: string }
  now: Date
  /** Names who asked: for a company. */
  showsContact?: boolean
}

/** All conversations, whatever the channel, the newest first; each opens on the desk. */
export function RequestsSection({ of, now, showsContact = false }: RequestsSectionProps) {
  const { t } = useTranslation(['contacts', 'common'])
  const { list, requests } = useRequests(of)
  return (
    <Section title={t('requests.title')}>
      {list.isError && requests.length === 0 ? (
        <ErrorState problem={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <LoadingLines rows={3} />
      ) : requests.length === 0 ? (
        <p className={classes.none}>{t('requests.none')}</p>
      ) : (
        <>
          <ul className={classes.list}>
            {requests.map(request => (
              <li key={request.id}>
                <RequestRow request={request} now={now} showsContact={showsContact} />
              </li>
            ))}
          </ul>
          {list.hasNextPage && (
            <Button
              variant="default"
              size="xs"
              className={classes.more}
              loading={list.isFetchingNextPage}
              onClick={() => void list.fetchNextPage()}
            >
              {t('requests.more')}
            </Button>
          )}
        </>
      )}
    </Section>
  )
}

function RequestRow({
  request,
  now,
  showsContact,
}: {
  request: ConversationRow
  now: Date
  showsContact: boolean
}) {
  const { t } = useTranslation('contacts')
  const format = useFormat()
  return (
    <Link href={`/desk/all/${request.number}`} className={classes.row}>
      <ChannelIcon kind={request.channel} />
      <span className={`${classes.subject} truncate`} lang={request.language ?? undefined}>
        {request.subject || t('noSubject')}
      </span>
      <time className={classes.when} dateTime={request.lastMessageAt}>
        {format.when(request.lastMessageAt, now)}
      </time>
      <span className={classes.under}>
        <StatusIcon status={request.status} withWord />
        <DueMark
          dueAt={request.dueAt}
          warnAt={request.warnAt}
          isClosure={request.dueKind === 'resolution'}
          inWords
          showFine
          now={now}
        />
        <span className="figures">{t('number', { number: request.number })}</span>
        {showsContact && <span className="truncate">{request.contact.name}</span>}
        <span className="truncate">
          {request.assignee ? t('requests.with', { name: request.assignee.name }) : t('requests.nobody')}
        </span>
      </span>
    </Link>
  )
}
