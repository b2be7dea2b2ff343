import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import bars from '../../reports/Bars.module.css'
import panel from '../../reports/Panel.module.css'
import { Panel } from '../../reports/Panel.tsx'
import { wholePercents } from '../../reports/shares.ts'
import { useFormat } from '../../ui/useFormat.ts'
import type { Csat, Survey } from '../data/queries.ts'
import { type Filters, satisfactionPath } from '../filters.ts'
import classes from './Figures.module.css'

export interface HistogramProps {
  csat: Csat
  survey: Survey
  filters: Filters
}

/** How many gave each score; each line opens its answers. The bars go from 0 to all the answers. */
export function Histogram({ csat, survey, filters }: HistogramProps) {
  const { t } = useTranslation('surveys')
  const format = useFormat()
  const { answered } = csat
  const shares = wholePercents(csat.histogram.map(({ count }) => count))
  const rows = csat.histogram.map((row, place) => ({ ...row, share: shares[place]! })).toReversed()
  return (
    <Panel title={t('scores.title')}>
      {answered === 0 ? (
        <p className={panel.quiet}>{t('scores.none')}</p>
      ) : (
        <table className={`${bars.bars} ${classes.scores}`}>
          <caption className="visually-hidden">
            {t('scores.caption', { count: answered, shown: format.number(answered) })}
          </caption>
          <thead>
            <tr>
              <th scope="col">{t('scores.score')}</th>
              <td className={bars.cell} aria-hidden="true" />
              <th scope="col" className={bars.number}>
                {t('scores.answers')}
              </th>
              <th scope="col" className={bars.number}>
                {t('scores.share')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ score, count, share }) => (
              <tr key={score}>
                <th scope="row">
                  {count > 0 ? (
                    <Link
                      href={satisfactionPath(
                        { ...filters, score, week: undefined, withSilent: true },
                        'answers',
                      )}
                      aria-label={t('scores.open', {
                        score,
                        max: survey.scaleMax,
                        count,
                        shown: format.number(count),
                      })}
                    >
                      {t('score', { score, max: survey.scaleMax })}
                    </Link>
                  ) : (
                    t('score', { score, max: survey.scaleMax })
                  )}{' '}
                  <span className={classes.end}>
                    {score === 1 && t('scores.lowest')}
                    {score === survey.scaleMax && t('scores.highest')}
                  </span>
                </th>
                <td className={bars.cell} aria-hidden="true">
                  <span className={bars.track}>
                    <span
                      className={`${bars.bar} ${classes.fill}`}
                      data-kind={kindOf(score, survey.scaleMax)}
                      data-empty={count === 0 || undefined}
                      style={{ width: `${(count / answered) * 100}%` }}
                    />
                  </span>
                </td>
                <td className={bars.number}>{format.number(count)}</td>
                <td className={bars.number}>{format.percent(share / 100)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className={panel.quiet}>{t('scores.satisfied')}</p>
    </Panel>
  )
}

function kindOf(score: number, max: number): 'satisfied' | 'middle' | 'unsatisfied' {
  if (score >= max - 1) return 'satisfied'
  return score * 2 > max ? 'middle' : 'unsatisfied'
}
