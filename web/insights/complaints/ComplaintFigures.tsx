import { NativeSelect, Table } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ComplaintCounts } from '../../../contract/complaints.ts'
import panel from '../../reports/Panel.module.css'
import { Panel } from '../../reports/Panel.tsx'
import table from '../../reports/Table.module.css'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './Register.module.css'

const partings = ['cause', 'reason', 'channel', 'brand', 'outcome'] as const

/** Confirmed complaints month by month, parted as one likes, with what the figures mean. */
export function ComplaintFigures({ counts }: { counts: ComplaintCounts }) {
  const { t, i18n } = useTranslation(['insights', 'common'])
  const format = useFormat()
  const [by, setBy] = useState<(typeof partings)[number]>('cause')
  const month = new Intl.DateTimeFormat(format.language === 'fr' ? 'fr-FR' : 'en-GB', {
    ...{ month: 'short', timeZone: 'UTC' },
  })
  const sum = (of: readonly number[]) => of.reduce((one, other) => one + other, 0)
  const nameOf = ({ id, labelFr, labelEn }: ComplaintCounts['by']['cause'][number]) => {
    if (id === null) return t('complaints.unsaid')
    if (by === 'channel') return t(`common:channel.${id as 'email'}`, { defaultValue: id })
    return i18n.language === 'fr' ? labelFr : labelEn
  }
  const rows = [
    ...counts.by[by].map(one => ({ key: one.id ?? '', name: nameOf(one), counts: one.counts })),
    { key: 'total', name: t('complaints.total'), counts: counts.total },
    { key: 'late', name: t('complaints.answeredLate'), counts: counts.answeredLate },
  ]
  return (
    <Panel
      title={t('complaints.figures')}
      tools={
        <NativeSelect
          aria-label={t('complaints.by')}
          value={by}
          data={partings.map(value => ({ value, label: t(`complaints.parting.${value}`) }))}
          onChange={event => setBy(partings.find(one => one === event.currentTarget.value) ?? 'cause')}
        />
      }
    >
      <Table.ScrollContainer
        type="native"
        minWidth={240 + 48 * counts.months.length}
        role="group"
        tabIndex={0}
        aria-label={t('complaints.figures')}
        ref={showLatest}
      >
        <table className={`${table.table} ${classes.months}`}>
          <thead>
            <tr>
              <th scope="col">{t(`complaints.parting.${by}`)}</th>
              {counts.months.map(one => (
                <th key={one} scope="col">
                  {month.format(new Date(`${one}-15T00:00:00Z`))} {one.slice(0, 4)}
                </th>
              ))}
              <th scope="col">{t('complaints.sum')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <tr key={row.key}>
                <th scope="row">{row.name}</th>
                {row.counts.map((count, place) => (
                  <td key={counts.months[place]}>{format.number(count)}</td>
                ))}
                <td>{format.number(sum(row.counts))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Table.ScrollContainer>
      <p className={panel.quiet}>{t('complaints.definition')}</p>
    </Panel>
  )
}

/** Months run towards now: where they do not fit, one sees the last. */
function showLatest(scrolled: HTMLDivElement | null): void {
  if (scrolled) scrolled.scrollLeft = scrolled.scrollWidth
}
