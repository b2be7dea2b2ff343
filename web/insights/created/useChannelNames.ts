import { useTranslation } from 'react-i18next'

/** Names a kind of channel; one from a plug-in keeps its own word. */
export function useChannelNames() {
  const { t } = useTranslation()
  return (kind: string): string => t(`channel.${kind as 'email'}`, { defaultValue: kind })
}
