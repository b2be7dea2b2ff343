import { useTranslation } from 'react-i18next'
import type { Channel, Dependents } from '../../../contract/channels.ts'

/** Says in sentences what a deleted channel leaves behind. */
export function useLeftBehind({ kind }: Pick<Channel, 'kind'>) {
  const { t, i18n } = useTranslation('settings')
  const listed = new Intl.ListFormat(i18n.language, { type: 'conjunction' })
  return (left: Dependents): string[] => {
    const list = (names: readonly string[]) => ({ list: listed.format(names) })
    const found = [
      // What came by a form is answered by mail as before.
      kind !== 'form' &&
        left.openConversations > 0 &&
        t('channels.delete.open', { count: left.openConversations }),
      left.scheduledReplies > 0 && t('channels.delete.scheduled', { count: left.scheduledReplies }),
      kind === 'chat' && left.pages.length > 0 && t('channels.delete.chatPages', list(left.pages)),
      kind === 'form' && left.pages.length > 0 && t('channels.delete.formPages', list(left.pages)),
      left.onContactPage && t('channels.delete.contactPage'),
      left.webhooks.length > 0 && t('channels.delete.webhooks', list(left.webhooks)),
      left.lastOfBrand !== null && t('channels.delete.lastOfBrand', { brand: left.lastOfBrand }),
      left.answersFor.length > 0 &&
        t(
          left.lastAddress ? 'channels.delete.answersLost' : 'channels.delete.answersMove',
          list(left.answersFor),
        ),
      left.lastAddress && t('channels.delete.lastAddress'),
      kind === 'email' && t('channels.delete.mailsKept'),
    ].filter(sentence => sentence !== false)
    return found.length > 0 ? found : [t('channels.delete.nothing')]
  }
}
