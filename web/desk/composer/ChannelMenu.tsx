import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Channel } from '../../../contract/channels.ts'
import { ChannelIcon } from '../../ui/ChannelIcon.tsx'
import { MenuRadio } from '../../ui/MenuRadio.tsx'
import { useChannelName } from '../useChannelName.ts'
import classes from './Composer.module.css'

export interface ChannelMenuProps {
  channels: readonly Channel[]
  chosenId: string | undefined
  /** Why one of them cannot be used here. */
  unusable: (channel: Channel) => string | undefined
  /** How the person likes to be reached. */
  preferred: string | null | undefined
  onChoose: (id: string) => void
}

/** A chat is known by its name; its key is for pages. */
const wordOf = (channel: Channel | undefined) =>
  (channel?.kind === 'chat' || channel?.kind === 'form'
    ? channel.name
    : (channel?.address ?? channel?.name)) ?? ''

/** By which channel, and from which of our addresses, the answer leaves. */
export function ChannelMenu({ channels, chosenId, unusable, preferred, onChoose }: ChannelMenuProps) {
  const { t } = useTranslation(['desk', 'common'])
  const channelName = useChannelName()
  const canPrefer = channels.some(channel => channel.kind === preferred && unusable(channel) === undefined)
  const chosen = channels.find(channel => channel.id === chosenId)
  const name = chosen
    ? t(`common:channel.${chosen.kind as 'email'}`, { defaultValue: chosen.kind })
    : t('compose.noChannel')
  return (
    <Menu position="top-start">
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="sm"
          className={classes.channel}
          aria-label={`${t('compose.channelMenu')} · ${name} ${wordOf(chosen)}`}
          rightSection={<IconChevronDown size={16} stroke={1.75} aria-hidden="true" />}
          disabled={channels.length === 0}
        >
          <ChannelIcon kind={chosen?.kind ?? 'email'} />
          <span className={`${classes.channelWords} truncate`}>{wordOf(chosen) || name}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('compose.channelMenu')}</Menu.Label>
        {preferred && !canPrefer && (
          <Menu.Label className={classes.reason}>
            {t('compose.prefersElse', { channel: channelName(preferred) })}
          </Menu.Label>
        )}
        {channels.map(channel => (
          <MenuRadio
            key={channel.id}
            isChosen={channel.id === chosenId}
            leftSection={<ChannelIcon kind={channel.kind} />}
            disabled={unusable(channel) !== undefined}
            onClick={() => onChoose(channel.id)}
          >
            {wordOf(channel)}
            {unusable(channel) ? (
              <span className={classes.reason}>{unusable(channel)}</span>
            ) : (
              channel.kind === preferred && <span className={classes.reason}>{t('compose.preferred')}</span>
            )}
          </MenuRadio>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
