import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/useFormat.ts'
import type { Csat } from '../data/queries.ts'
import classes from './Figures.module.css'

export interface ResponseSumsProps {
  csat: Csat
}

/** Sent, answered, and the share between them when it means something. */
export function ResponseSums({ csat: { sent, answered } }: ResponseSumsProps) {
  const { t } = useTranslation('surveys')
  const format = useFormat()
  // Answers of the period may come from surveys sent before it: then there is no share of one in the other.
  const isShare = sent > 0 && answered <= sent
  return (
    <dl className={classes.sums}>
      <div>
        <dt>{t('sums.sent')}</dt>
        <dd className="figures">{format.number(sent)}</dd>
      </div>
      <div>
        <dt>{t('sums.answered')}</dt>
        <dd className="figures">{format.number(answered)}</dd>
      </div>
      <div>
        <dt>{t('sums.rate')}</dt>
        <dd className="figures">
          {isShare ? format.percent(answered / sent) : t('sums.noRate')}
          <small>
            {isShare
              ? t('sums.rateOf', {
                  count: sent,
                  answered: format.number(answered),
                  sent: format.number(sent),
                })
              : t(sent === 0 ? 'sums.noneSent' : 'sums.sentBefore')}
          </small>
        </dd>
      </div>
    </dl>
  )
}
