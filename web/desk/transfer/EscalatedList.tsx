import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../session.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import views from '../views/ViewsPane.module.css'
import classes from './EscalatedList.module.css'
import { useEscalated, useHandOver } from './useTransfers.ts'

const shown = 8

/** What a partner's people moved up to the house lately: that it is taken care of, and nothing of the customer. */
export function EscalatedList() {
  const { t } = useTranslation('desk')
  const { workspace } = useSession()
  const format = useFormat()
  const { takeBack } = useHandOver()
  const items = useEscalated().data?.items ?? []
  if (items.length === 0) return null
  return (
    <>
      <h2 className={views.heading}>{t('handOver.escalations', { house: workspace.name })}</h2>
      <ul className={classes.list}>
        {items.slice(0, shown).map(({ id, number, at, state, mayTakeBack }) => (
          <li key={id} className={classes.item}>
            <span>
              {t('header.number', { number })}
              <span className={classes.fact}>
                {t(`handOver.state.${state}`)} · {format.when(at, new Date())}
              </span>
            </span>
            {mayTakeBack && (
              <Button variant="default" size="compact-sm" onClick={() => void takeBack(id)}>
                {t('handOver.takeBack')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}
