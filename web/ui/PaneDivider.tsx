import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './PaneDivider.module.css'
import { limited, type PaneName, paneLimits } from './pane-widths.ts'

export interface PaneDividerProps {
  pane: PaneName
  /** Name of the pane it sizes, heard as "Width: List". */
  name: string
  width: number
  /** The pane is on the left of the divider, or on its right. */
  side: 'left' | 'right'
  onChange: (width: number) => void
}

/**
 * Sizes a pane by pointer or keyboard (WAI-ARIA window splitter). Mantine's Splitter draws its panes anew when one
 * folds, which would lose the scroll and the text being written; this one only moves a line.
 */
export function PaneDivider({ pane, name, width, side, onChange }: PaneDividerProps) {
  const { t } = useTranslation()
  const start = useRef<{ x: number; width: number }>(undefined)
  const { least, usual, most } = paneLimits[pane]
  const direction = side === 'left' ? 1 : -1

  const handleDown = (event: PointerEvent<HTMLHRElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    start.current = { x: event.clientX, width }
  }
  const handleMove = (event: PointerEvent<HTMLHRElement>) => {
    if (!start.current) return
    onChange(limited(pane, start.current.width + direction * (event.clientX - start.current.x)))
  }
  const handleUp = () => {
    start.current = undefined
  }
  const handleKey = (event: KeyboardEvent<HTMLHRElement>) => {
    const step = event.shiftKey ? 64 : 16
    const next = {
      ArrowRight: width + direction * step,
      ArrowLeft: width - direction * step,
      Home: least,
      End: most,
    }[event.key]
    if (next === undefined) return
    event.preventDefault()
    onChange(limited(pane, next))
  }
  return (
    // An hr is a separator; with a value and the focus it becomes the control of ARIA's window splitter.
    <hr
      aria-orientation="vertical"
      aria-label={t('panes.resize', { name })}
      aria-valuenow={width}
      aria-valuemin={least}
      aria-valuemax={most}
      tabIndex={0}
      className={classes.divider}
      onPointerDown={handleDown}
      onPointerMove={handleMove}
      onPointerUp={handleUp}
      onPointerCancel={handleUp}
      onDoubleClick={() => onChange(usual)}
      onKeyDown={handleKey}
    />
  )
}
