import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Channel } from '../../../contract/channels.ts'
import { ChannelIcon } from '../../ui/ChannelIcon.tsx'
import classes from './Composer.module.css'

export interface ChannelMenuProps {
  channels: readonly Channel[]
  chosenId: string | undefined
  onChoose: (id: string) => void
}

/** By which channel, and from which of our addresses, the answer leaves. */
export function ChannelMenu({ channels, chosenId, onChoose }: ChannelMenuProps) {
  const { t } = useTranslation(['desk', 'common'])
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
          aria-label={`${t('compose.channelMenu')} · ${name} ${chosen?.address ?? ''}`}
          rightSection={<IconChevronDown size={16} stroke={1.75} aria-hidden="true" />}
          disabled={channels.length === 0}
        >
          <ChannelIcon kind={chosen?.kind ?? 'email'} />
          <span className={`${classes.channelWords} truncate`}>{chosen?.address ?? name}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('compose.channelMenu')}</Menu.Label>
        {channels.map(channel => (
          <Menu.Item
            key={channel.id}
            role="menuitemradio"
            aria-checked={channel.id === chosenId}
            leftSection={<ChannelIcon kind={channel.kind} />}
            onClick={() => onChoose(channel.id)}
          >
            {channel.address ?? channel.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
