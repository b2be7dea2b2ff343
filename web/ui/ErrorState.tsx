import { Button } from '@mantine/core'
import { IconAlertTriangle, IconCloudOff, IconLock, IconMapQuestion } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { ApiProblem, Unreachable } from '../api/api-problem.ts'
import classes from './StateMessage.module.css'

export interface ErrorStateProps {
  problem: unknown
  onRetry?: (() => void) | undefined
}

/** Says what failed, what is safe and what to do; a refusal or a missing page is not a failure and says so. */
export function ErrorState({ problem, onRetry }: ErrorStateProps) {
  const { t } = useTranslation()
  const { Icon, title, detail, code, canRetry } = read(problem)
  return (
    <div className={classes.state} role="status">
      <Icon size={24} stroke={1.75} aria-hidden="true" />
      <p className={classes.title}>{title}</p>
      <p className={classes.hint}>{detail}</p>
      {canRetry && onRetry && (
        <Button variant="default" onClick={onRetry}>
          {t('act.retry')}
        </Button>
      )}
      {code && <p className={classes.code}>{t('trouble.code', { code })}</p>}
    </div>
  )

  function read(error: unknown) {
    if (error instanceof ApiProblem && error.status === 403)
      return { Icon: IconLock, title: t('trouble.refused'), detail: error.detail ?? t('trouble.refusedAsk') }
    if (error instanceof ApiProblem && error.status === 404)
      return {
        Icon: IconMapQuestion,
        title: t('trouble.notFound'),
        detail: error.detail ?? t('trouble.notFoundSafe'),
      }
    if (error instanceof ApiProblem)
      return {
        Icon: IconAlertTriangle,
        title: error.title,
        detail: error.detail,
        code: error.code,
        canRetry: true,
      }
    if (error instanceof Unreachable)
      return {
        Icon: IconCloudOff,
        title: t('trouble.unreachable'),
        detail: t('trouble.unreachableSafe'),
        canRetry: true,
      }
    return { Icon: IconAlertTriangle, title: t('trouble.title'), detail: t('trouble.safe'), canRetry: true }
  }
}
