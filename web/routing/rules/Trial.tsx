import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { RuleBody, RuleTrial } from '../../../contract/rules.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './Parts.module.css'
import { useTrial } from './queries.ts'
import { actionKinds } from './rule-values.ts'

export interface TrialProps {
  /** Absent while something is missing. */
  body: RuleBody | undefined
  ruleId: string | undefined
}

/** For how many messages of the past the rule would have held as it is written now, and what it would have done. */
export function Trial({ body, ruleId }: TrialProps) {
  const { t } = useTranslation('rules')
  const trial = useTrial(body, ruleId)
  if (!body) return <p className={classes.hint}>{t('trial.notYet')}</p>
  if (trial.isError) return <ErrorState problem={trial.error} onRetry={() => void trial.refetch()} />
  return (
    <section className={classes.trial} aria-label={t('trial.title')} aria-busy={trial.isFetching}>
      {trial.data ? <Result trial={trial.data} /> : <p role="status">{t('trial.going')}</p>}
    </section>
  )
}

function Result({ trial }: { trial: RuleTrial }) {
  const { t } = useTranslation('rules')
  const format = useFormat()
  if (trial.looked === 0) return <p role="status">{t('trial.nothing')}</p>
  const acts = trial.acts.flatMap(({ do: act, done, leftOut }) => {
    const known = actionKinds.find(kind => kind === act)
    return known ? [{ act: known, done, leftOut }] : []
  })
  return (
    <>
      <p role="status" className={classes.count}>
        {t('trial.held', { count: trial.held, held: trial.held, looked: trial.looked })}
      </p>
      {trial.held > 0 && (
        <ul>
          {acts.map(({ act, done, leftOut }) => (
            <li key={act}>
              {t('trial.act', { act: t(`act.${act}`), count: done })}
              {leftOut > 0 && ` ${t('trial.leftOut', { count: leftOut })}`}
            </li>
          ))}
        </ul>
      )}
      {trial.before.map(({ id, name, count }) => (
        <p key={id} className={classes.warning}>
          <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
          <span>
            {t('trial.before', { count })} <Link href={`/routing/rules/${id}`}>{name}</Link>
          </span>
        </p>
      ))}
      {trial.examples.length > 0 && (
        <>
          <p className={classes.hint}>{t('trial.last')}</p>
          <ul>
            {trial.examples.slice(0, 5).map(({ id, number, subject, at }) => (
              <li key={id}>
                <Link href={`/desk/all/${number}`}>{subject || t('trial.noSubject', { number })}</Link>{' '}
                <span className={classes.hint}>{format.day(at)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <p className={classes.hint}>{t('trial.caution')}</p>
    </>
  )
}
