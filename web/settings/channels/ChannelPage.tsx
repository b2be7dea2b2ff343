import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { SectionPage } from '../SectionPage.tsx'
import { SettingGroup } from '../SettingGroup.tsx'
import { ChannelForm } from './ChannelForm.tsx'
import { ChannelHealth } from './ChannelHealth.tsx'
import { ChannelTest } from './ChannelTest.tsx'
import { ChatForm } from './ChatForm.tsx'
import { DeleteChannel } from './DeleteChannel.tsx'
import { DeletedNotice } from './DeletedNotice.tsx'
import { DnsAdvice } from './DnsAdvice.tsx'
import { HealthMark } from './HealthMark.tsx'

export interface ChannelPageProps {
  id: string
}

/** One address: how it does, whether it comes back, its settings, and what its domain says to other servers. */
export function ChannelPage({ id }: ChannelPageProps) {
  const { t } = useTranslation('settings')
  const { query } = useApi()
  const channel = useQuery(query.channels.get.queryOptions({ input: { id }, refetchInterval: 15_000 }))
  const data = channel.data
  return (
    <SectionPage
      path="channels"
      title={data?.name ?? t('channels.one')}
      about={data && <HealthMark channel={data} />}
    >
      {channel.isError && !data ? (
        <ErrorState problem={channel.error} onRetry={() => void channel.refetch()} />
      ) : !data ? (
        <LoadingLines rows={8} />
      ) : data.deletedAt ? (
        <DeletedNotice channel={data} />
      ) : (
        <>
          <SettingGroup
            anchor="health"
            title={t('channels.healthTitle')}
            effect={t(data.kind === 'chat' ? 'chat.healthEffect' : 'channels.healthEffect')}
          >
            <ChannelHealth channel={data} />
            {data.kind === 'email' && <ChannelTest channelId={id} />}
          </SettingGroup>
          {data.kind === 'chat' && <ChatForm channel={data} />}
          {data.kind === 'email' && (
            <>
              <SettingGroup
                anchor="settings"
                title={t('channels.settings')}
                effect={t('channels.settingsEffect')}
              >
                <ChannelForm channel={data} />
              </SettingGroup>
              <SettingGroup anchor="dns" title={t('channels.dns')} effect={t('channels.dnsEffect')}>
                <DnsAdvice channelId={id} />
              </SettingGroup>
            </>
          )}
          <DeleteChannel channel={data} />
        </>
      )}
    </SectionPage>
  )
}
