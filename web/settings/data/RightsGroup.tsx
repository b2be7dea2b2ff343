import { Button, SegmentedControl } from '@mantine/core'
import { IconCircleCheck, IconCircleX, IconClock, IconUserQuestion } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RightsRequest } from '../../../contract/privacy.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { DueDay } from '../../ui/DueDay.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { Row, Rows } from '../Rows.tsx'
import { SettingGroup } from '../SettingGroup.tsx'

/** What people asked about their data, what is due first; each opens on the card of its person. */
export function RightsGroup() {
  const { t } = useTranslation('settings')
  const { query } = useApi()
  const [shown, setShown] = useState<'open' | 'all'>('open')
  const requests = useInfiniteQuery(
    query.privacy.listRequests.infiniteOptions({
      input: (cursor: string | undefined) => ({
        ...(shown === 'open' && { open: 'true' }),
        limit: 25,
        cursor,
      }),
      initialPageParam: undefined,
      getNextPageParam: page => page.next ?? undefined,
    }),
  )
  const rows = requests.data?.pages.flatMap(({ items }) => items)
  return (
    <SettingGroup
      anchor="rights"
      title={t('data.rights')}
      effect={t('data.rightsEffect')}
      actions={
        <SegmentedControl
          aria-label={t('data.rightsShown')}
          value={shown}
          onChange={value => setShown(value === 'all' ? 'all' : 'open')}
          data={[
            { value: 'open', label: t('data.rightsOpen') },
            { value: 'all', label: t('data.rightsAll') },
          ]}
        />
      }
    >
      {requests.isError && !rows ? (
        <ErrorState problem={requests.error} onRetry={() => void requests.refetch()} />
      ) : !rows ? (
        <LoadingLines shape="rows" />
      ) : rows.length === 0 ? (
        <p>{t(shown === 'open' ? 'data.noRights' : 'data.noRightsEver')}</p>
      ) : (
        <>
          <Rows label={t('data.rights')}>
            {rows.map(request => (
              <RequestRow key={request.id} request={request} />
            ))}
          </Rows>
          {requests.hasNextPage && (
            <Button
              variant="default"
              mt="sm"
              loading={requests.isFetchingNextPage}
              onClick={() => void requests.fetchNextPage()}
            >
              {t('data.rightsMore')}
            </Button>
          )}
        </>
      )}
    </SettingGroup>
  )
}

function RequestRow({ request }: { request: RightsRequest }) {
  const { t } = useTranslation(['settings', 'common'])
  const format = useFormat()
  const { contact, decision, decidedAt, isErased } = request
  const isDoubted = request.doubtedAt !== null && request.identityConfirmedAt === null
  const Icon =
    decision === 'granted'
      ? IconCircleCheck
      : decision
        ? IconCircleX
        : isDoubted
          ? IconUserQuestion
          : IconClock
  const name = isErased ? t('common:privacy.erasedPerson') : contact.name || t('common:privacy.nameless')
  return (
    <Row
      {...(!isErased && { href: `/contacts/${contact.id}` })}
      mark={<Icon size={16} stroke={1.75} aria-hidden="true" />}
      name={name}
      detail={[
        t(`common:privacy.kind.${request.kind}`),
        t('common:privacy.received', { day: format.day(`${request.receivedOn}T12:00:00Z`) }),
        !decision && isDoubted && t('common:privacy.unconfirmed'),
        !decision && request.extendedAt && t('common:privacy.extended'),
      ]
        .filter(Boolean)
        .join(' · ')}
      facts={
        decision ? (
          t(`common:privacy.decided.${decision}`, { day: decidedAt && format.day(decidedAt) })
        ) : (
          <DueDay day={request.dueOn} daysLeft={request.daysLeft} />
        )
      }
    />
  )
}
