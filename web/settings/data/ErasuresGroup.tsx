import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useNow } from '../../ui/useNow.ts'
import { Row, Rows } from '../Rows.tsx'
import { SettingGroup } from '../SettingGroup.tsx'

/** Receipts of erasures: what went, when, by whom; never who it was. */
export function ErasuresGroup() {
  const { t } = useTranslation('settings')
  const { query } = useApi()
  const format = useFormat()
  const now = useNow(60_000)
  const erasures = useQuery(
    query.privacy.listErasures.queryOptions({ input: { limit: 10 }, select: ({ items }) => items }),
  )
  return (
    <SettingGroup anchor="erasures" title={t('data.erasures')} effect={t('data.erasuresEffect')}>
      {erasures.isError && !erasures.data ? (
        <ErrorState problem={erasures.error} onRetry={() => void erasures.refetch()} />
      ) : !erasures.data ? (
        <LoadingLines shape="rows" />
      ) : erasures.data.length === 0 ? (
        <p>{t('data.noErasure')}</p>
      ) : (
        <Rows label={t('data.erasures')}>
          {erasures.data.map(one => (
            <Row
              key={one.id}
              name={format.when(one.at, now)}
              detail={one.parts.map(({ name, count }) => `${name} ${format.number(count)}`).join(' · ')}
              facts={one.askedBy?.name ?? t(`data.cause.${one.cause}`)}
            />
          ))}
        </Rows>
      )}
    </SettingGroup>
  )
}
