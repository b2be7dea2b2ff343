import { ActionIcon } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { download } from '../../reports/download.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { reasonOf } from '../data/useContactChange.ts'
import type { Filters } from '../list/filters.ts'

export interface ExportButtonProps {
  filters: Filters
}

/** The list as it is filtered, as a file for a spreadsheet. */
export function ExportButton({ filters }: ExportButtonProps) {
  const { t } = useTranslation('contacts')
  const { call } = useApi()
  const announce = useAnnounce()
  const [isMaking, setMaking] = useState(false)
  const { q, stage, company, vip, identity } = filters
  const make = async () => {
    setMaking(true)
    try {
      const { fileName, csv, count } = await call.contacts.exportContacts({
        q,
        stage,
        companyId: company,
        vip: vip && (vip === 'yes' ? 'true' : 'false'),
        identity,
      })
      download(fileName, 'text/csv', csv)
      announce(t('import.exported', { count }), 'polite', { visible: true })
    } catch (error) {
      announce(t('notSaved', { reason: reasonOf(error) }), 'assertive', { visible: true })
    } finally {
      setMaking(false)
    }
  }
  return (
    <ActionIcon
      size="lg"
      variant="default"
      loading={isMaking}
      aria-label={t('import.export')}
      title={t('import.export')}
      onClick={() => void make()}
    >
      <IconDownload size={16} stroke={1.75} aria-hidden="true" />
    </ActionIcon>
  )
}
