import type { Icon } from '@tabler/icons-react'
import classes from './Glyph.module.css'

export interface GlyphProps {
  icon: Icon
  /** Always told: drawn beside the icon with `withWord`, heard otherwise. */
  word: string
  withWord?: boolean
  size?: 16 | 20 | 24
  tone?: 'muted' | 'faint' | 'done' | 'soon' | 'late' | 'plain'
}

/** An icon that never goes without its word. */
export function Glyph({ icon: Drawing, word, withWord = false, size = 16, tone = 'muted' }: GlyphProps) {
  return (
    <span
      className={`${classes.glyph} ${tone === 'plain' ? '' : classes[tone]}`}
      data-alone={withWord ? undefined : true}
      title={withWord ? undefined : word}
    >
      <Drawing size={size} stroke={1.75} aria-hidden="true" />
      <span className={withWord ? 'truncate' : 'visually-hidden'}>{word}</span>
    </span>
  )
}
