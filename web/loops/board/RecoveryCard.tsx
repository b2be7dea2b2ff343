import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Recovery } from '../../../contract/loops.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import type { Workbench } from '../workbench.ts'
import { MoveMenu } from './MoveMenu.tsx'
import { Quote } from './Quote.tsx'
import classes from './RecoveryCard.module.css'
import { Standing } from './Standing.tsx'

export interface RecoveryCardProps {
  recovery: Recovery
  bench: Workbench
  /** One stop of the Tab key in each column. */
  isStop: boolean
  onKeyDown: (event: KeyboardEvent) => void
}

/** One recovery on the board: who, what they said, until when, with whom. */
export function RecoveryCard({ recovery, bench, isStop, onKeyDown }: RecoveryCardProps) {
  const { t } = useTranslation('loops')
  const format = useFormat()
  const { id } = recovery
  return (
    <article className={classes.card} data-open={bench.openId === id || undefined}>
      <div className={classes.top}>
        <Link
          href={bench.hrefOf(id)}
          className={`${classes.name} truncate`}
          data-card={id}
          tabIndex={isStop ? 0 : -1}
          onFocus={() => bench.activate(recovery)}
          onKeyDown={onKeyDown}
        >
          {recovery.contact.name || t('noName')}
        </Link>
        {recovery.contact.isVip && <Tag>{t('vip')}</Tag>}
        {recovery.score !== null && (
          <span className={`${classes.score} figures`}>{t('score', { score: recovery.score, max: 5 })}</span>
        )}
      </div>
      <Quote recovery={recovery} />
      <div className={classes.foot}>
        <Standing recovery={recovery} now={bench.now} />
        {recovery.closedAt && (
          <time dateTime={recovery.closedAt}>{format.when(recovery.closedAt, bench.now)}</time>
        )}
      </div>
      <div className={classes.foot}>
        <span className={classes.owner}>
          {recovery.owner ? (
            <>
              <Avatar name={recovery.owner.name} size={20} member />
              <span className="truncate">{recovery.owner.name}</span>
            </>
          ) : (
            t('nobody')
          )}
        </span>
        <span className={classes.act}>
          <MoveMenu
            recovery={recovery}
            acts={bench.acts}
            opened={bench.movingId === id}
            onOpenedChange={opened => bench.setMoving(opened ? id : undefined)}
            onClose={() => bench.finish(recovery)}
            onMoved={() => bench.returnTo(id)}
          />
        </span>
      </div>
    </article>
  )
}
