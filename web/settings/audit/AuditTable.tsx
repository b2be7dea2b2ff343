import { Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { AuditEntry } from '../../../contract/workspaces.ts'
import tableClasses from '../table.module.css'
import rowClasses from './AuditRow.module.css'
import { AuditRow } from './AuditRow.tsx'

export interface AuditTableProps {
  entries: readonly AuditEntry[]
  /** Shows only what touched this thing. */
  onSubject: (id: string) => void
}

/** The log as a table; each line opens on what exactly changed. */
export function AuditTable({ entries, onSubject }: AuditTableProps) {
  const { t } = useTranslation('settings')
  return (
    <Table className={tableClasses.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('audit.when')}</Table.Th>
          <Table.Th scope="col" className={rowClasses.wide}>
            {t('audit.who')}
          </Table.Th>
          <Table.Th scope="col">{t('audit.what')}</Table.Th>
          <Table.Th scope="col" className={rowClasses.wide}>
            {t('audit.about')}
          </Table.Th>
          <Table.Th scope="col">
            <span className="visually-hidden">{t('audit.details')}</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {entries.map(entry => (
          <AuditRow key={entry.id} entry={entry} onSubject={onSubject} />
        ))}
      </Table.Tbody>
    </Table>
  )
}
