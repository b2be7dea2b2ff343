import {
  type Icon,
  IconBrandMessenger,
  IconBrandWhatsapp,
  IconBuildingStore,
  IconCode,
  IconDeviceMobileMessage,
  IconForms,
  IconMail,
  IconMapPin,
  IconMessageCircle,
  IconMessages,
  IconPhone,
  IconRobot,
  IconStar,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Glyph } from './Glyph.tsx'

const icons = {
  email: IconMail,
  chat: IconMessageCircle,
  bot: IconRobot,
  voice: IconPhone,
  sms: IconDeviceMobileMessage,
  whatsapp: IconBrandWhatsapp,
  messenger: IconBrandMessenger,
  form: IconForms,
  review: IconStar,
  forum: IconMessages,
  store: IconBuildingStore,
  visit: IconMapPin,
  api: IconCode,
} satisfies Record<string, Icon>

type KnownChannel = keyof typeof icons

export interface ChannelIconProps {
  /** Kind of channel as the contract names it; an unknown one, from a plug-in, is drawn as messages. */
  kind: string
  withWord?: boolean
  size?: 16 | 20 | 24
}

/** The icon of a channel, in muted text: a channel is not a reason to act, so it has no colour. */
export function ChannelIcon({ kind, withWord = false, size = 16 }: ChannelIconProps) {
  const { t } = useTranslation()
  const known = kind in icons ? (kind as KnownChannel) : undefined
  return (
    <Glyph
      icon={known ? icons[known] : IconMessages}
      word={known ? t(`channel.${known}`) : kind}
      withWord={withWord}
      size={size}
    />
  )
}
