import { Button } from '@mantine/core'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import panel from '../../reports/Panel.module.css'
import { Panel } from '../../reports/Panel.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import type { Csat, Survey } from '../data/queries.ts'
import { type Filters, satisfactionPath } from '../filters.ts'
import classes from './Figures.module.css'
import { IntervalBar } from './IntervalBar.tsx'
import { ResponseSums } from './ResponseSums.tsx'

export interface CsatTileProps {
  csat: Csat
  survey: Survey
  filters: Filters
}

/** The figure, how sure it is, what it counts, and the way to the answers that made it. */
export function CsatTile({ csat, survey, filters }: CsatTileProps) {
  const { t } = useTranslation(['surveys', 'common'])
  const format = useFormat()
  const [isDefined, setDefined] = useState(false)
  const definitionId = useId()
  const { csat: share, low, high, answered, satisfied, minimum } = csat
  return (
    <Panel
      title={t('csat.title')}
      tools={
        <Button
          variant="default"
          size="xs"
          aria-expanded={isDefined}
          aria-controls={definitionId}
          onClick={() => setDefined(shown => !shown)}
        >
          {t('csat.definition')}
        </Button>
      }
    >
      <p id={definitionId} className={panel.quiet} hidden={!isDefined}>
        {csat.definition}
      </p>
      {share === null || low === null || high === null ? (
        <p className={classes.none}>
          <span>{t('common:empty.notEnoughAnswers', { count: answered, least: minimum })}</span>
        </p>
      ) : (
        <>
          <p className={classes.line}>
            <span className={`${classes.value} figures`}>{format.percent(share)}</span>
            <span className="figures">
              {t('csat.interval', { range: format.range(format.percent(low), format.percent(high)) })}
              <br />
              {t('csat.counted', {
                count: answered,
                satisfied: format.number(satisfied),
                answered: format.number(answered),
              })}
            </span>
          </p>
          <IntervalBar value={share} low={low} high={high} />
        </>
      )}
      {csat.mean !== null && (
        <p className={`${panel.quiet} figures`}>
          {t('csat.mean', {
            mean: format.number(csat.mean, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
            max: survey.scaleMax,
            shown: format.number(answered),
          })}
        </p>
      )}
      {answered > 0 && (
        <p>
          <Link
            href={satisfactionPath(
              { ...filters, score: undefined, week: undefined, withSilent: true },
              'answers',
            )}
          >
            {t('csat.read', { count: answered, shown: format.number(answered) })}
          </Link>
        </p>
      )}
      <ResponseSums csat={csat} />
    </Panel>
  )
}
