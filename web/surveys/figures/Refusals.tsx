import { useTranslation } from 'react-i18next'
import bars from '../../reports/Bars.module.css'
import panel from '../../reports/Panel.module.css'
import { Panel } from '../../reports/Panel.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import type { Csat, Survey } from '../data/queries.ts'

const reasons = [
  'spam',
  'reopened',
  'blocked',
  'automatic',
  'never_answered',
  'opted_out',
  'no_address',
  'recently_asked',
] as const

export interface RefusalsProps {
  csat: Csat
  survey: Survey
}

/** Closures that no survey followed, and why: silence is counted too. */
export function Refusals({ csat, survey }: RefusalsProps) {
  const { t } = useTranslation('surveys')
  const format = useFormat()
  const total = csat.refused.reduce((all, { count }) => all + count, 0)
  return (
    <Panel title={t('refused.title')}>
      {total === 0 ? (
        <p className={panel.quiet}>{t('refused.none')}</p>
      ) : (
        <table className={bars.bars}>
          <caption className="visually-hidden">
            {t('refused.caption', { count: total, shown: format.number(total) })}
          </caption>
          <thead>
            <tr>
              <th scope="col">{t('refused.why')}</th>
              <th scope="col" className={bars.number}>
                {t('refused.closures')}
              </th>
            </tr>
          </thead>
          <tbody>
            {csat.refused.map(({ reason, count }) => {
              const known = reasons.find(one => one === reason)
              return (
                <tr key={reason}>
                  <th scope="row">
                    {known ? t(`refused.reason.${known}`, { count: survey.quietDays }) : reason}
                  </th>
                  <td className={bars.number}>{format.number(count)}</td>
                </tr>
              )
            })}
            <tr>
              <th scope="row">{t('refused.total')}</th>
              <td className={bars.number}>{format.number(total)}</td>
            </tr>
          </tbody>
        </table>
      )}
    </Panel>
  )
}
