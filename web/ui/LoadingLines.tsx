import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './LoadingLines.module.css'

export interface LoadingLinesProps {
  rows?: number
  /** `text` lines of reading, `rows` lines of a list. */
  shape?: 'text' | 'rows'
}

/** Grey lines where content will be; nothing at all for the first 300 ms, when they would only flash. */
export function LoadingLines({ rows = 4, shape = 'text' }: LoadingLinesProps) {
  const { t } = useTranslation()
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300)
    return () => clearTimeout(timer)
  }, [])
  if (!late) return null
  return (
    <div className={classes.lines} data-shape={shape}>
      <span className="visually-hidden">{t('state.loading')}</span>
      {Array.from({ length: rows }, (_, place) => (
        <div
          // Lines have no identity but their place.
          key={`line-${String(place)}`}
          className={classes.line}
          style={shape === 'text' ? { width: `${[92, 78, 86, 64][place % 4]}%` } : undefined}
        />
      ))}
    </div>
  )
}
