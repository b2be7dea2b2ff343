import { Button } from '@mantine/core'
import { IconDatabaseExport } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { DataExport } from '../../../contract/privacy.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useNow } from '../../ui/useNow.ts'
import fields from '../fields.module.css'
import { Row, Rows } from '../Rows.tsx'
import { SettingGroup } from '../SettingGroup.tsx'

/** Copies of data: of the whole workspace, asked for here; of one person, asked for on their card. */
export function ExportsGroup() {
  const { t } = useTranslation('settings')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const list = useQuery(
    query.privacy.listExports.queryOptions({
      input: { limit: 10 },
      select: ({ items }) => items,
      refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? 2000 : false),
    }),
  )
  const asking = useMutation({
    mutationFn: () => call.privacy.exportWorkspace(),
    onSuccess: async () => {
      announce(t('data.exportAsked'))
      await queryClient.invalidateQueries({ queryKey: query.privacy.listExports.key() })
    },
  })
  return (
    <SettingGroup
      anchor="exports"
      title={t('data.exports')}
      effect={t('data.exportsEffect')}
      actions={
        <Button
          variant="default"
          leftSection={<IconDatabaseExport size={16} stroke={1.75} aria-hidden="true" />}
          loading={asking.isPending}
          onClick={() => asking.mutate()}
        >
          {t('data.exportAll')}
        </Button>
      }
    >
      <div className={fields.stack}>
        <FormProblem problem={asking.error} />
        {list.isError && !list.data ? (
          <ErrorState problem={list.error} onRetry={() => void list.refetch()} />
        ) : !list.data ? (
          <LoadingLines shape="rows" />
        ) : list.data.length === 0 ? (
          <p>{t('data.noExport')}</p>
        ) : (
          <Rows label={t('data.exports')}>
            {list.data.map(one => (
              <ExportRow key={one.id} one={one} />
            ))}
          </Rows>
        )}
      </div>
    </SettingGroup>
  )
}

const isUnderWay = ({ state }: DataExport) => state === 'waiting' || state === 'making'

function ExportRow({ one }: { one: DataExport }) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const now = useNow(60_000)
  const facts = [
    one.askedBy?.name,
    format.when(one.askedAt, now),
    one.bytes === null ? undefined : t('data.megabytes', { size: format.number(megabytes(one.bytes)) }),
    one.state === 'ready' && one.expiresAt ? t('data.until', { day: format.day(one.expiresAt) }) : undefined,
  ]
  return (
    <Row
      name={t(`data.exportOf.${one.kind}`)}
      detail={facts.filter(Boolean).join(' · ')}
      facts={
        one.state === 'making'
          ? t('data.making', { percent: one.progress })
          : t(`data.exportState.${one.state}`)
      }
      acts={
        one.url && (
          <Button
            size="xs"
            variant="default"
            renderRoot={props => <a {...props} href={one.url ?? undefined} download />}
          >
            {t('data.download')}
          </Button>
        )
      }
    />
  )
}

const megabytes = (bytes: number) => Math.max(0.1, Math.round(bytes / 100_000) / 10)
