import { useTranslation } from 'react-i18next'
import { looksLikeEmail } from '../../signin/looks-like-email.ts'
import type { ChannelValues } from './channel-values.ts'

/** What the form of an address refuses before asking the server. */
export function useChannelRules() {
  const { t } = useTranslation('common')
  const required = (value: string) => (value.trim() === '' ? t('form.required') : null)
  const number = (value: number | string) => (typeof value === 'number' ? null : t('form.required'))
  const whenImap =
    <Value>(rule: (value: Value) => string | null) =>
    (value: Value, { receives }: ChannelValues) =>
      receives === 'imap' ? rule(value) : null
  const whenOwn =
    <Value>(rule: (value: Value) => string | null) =>
    (value: Value, { sends }: ChannelValues) =>
      sends === 'own' ? rule(value) : null
  return {
    name: required,
    address: (value: string) => (looksLikeEmail(value) ? null : t('form.email')),
    silentAfterHours: number,
    imap: {
      host: whenImap(required),
      port: whenImap(number),
      user: whenImap(required),
      mailbox: whenImap(required),
    },
    smtp: { host: whenOwn(required), port: whenOwn(number) },
  }
}
