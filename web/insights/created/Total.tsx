import { Button } from '@mantine/core'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import panel from '../../reports/Panel.module.css'
import { Panel } from '../../reports/Panel.tsx'
import { useDayNames } from '../../reports/useDayNames.ts'
import { useFormat } from '../../ui/useFormat.ts'
import type { Created } from '../data/queries.ts'
import classes from './Created.module.css'

export interface TotalProps {
  created: Created
}

/** How many in all and each day, what a count is, and what is left out of it. */
export function Total({ created }: TotalProps) {
  const { t } = useTranslation('insights')
  const format = useFormat()
  const names = useDayNames()
  const [isDefined, setDefined] = useState(false)
  const definitionId = useId()
  const { total, days, excluded } = created
  return (
    <Panel
      title={t('total.title')}
      tools={
        <Button
          variant="default"
          size="xs"
          aria-expanded={isDefined}
          aria-controls={definitionId}
          onClick={() => setDefined(shown => !shown)}
        >
          {t('total.definition')}
        </Button>
      }
    >
      <p id={definitionId} className={panel.quiet} hidden={!isDefined}>
        {created.definition}
      </p>
      <p className={classes.line}>
        <span className={`${classes.value} figures`}>{format.number(total)}</span>
        <span className="figures">
          {t('total.period', {
            count: days.length,
            from: names.short(days[0]!.day),
            to: names.short(days.at(-1)!.day),
          })}
          <br />
          {t('total.mean', {
            mean: format.number(total / days.length, {
              maximumFractionDigits: total < days.length * 10 ? 1 : 0,
            }),
          })}
        </span>
      </p>
      <p className={panel.quiet}>
        {excluded.spam + excluded.joined === 0
          ? t('total.nothingLeftOut')
          : t('total.leftOut', {
              spam: format.number(excluded.spam),
              joined: format.number(excluded.joined),
            })}
      </p>
    </Panel>
  )
}
