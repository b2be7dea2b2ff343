import { Button, Group } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorSummary } from '../ui/ErrorSummary.tsx'
import { FormProblem } from '../ui/FormProblem.tsx'
import { SaveBar } from '../ui/SaveBar.tsx'
import classes from './SettingsForm.module.css'

export interface SettingsFormProps {
  form: {
    errors: Record<string, ReactNode>
    getInputNode: (path: string) => HTMLElement | null
  }
  sending: {
    submit: (event?: FormEvent<HTMLFormElement>) => void
    sending: boolean
    problem: unknown
    submission: number
  }
  /** Name of each field, for the summary of errors. */
  labels: Record<string, string>
  /** Number of fields not saved. */
  changes: number
  onUndo: () => void
  /** For a thing that does not exist yet: a plain button in place of the bar. */
  create?: { label: string; onCancel: () => void } | undefined
  children: ReactNode
}

/** A form with everything around its fields: what was refused and why, what is not saved, and the button that saves. */
export function SettingsForm({
  form,
  sending,
  labels,
  changes,
  onUndo,
  create,
  children,
}: SettingsFormProps) {
  const { t } = useTranslation('common')
  return (
    <form onSubmit={sending.submit} noValidate className={classes.form}>
      <FormProblem problem={sending.problem} />
      <ErrorSummary
        errors={form.errors}
        labels={labels}
        onGo={path => form.getInputNode(path)?.focus()}
        submission={sending.submission}
      />
      {children}
      {create ? (
        <Group gap="xs" justify="flex-end" className={classes.foot}>
          <Button variant="default" onClick={create.onCancel}>
            {t('act.cancel')}
          </Button>
          <Button type="submit" loading={sending.sending}>
            {create.label}
          </Button>
        </Group>
      ) : (
        <SaveBar changes={changes} saving={sending.sending} onUndo={onUndo} />
      )}
    </form>
  )
}
