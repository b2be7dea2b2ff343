import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import classes from '../../reports/Table.module.css'
import { useDayNames } from '../../reports/useDayNames.ts'
import { useFormat } from '../../ui/useFormat.ts'
import type { Created } from '../data/queries.ts'
import { useChannelNames } from './useChannelNames.ts'

export interface DaysTableProps {
  created: Created
  hrefOf: (day: string) => string
}

/** The figures of the chart, one day a line, with a column for each channel. */
export function DaysTable({ created, hrefOf }: DaysTableProps) {
  const { t } = useTranslation('insights')
  const format = useFormat()
  const names = useDayNames()
  const channelName = useChannelNames()
  const { days, channels, total } = created
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('days.day')}</th>
            <th scope="col">{t('conversations')}</th>
            {channels.map(({ channel }) => (
              <th key={channel} scope="col">
                {channelName(channel)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map(({ day, count }, index) => (
            <tr key={day}>
              <th scope="row">
                {count > 0 ? <Link href={hrefOf(day)}>{names.long(day)}</Link> : names.long(day)}
              </th>
              <td>{format.number(count)}</td>
              {channels.map(channel => (
                <td key={channel.channel}>{format.number(channel.days[index]!)}</td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('days.total')}</th>
            <td>{format.number(total)}</td>
            {channels.map(({ channel, count }) => (
              <td key={channel}>{format.number(count)}</td>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  )
}
