import { Button } from '@mantine/core'
import { IconInbox, IconMessageCircle, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useApi } from '../../api/ApiProvider.tsx'
import { ChannelIcon } from '../../ui/ChannelIcon.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useNow } from '../../ui/useNow.ts'
import { Row, Rows } from '../Rows.tsx'
import { SectionPage } from '../SectionPage.tsx'
import { CompanyThreads } from './CompanyThreads.tsx'
import { DeletedChannels } from './DeletedChannels.tsx'
import { HealthMark } from './HealthMark.tsx'

/** All addresses, how each one does, and since when. */
export function ChannelList() {
  const { t } = useTranslation('settings')
  const { query } = useApi()
  const format = useFormat()
  const now = useNow(30_000)
  const channels = useQuery(query.channels.list.queryOptions({ input: {}, refetchInterval: 15_000 }))
  const items = channels.data?.items
  return (
    <SectionPage
      path="channels"
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconMessageCircle size={16} stroke={1.75} aria-hidden="true" />}
            renderRoot={props => <Link {...props} href="/settings/channels/new-chat" />}
          >
            {t('chat.add')}
          </Button>
          <Button
            leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
            renderRoot={props => <Link {...props} href="/settings/channels/new" />}
          >
            {t('channels.add')}
          </Button>
        </>
      }
    >
      {channels.isError && !items ? (
        <ErrorState problem={channels.error} onRetry={() => void channels.refetch()} />
      ) : !items ? (
        <LoadingLines shape="rows" />
      ) : items.length === 0 ? (
        <EmptyState
          icon={IconInbox}
          text={t('channels.none')}
          action={{ label: t('channels.add'), href: '/settings/channels/new' }}
        />
      ) : (
        <Rows label={t('section.channels.name')}>
          {items.map(channel => (
            <Row
              key={channel.id}
              href={`/settings/channels/${channel.id}`}
              mark={<ChannelIcon kind={channel.kind} />}
              name={channel.name}
              detail={channel.kind === 'email' && channel.address !== channel.name && channel.address}
              facts={
                <>
                  {channel.health.lastInAt && (
                    <span>
                      {t(channel.kind === 'email' ? 'channels.lastIn' : 'channels.lastMessage', {
                        when: format.age(channel.health.lastInAt, now),
                      })}
                    </span>
                  )}
                  <HealthMark channel={channel} />
                </>
              }
            />
          ))}
        </Rows>
      )}
      {items && <DeletedChannels kinds={['email', 'chat']} />}
      {items && <CompanyThreads />}
    </SectionPage>
  )
}
