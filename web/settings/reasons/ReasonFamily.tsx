import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Reason } from '../../../contract/conversations.ts'
import { Tag } from '../../ui/Tag.tsx'
import { MoveButtons } from '../MoveButtons.tsx'
import { moved } from '../move.ts'
import { Row, Rows } from '../Rows.tsx'
import classes from './ReasonFamily.module.css'
import { reasonName } from './useReasons.ts'

export interface ReasonFamilyProps {
  family: Reason
  reasons: readonly Reason[]
  /** Where the family is, from 0, among how many. */
  index: number
  count: number
  onMove: (step: 1 | -1) => void
  /** Puts the reasons of the family in this order. */
  onOrder: (reasons: readonly Reason[]) => void
}

/** A family of reasons: its name leads to its form, and its reasons stand under it in their order. */
export function ReasonFamily({ family, reasons, index, count, onMove, onOrder }: ReasonFamilyProps) {
  const { t, i18n } = useTranslation('settings')
  const name = reasonName(family, i18n.language)
  const other = i18n.language === 'fr' ? 'en' : 'fr'
  return (
    <section className={classes.family} aria-labelledby={`family-${family.id}`}>
      <div className={classes.heading}>
        <h2 id={`family-${family.id}`}>
          <Link href={`/settings/reasons/${family.id}`} className={classes.name}>
            {name}
          </Link>{' '}
          <span lang={other} className={classes.other}>
            {reasonName(family, other)}
          </span>
        </h2>
        <div className={classes.acts}>
          <MoveButtons name={name} index={index} count={count} onMove={onMove} />
          <Button
            variant="subtle"
            size="xs"
            leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
            aria-label={t('reasons.addTo', { name })}
            renderRoot={props => <Link {...props} href={`/settings/reasons/new?family=${family.id}`} />}
          >
            {t('reasons.add')}
          </Button>
        </div>
      </div>
      {reasons.length > 0 && (
        <Rows label={name}>
          {reasons.map((reason, place) => {
            const label = reasonName(reason, i18n.language)
            return (
              <Row
                key={reason.id}
                href={`/settings/reasons/${reason.id}`}
                name={label}
                detail={<span lang={other}>{reasonName(reason, other)}</span>}
                facts={
                  <Tag tone={reason.value === 'high' ? 'info' : 'neutral'}>
                    {t(`reasons.value.${reason.value}`)}
                  </Tag>
                }
                acts={
                  <MoveButtons
                    name={label}
                    index={place}
                    count={reasons.length}
                    onMove={step => onOrder(moved(reasons, place, step))}
                  />
                }
              />
            )
          })}
        </Rows>
      )}
    </section>
  )
}
