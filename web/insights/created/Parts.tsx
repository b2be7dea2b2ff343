import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import bars from '../../reports/Bars.module.css'
import panel from '../../reports/Panel.module.css'
import { Panel } from '../../reports/Panel.tsx'
import { wholePercents } from '../../reports/shares.ts'
import { ChannelIcon } from '../../ui/ChannelIcon.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import type { Created } from '../data/queries.ts'
import { type Filters, insightsPath } from '../filters.ts'
import classes from './Created.module.css'
import { useReasonNames } from './useReasonNames.ts'

/** Lines shown before one asks for the rest. */
const firstLines = 12

export interface PartsProps {
  created: Created
  of: 'channels' | 'reasons'
  filters: Filters
}

/** The channels, or the reasons, the most frequent first. Each leads to its own days; the bars go from 0 to all. */
export function Parts({ created, of, filters }: PartsProps) {
  const { t } = useTranslation(['insights', 'common'])
  const format = useFormat()
  const nameOf = useReasonNames()
  const [isWhole, setWhole] = useState(false)
  const { total } = created
  const lines =
    of === 'channels'
      ? created.channels.map(({ channel, count }) => ({
          key: channel,
          count,
          name: <ChannelIcon kind={channel} withWord />,
          narrowed: { channel },
        }))
      : created.reasons.map(({ reason, count }) => ({
          key: reason?.id ?? 'none',
          count,
          name: nameOf(reason),
          narrowed: { reason: reason?.id ?? 'none' },
        }))
  const shares = wholePercents(lines.map(({ count }) => count))
  const shown = isWhole ? lines : lines.slice(0, firstLines)
  return (
    <Panel title={t(`${of}.title`)}>
      <table className={`${bars.bars} ${classes.shares}`}>
        <caption className="visually-hidden">{t(`${of}.caption`)}</caption>
        <thead>
          <tr>
            <th scope="col">{t(`${of}.name`)}</th>
            <td className={bars.cell} aria-hidden="true" />
            <th scope="col" className={bars.number}>
              {t('conversations')}
            </th>
            <th scope="col" className={bars.number}>
              {t('share')}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ key, count, name, narrowed }, index) => (
            <tr key={key}>
              <th scope="row">
                <Link href={insightsPath({ ...filters, day: undefined, ...narrowed })}>{name}</Link>
              </th>
              <td className={bars.cell} aria-hidden="true">
                <span className={bars.track}>
                  <span className={bars.bar} style={{ width: `${(count / total) * 100}%` }} />
                </span>
              </td>
              <td className={bars.number}>{format.number(count)}</td>
              <td className={bars.number}>{format.percent(shares[index]! / 100)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {lines.length > shown.length && (
        <div>
          <Button variant="default" size="xs" onClick={() => setWhole(true)}>
            {t('rest', { count: lines.length - shown.length })}
          </Button>
        </div>
      )}
      <p className={panel.quiet}>{t(`${of}.about`)}</p>
    </Panel>
  )
}
