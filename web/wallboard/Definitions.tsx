import { useTranslation } from 'react-i18next'
import type { Board } from '../../contract/supervision.ts'
import { Panel } from '../reports/Panel.tsx'
import classes from './Definitions.module.css'

const always = [
  'waiting',
  'offered',
  'answered',
  'abandoned',
  'serviceLevel',
  'wait',
  'promises',
  'solvedAtOnce',
] as const
const routed = ['people', 'capacityUsed', 'occupancy', 'missedOffers', 'handling'] as const

/** What each figure counts, and what it leaves out. */
export function Definitions({ board }: { board: Board }) {
  const { t } = useTranslation('wallboard')
  return (
    <Panel title={t('definitions')}>
      <dl className={classes.list}>
        {[...always, ...(board.isRouted ? routed : (['connected'] as const))].map(name => (
          <div key={name}>
            <dt>{t(`definition.${name}.name`)}</dt>
            <dd>{t(`definition.${name}.text`)}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}
