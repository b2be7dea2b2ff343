import { IconAlertTriangle, IconClock } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { RightsRequest } from '../../../contract/privacy.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { Row, Rows } from '../Rows.tsx'
import { SettingGroup } from '../SettingGroup.tsx'

/** What people asked about their data, what is due first; each opens on the card of its person. */
export function RightsGroup() {
  const { t } = useTranslation('settings')
  const { query } = useApi()
  const requests = useQuery(
    query.privacy.listRequests.queryOptions({ input: { open: 'true' }, select: ({ items }) => items }),
  )
  return (
    <SettingGroup anchor="rights" title={t('data.rights')} effect={t('data.rightsEffect')}>
      {requests.isError && !requests.data ? (
        <ErrorState problem={requests.error} onRetry={() => void requests.refetch()} />
      ) : !requests.data ? (
        <LoadingLines shape="rows" />
      ) : requests.data.length === 0 ? (
        <p>{t('data.noRights')}</p>
      ) : (
        <Rows label={t('data.rights')}>
          {requests.data.map(request => (
            <RequestRow key={request.id} request={request} />
          ))}
        </Rows>
      )}
    </SettingGroup>
  )
}

function RequestRow({ request }: { request: RightsRequest }) {
  const { t } = useTranslation(['settings', 'common'])
  const format = useFormat()
  const Icon = request.daysLeft <= 7 ? IconAlertTriangle : IconClock
  return (
    <Row
      href={`/contacts/${request.contact.id}`}
      mark={<Icon size={16} stroke={1.75} aria-hidden="true" />}
      name={request.contact.name}
      detail={t(`common:privacy.kind.${request.kind}`)}
      facts={
        request.daysLeft < 0
          ? t('common:privacy.late', { day: format.day(`${request.dueOn}T12:00:00Z`) })
          : t('common:privacy.due', {
              day: format.day(`${request.dueOn}T12:00:00Z`),
              count: request.daysLeft,
            })
      }
    />
  )
}
