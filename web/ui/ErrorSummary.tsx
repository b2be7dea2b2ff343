import { IconAlertTriangle } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './ErrorSummary.module.css'

export interface ErrorSummaryProps {
  /** Errors by field, as Mantine's `form.errors`. */
  errors: Record<string, ReactNode>
  /** Name of each field, as its label says it. */
  labels: Record<string, string>
  /** Goes to a field: `path => form.getInputNode(path)?.focus()`. */
  onGo: (path: string) => void
  /** Changes at each submission: the summary then takes the focus again. */
  submission: number
}

/** After a submission that failed, lists what to correct; each line leads to its field. */
export function ErrorSummary({ errors, labels, onGo, submission }: ErrorSummaryProps) {
  const { t } = useTranslation()
  const box = useRef<HTMLElement>(null)
  const wrong = Object.entries(errors).filter(([, message]) => Boolean(message))
  const any = wrong.length > 0
  useEffect(() => {
    if (submission > 0 && any) box.current?.focus()
  }, [submission, any])
  if (!any || submission === 0) return null
  return (
    <section
      ref={box}
      tabIndex={-1}
      className={classes.summary}
      aria-label={t('form.summary', { count: wrong.length })}
    >
      <p className={classes.title}>
        <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
        {t('form.summary', { count: wrong.length })}
      </p>
      <ul>
        {wrong.map(([path, message]) => (
          <li key={path}>
            <button type="button" className={classes.go} onClick={() => onGo(path)}>
              {labels[path] ?? path}
            </button>{' '}
            {message}
          </li>
        ))}
      </ul>
    </section>
  )
}
