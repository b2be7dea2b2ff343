import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { KeyHint } from './KeyHint.tsx'
import classes from './UndoBar.module.css'
import type { OfferedUndo } from './UndoProvider.tsx'
import { useNow } from './useNow.ts'

export interface UndoBarProps {
  offer: OfferedUndo
  /** How many older acts can still be undone after this one. */
  others: number
  onUndo: () => void
}

/** Shows the last act and the way back, with the seconds left as a number and as a line. */
export function UndoBar({ offer, others, onUndo }: UndoBarProps) {
  const { t } = useTranslation()
  const now = useNow(250)
  const left = Math.max(0, Math.ceil((offer.until - now.getTime()) / 1000))
  const total = offer.seconds ?? 10
  return (
    <section className={classes.bar} data-region tabIndex={-1} aria-label={t('undo.bar')}>
      <span className={classes.text}>
        {typeof offer.text === 'string' ? offer.text : offer.text(left)}
        {others > 0 && <span className={classes.others}> {t('undo.others', { count: others })}</span>}
      </span>
      {/* A sentence that counts itself needs no second number. */}
      {typeof offer.text === 'string' && (
        <span className={classes.left} title={t('undo.seconds', { count: left })}>
          {left}
        </span>
      )}
      <Button
        variant="transparent"
        size="sm"
        className={classes.undo}
        onClick={onUndo}
        rightSection={<KeyHint command="anywhere.undo" />}
      >
        {t('act.undo')}
      </Button>
      <span className={classes.track} aria-hidden="true">
        <span style={{ transform: `scaleX(${left / total})` }} />
      </span>
    </section>
  )
}
