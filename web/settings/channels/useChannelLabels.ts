import { useTranslation } from 'react-i18next'

/** Name of each field of an address, for the fields themselves and for the summary of errors. */
export function useChannelLabels() {
  const { t } = useTranslation('settings')
  return {
    name: t('channels.name'),
    address: t('channels.address'),
    language: t('channels.language'),
    signature: t('channels.signature'),
    teamId: t('channels.team'),
    calendarId: t('channels.calendar'),
    brandId: t('channels.brand'),
    enabled: t('channels.enabled'),
    silentAfterHours: t('channels.silent'),
    receives: t('channels.receives'),
    sends: t('channels.sends'),
    'imap.host': t('channels.host'),
    'imap.port': t('channels.port'),
    'imap.secure': t('channels.secureImap'),
    'imap.user': t('channels.user'),
    'imap.auth': t('channels.auth'),
    'imap.password': t('channels.password'),
    'imap.mailbox': t('channels.mailbox'),
    'imap.afterReading': t('channels.afterReading'),
    'imap.trustedServer': t('channels.trustedServer'),
    'imap.tokenUrl': t('channels.tokenUrl'),
    'imap.clientId': t('channels.clientId'),
    'imap.clientSecret': t('channels.clientSecret'),
    'smtp.host': t('channels.host'),
    'smtp.port': t('channels.port'),
    'smtp.secure': t('channels.secureSmtp'),
    'smtp.user': t('channels.user'),
    'smtp.password': t('channels.password'),
  }
}

/** The same names for the summary of errors, where two fields called "Server" must be told apart. */
export function useChannelSummaryLabels(): Record<string, string> {
  const { t } = useTranslation('settings')
  const groups: Record<string, string> = { imap: t('channels.imap'), smtp: t('channels.smtp') }
  return Object.fromEntries(
    Object.entries(useChannelLabels()).map(([path, label]) => {
      const group = groups[path.split('.')[0] ?? '']
      return [path, group ? `${group}, ${label}` : label]
    }),
  )
}
