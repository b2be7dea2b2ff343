import { IconAlertTriangle } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem, Unreachable } from '../api/api-problem.ts'
import classes from './FormProblem.module.css'
import { useAnnounce } from './LiveRegions.tsx'

export interface FormProblemProps {
  /** What the last submission met; nothing is drawn without one. */
  problem: unknown
}

/** Says above the fields why the server refused, when it names no field of its own. */
export function FormProblem({ problem }: FormProblemProps) {
  const { t } = useTranslation()
  const announce = useAnnounce()
  const [title, detail] =
    problem instanceof ApiProblem
      ? [problem.title, problem.detail]
      : problem instanceof Unreachable
        ? [t('trouble.unreachable'), t('trouble.unreachableSafe')]
        : [t('trouble.notSaved'), t('trouble.safe')]
  const shown = Boolean(problem) && !(problem instanceof ApiProblem && problem.fields.length > 0)
  // At each refusal, even when the sentence is the same as the last time.
  useEffect(() => {
    if (problem && shown) announce([title, detail].filter(Boolean).join(' '), 'assertive')
  }, [announce, problem, shown, title, detail])
  if (!shown) return null
  return (
    <div className={classes.problem}>
      <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
      <div>
        <p className={classes.title}>{title}</p>
        {detail && <p>{detail}</p>}
      </div>
    </div>
  )
}
