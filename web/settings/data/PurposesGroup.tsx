import { Button, Table } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { toCsv } from '../../reports/csv.ts'
import { download } from '../../reports/download.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { SettingGroup } from '../SettingGroup.tsx'

/** Why data is kept, on what basis, for how long: the record that the law asks for (art. 30). */
export function PurposesGroup() {
  const { t, i18n } = useTranslation('settings')
  const { query } = useApi()
  const purposes = useQuery(query.privacy.purposes.queryOptions())
  const { data } = purposes
  const heads = [
    t('data.purpose.name'),
    t('data.purpose.basis'),
    t('data.purpose.people'),
    t('data.purpose.data'),
    t('data.purpose.retention'),
    t('data.purpose.recipients'),
  ]
  const rows = (data ?? []).map(one => [
    one.name,
    one.basisName,
    one.people,
    one.data,
    one.retention,
    one.recipients,
  ])
  return (
    <SettingGroup
      anchor="purposes"
      title={t('data.purposes')}
      effect={t('data.purposesEffect')}
      actions={
        <Button
          variant="default"
          disabled={!data}
          leftSection={<IconDownload size={16} stroke={1.75} aria-hidden="true" />}
          onClick={() =>
            download('record.csv', 'text/csv', toCsv([heads, ...rows], i18n.language === 'en' ? 'en' : 'fr'))
          }
        >
          {t('data.purposesCsv')}
        </Button>
      }
    >
      {purposes.isError && !data ? (
        <ErrorState problem={purposes.error} onRetry={() => void purposes.refetch()} />
      ) : !data ? (
        <LoadingLines rows={5} />
      ) : (
        <Table.ScrollContainer
          type="native"
          minWidth={720}
          role="group"
          tabIndex={0}
          aria-label={t('data.purposes')}
        >
          <Table>
            <Table.Thead>
              <Table.Tr>
                {heads.map(head => (
                  <Table.Th key={head} scope="col">
                    {head}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map(([name, ...cells]) => (
                <Table.Tr key={name}>
                  <Table.Th scope="row">{name}</Table.Th>
                  {cells.map((cell, index) => (
                    <Table.Td key={heads[index + 1]}>{cell}</Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </SettingGroup>
  )
}
