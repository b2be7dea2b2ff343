import { Button } from '@mantine/core'
import { type Icon, IconDownload, IconTable } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/useFormat.ts'
import { type Cell, toCsv } from './csv.ts'
import { download } from './download.ts'
import { Panel } from './Panel.tsx'

export interface TimePanelProps {
  title: string
  /** The sign of the drawing, on the button that brings it back. */
  chartIcon: Icon
  asTable: boolean
  onAsTable: (asTable: boolean) => void
  /** Name of the file, without its ending. */
  fileName: string
  /** What the file holds, its heading included. */
  rows: () => readonly (readonly Cell[])[]
  children: ReactNode
}

/** A panel of figures over time: drawn, as a table, or as a file. */
export function TimePanel({
  title,
  chartIcon: ChartIcon,
  asTable,
  onAsTable,
  fileName,
  rows,
  children,
}: TimePanelProps) {
  const { t } = useTranslation()
  const { language } = useFormat()
  const OtherIcon = asTable ? ChartIcon : IconTable
  return (
    <Panel
      title={title}
      tools={
        <>
          <Button
            variant="default"
            size="xs"
            leftSection={<OtherIcon size={16} stroke={1.75} aria-hidden="true" />}
            onClick={() => onAsTable(!asTable)}
          >
            {t(asTable ? 'report.asChart' : 'report.asTable')}
          </Button>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconDownload size={16} stroke={1.75} aria-hidden="true" />}
            onClick={() => download(`${fileName}.csv`, 'text/csv;charset=utf-8', toCsv(rows(), language))}
          >
            {t('report.csv')}
          </Button>
        </>
      }
    >
      {children}
    </Panel>
  )
}
