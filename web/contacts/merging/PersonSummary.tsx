import { IconCircleCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { CardSummary } from '../../../contract/merging.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './merging.module.css'

export interface PersonSummaryProps {
  card: CardSummary
}

/** A card in a few lines: enough to tell it from one that looks alike. */
export function PersonSummary({ card }: PersonSummaryProps) {
  const { t } = useTranslation('contacts')
  const format = useFormat()
  return (
    <div className={classes.person}>
      <Avatar name={card.name || t('noName')} size={40} />
      <div className={classes.personWords}>
        <span className={classes.personName}>{card.name || t('noName')}</span>
        {card.company && <span className={classes.quiet}>{card.company}</span>}
        <ul className={classes.ways}>
          {card.identities.map(identity => (
            <li key={`${identity.kind}/${identity.shown}`}>
              <span className={classes.kind}>{t(`identity.kind.${identity.kind as 'email'}`)}</span>
              <span className={classes.way}>{identity.shown}</span>
              {identity.verifiedAt && (
                <span className={classes.verified}>
                  <IconCircleCheck size={16} stroke={1.75} aria-hidden="true" />
                  {t('identity.isVerified')}
                </span>
              )}
            </li>
          ))}
          {card.identities.length === 0 && <li className={classes.quiet}>{t('merge.noWay')}</li>}
        </ul>
        <span className={classes.quiet}>
          {t('duplicates.requests', { count: card.conversations })}
          {' · '}
          {t('duplicates.since', { day: format.day(card.createdAt) })}
        </span>
      </div>
    </div>
  )
}
