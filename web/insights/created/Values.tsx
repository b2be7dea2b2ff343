import { useTranslation } from 'react-i18next'
import bars from '../../reports/Bars.module.css'
import panel from '../../reports/Panel.module.css'
import { Panel } from '../../reports/Panel.tsx'
import { wholePercents } from '../../reports/shares.ts'
import { useFormat } from '../../ui/useFormat.ts'
import type { Created } from '../data/queries.ts'
import classes from './Created.module.css'

const kinds = ['high', 'low', 'unknown'] as const

export interface ValuesProps {
  created: Created
}

/** What share of the conversations needed a person's judgement: one bar whose parts are named, and add up to 100. */
export function Values({ created }: ValuesProps) {
  const { t } = useTranslation('insights')
  const format = useFormat()
  const { total, values } = created
  const shares = wholePercents(kinds.map(kind => values[kind]))
  const parts = kinds.map((kind, index) => ({ kind, count: values[kind], share: shares[index]! }))
  return (
    <Panel title={t('values.title')}>
      {total === 0 ? (
        <p className={panel.quiet}>{t('none')}</p>
      ) : (
        <>
          <div className={classes.stack} aria-hidden="true">
            {parts
              .filter(({ count }) => count > 0)
              .map(({ kind, count, share }) => (
                <span
                  key={kind}
                  className={classes.part}
                  data-kind={kind}
                  style={{ width: `${(count / total) * 100}%` }}
                >
                  {share >= 12 && <span className={classes.partLabel}>{format.percent(share / 100)}</span>}
                </span>
              ))}
          </div>
          <table className={bars.bars}>
            <caption className="visually-hidden">{t('values.caption')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('values.value')}</th>
                <th scope="col" className={bars.number}>
                  {t('conversations')}
                </th>
                <th scope="col" className={bars.number}>
                  {t('share')}
                </th>
              </tr>
            </thead>
            <tbody>
              {parts.map(({ kind, count, share }) => (
                <tr key={kind}>
                  <th scope="row">
                    <span className={classes.sample} data-kind={kind} aria-hidden="true" />
                    {t(`values.${kind}`)}
                  </th>
                  <td className={bars.number}>{format.number(count)}</td>
                  <td className={bars.number}>{format.percent(share / 100)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
      <p className={panel.quiet}>{t('values.about')}</p>
    </Panel>
  )
}
