import { IconAlertTriangle, IconCircleCheck, IconCircleDashed } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useNow } from '../../ui/useNow.ts'
import fields from '../fields.module.css'
import { Row, Rows } from '../Rows.tsx'
import { SettingGroup } from '../SettingGroup.tsx'

const icons = {
  off: IconCircleDashed,
  never: IconCircleDashed,
  fresh: IconCircleCheck,
  late: IconAlertTriangle,
  failing: IconAlertTriangle,
}

/** The backups that the server makes by itself, and whether one can rely on them. */
export function BackupsGroup() {
  const { t } = useTranslation('settings')
  const { query } = useApi()
  const format = useFormat()
  const now = useNow(60_000)
  const backups = useQuery(query.privacy.backups.queryOptions())
  const { data } = backups
  const Icon = icons[data?.health ?? 'off']
  return (
    <SettingGroup anchor="backups" title={t('data.backups')} effect={t('data.backupsEffect')}>
      {backups.isError && !data ? (
        <ErrorState problem={backups.error} onRetry={() => void backups.refetch()} />
      ) : !data ? (
        <LoadingLines rows={2} />
      ) : (
        <div className={fields.stack}>
          <p>
            <Icon size={16} stroke={1.75} aria-hidden="true" /> {t(`data.health.${data.health}`)}
            {data.schedule && ` ${t('data.schedule', data.schedule)}`}
          </p>
          {data.runs.length > 0 && (
            <Rows label={t('data.backups')}>
              {data.runs.map(run => (
                <Row
                  key={run.file}
                  name={format.when(run.startedAt, now)}
                  detail={run.error ?? run.file}
                  facts={t(`data.runState.${run.state}`)}
                />
              ))}
            </Rows>
          )}
        </div>
      )}
    </SettingGroup>
  )
}
