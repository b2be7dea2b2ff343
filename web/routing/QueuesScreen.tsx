import { useTranslation } from 'react-i18next'
import { useLocation, useParams } from 'wouter'
import type { RoutingSettings } from '../../contract/queues.ts'
import { useSession } from '../session.tsx'
import { FormDrawer } from '../settings/FormDrawer.tsx'
import { Row, Rows } from '../settings/Rows.tsx'
import { SettingGroup } from '../settings/SettingGroup.tsx'
import { ChannelIcon } from '../ui/ChannelIcon.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { Page } from '../ui/Page.tsx'
import { useFormat } from '../ui/useFormat.ts'
import { ChannelForm } from './queues/ChannelForm.tsx'
import { ContractForm } from './queues/ContractForm.tsx'
import { OrderForm } from './queues/OrderForm.tsx'
import { QueueForm } from './queues/QueueForm.tsx'
import { Contracts, Queues } from './queues/Queues.tsx'
import { RoutingSwitch } from './queues/RoutingSwitch.tsx'
import { useContracts, useQueues } from './queues/useQueues.ts'
import { routedChannels, useRoutingSettings } from './queues/useRoutingSettings.ts'
import { RoutingNav } from './RoutingNav.tsx'

const home = '/routing/queues'

/** Who is given what: the switch, then what holds for every queue. */
export default function QueuesScreen() {
  const { t } = useTranslation('queues')
  const { settings } = useRoutingSettings()
  return (
    <Page title={t('title')} subtitle={t('subtitle')}>
      <RoutingNav />
      {settings.isError && !settings.data ? (
        <ErrorState problem={settings.error} onRetry={() => void settings.refetch()} />
      ) : !settings.data ? (
        <LoadingLines shape="rows" rows={4} />
      ) : (
        <Settled settings={settings.data} />
      )}
    </Page>
  )
}

function Settled({ settings }: { settings: RoutingSettings }) {
  const { t } = useTranslation('queues')
  const { is } = useSession()
  const { id } = useParams<{ id?: string }>()
  const [, navigate] = useLocation()
  const { duration, number } = useFormat()
  const mayChange = is('administrator')
  const channel = routedChannels.find(one => one === id)
  const isOrder = id === 'order'
  const queue = useQueues().queues.data?.find(({ teamId }) => teamId === id)
  const contract = useContracts().contracts.data?.find(({ partnerId }) => `partner-${partnerId}` === id)
  const title =
    queue?.name ??
    contract?.name ??
    (channel ? t(`channel.name.${channel}`) : isOrder ? t('order.name') : undefined)
  const handleClose = () => navigate(home)
  const leadsTo = (what: string) => (mayChange ? { href: `${home}/${what}` } : {})
  return (
    <>
      <RoutingSwitch isOn={settings.isOn} />
      <Queues leadsTo={leadsTo} />
      <SettingGroup anchor="channels" title={t('channels')} effect={t('channelsEffect')}>
        <Rows label={t('channels')}>
          {routedChannels.map(one => {
            const { most, units, offerSeconds, interrupts } = settings.channels[one]
            return (
              <Row
                key={one}
                {...leadsTo(one)}
                mark={<ChannelIcon kind={one} />}
                name={t(`channel.name.${one}`)}
                detail={[
                  t('channel.atOnce', { count: most, units }),
                  offerSeconds === null
                    ? t('channel.offeredOn')
                    : t('channel.offeredFor', { time: duration(offerSeconds) }),
                  ...(interrupts.length > 0
                    ? [
                        t('channel.interrupting', {
                          others: interrupts.map(other => t(`channel.name.${other}`)).join(', '),
                        }),
                      ]
                    : []),
                ].join(' · ')}
              />
            )
          })}
        </Rows>
      </SettingGroup>
      <SettingGroup anchor="order" title={t('order.title')} effect={t('order.effect')}>
        <Rows label={t('order.title')}>
          <Row
            {...leadsTo('order')}
            name={t('order.name')}
            detail={t('order.detail', {
              urgent: number(settings.priorities.urgent),
              vip: number(settings.vipWeight),
              complaint: number(settings.complaintWeight),
              moment: number(settings.momentWeight),
            })}
          />
        </Rows>
      </SettingGroup>
      <Contracts leadsTo={leadsTo} />
      <FormDrawer title={mayChange ? title : undefined} onClose={handleClose}>
        {queue && <QueueForm key={queue.teamId} queue={queue} onDone={handleClose} />}
        {contract && <ContractForm key={contract.partnerId} contract={contract} onDone={handleClose} />}
        {channel && (
          <ChannelForm
            key={channel}
            channel={channel}
            kept={settings.channels[channel]}
            onDone={handleClose}
          />
        )}
        {isOrder && <OrderForm kept={settings} onDone={handleClose} />}
      </FormDrawer>
    </>
  )
}
