import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/useFormat.ts'
import { type Hour, shownTwice } from './hours.ts'

/** Names the hours of a day by the clock of the place; the one that comes twice when summer ends is told apart. */
export function useHourNames(hours: readonly Hour[]) {
  const { t } = useTranslation('team')
  const format = useFormat()
  const twice = shownTwice(hours, format.time)
  const zoneOf = new Intl.DateTimeFormat('en-GB', { timeZone: format.timeZone, timeZoneName: 'shortOffset' })
  const zone = (at: string) =>
    zoneOf.formatToParts(new Date(at)).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const at = (instant: string) => {
    const time = format.time(instant)
    return twice.has(instant) ? t('hours.zoned', { time, zone: zone(instant) }) : time
  }
  return {
    at,
    /** 9 h à 10 h */
    span: ({ from, to }: Hour) => t('hours.span', { from: at(from), to: at(to) }),
  }
}
