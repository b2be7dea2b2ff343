import type { Message } from '../../../contract/conversations.ts'
import classes from './FormTable.module.css'

export interface FormTableProps {
  lines: readonly FormLine[]
  language: Message['language']
}

export interface FormLine {
  label: string
  value: string
}

/** What a customer filled in, as it was asked. */
export function FormTable({ lines, language }: FormTableProps) {
  return (
    <dl className={classes.form} lang={language ?? undefined}>
      {lines.map(({ label, value }) => (
        <div key={label} className={classes.line}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** The lines of a form that a message carries; undefined when it is no form. */
export function formLines(message: Message): FormLine[] | undefined {
  const { lines } = (message.metadata.form ?? {}) as { lines?: unknown }
  if (!Array.isArray(lines)) return undefined
  return lines.filter(
    (line): line is FormLine => typeof line?.label === 'string' && typeof line.value === 'string',
  )
}
