import { Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Board, Part } from '../../contract/supervision.ts'
import type { Format } from '../format.ts'
import { Panel } from '../reports/Panel.tsx'
import table from '../reports/Table.module.css'
import { nameOf } from './names.ts'

export interface PartsProps {
  board: Board
  now: number
  format: Format
}

/** The same figures by team, site, employer and language (Q54, M18): groups alone, never people. */
export function Parts({ board, now, format }: PartsProps) {
  return (
    <>
      {(['teams', 'sites', 'employers', 'languages'] as const).map(
        kind =>
          board[kind].length > 0 && <Lines key={kind} kind={kind} parts={board[kind]} {...{ now, format }} />,
      )}
    </>
  )
}

interface LinesProps {
  kind: 'teams' | 'sites' | 'employers' | 'languages'
  parts: readonly Part[]
  now: number
  format: Format
}

function Lines({ kind, parts, now, format }: LinesProps) {
  const { t } = useTranslation('wallboard')
  const title = t(`by.${kind}`)
  const number = (value: number | null) => (value === null ? '–' : format.number(value))
  return (
    <Panel title={title}>
      <div className={`${table.scroll} ${table.whole}`}>
        <Table className={`${table.table} ${table.stacked}`} aria-label={title}>
          <thead>
            <tr>
              <th scope="col">{t(`column.${kind}`)}</th>
              <th scope="col">{t('column.waiting')}</th>
              <th scope="col">{t('column.oldest')}</th>
              <th scope="col">{t('column.offered')}</th>
              <th scope="col">{t('column.answered')}</th>
              <th scope="col">{t('column.share')}</th>
              <th scope="col">{t('column.present')}</th>
            </tr>
          </thead>
          <tbody>
            {parts.map(part => (
              <tr key={part.key}>
                <th scope="row">
                  <Link href={`/wallboard/${part.key}`}>{nameOf(part, t)}</Link>
                </th>
                <td data-label={t('column.waiting')}>{format.number(part.waiting)}</td>
                <td data-label={t('column.oldest')}>
                  {part.oldestSince ? format.duration((now - Date.parse(part.oldestSince)) / 1000) : '–'}
                </td>
                <td data-label={t('column.offered')}>{format.number(part.offered)}</td>
                <td data-label={t('column.answered')}>{format.number(part.answered)}</td>
                <td data-label={t('column.share')}>
                  {part.shareOfAnswered === null ? '–' : format.percent(part.shareOfAnswered)}
                </td>
                <td data-label={t('column.present')}>
                  {number(part.present)}
                  {part.positions !== null && ` / ${format.number(part.positions)}`}
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
    </Panel>
  )
}
