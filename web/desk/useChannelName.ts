import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'

/** Names a channel in the middle of a sentence; a contact's "phone" is the channel we call voice. */
export function useChannelName() {
  const { t } = useTranslation('common')
  return useCallback(
    (kind: string): string => {
      const known = kind === 'phone' ? 'voice' : kind
      // An unknown kind comes from a plug-in and names itself.
      const name: string = t(`channel.${known as 'email'}`, { defaultValue: kind })
      return /^[A-Z]{2}|^\p{Lu}\p{Ll}+\p{Lu}/u.test(name) ? name : name.toLocaleLowerCase()
    },
    [t],
  )
}
