import { IconInbox, IconMessageCircle, IconRepeat, IconStar } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import classes from './SetUpPromise.module.css'

const steps = [
  { key: 'arrives', icon: IconInbox },
  { key: 'answered', icon: IconMessageCircle },
  { key: 'measured', icon: IconStar },
  { key: 'closed', icon: IconRepeat },
] as const

/** Says beside the set-up what comes out of it: the four moments of the loop. */
export function SetUpPromise() {
  const { t } = useTranslation('signin')
  return (
    <aside className={classes.promise} aria-labelledby="promise-title">
      <h2 id="promise-title">{t('promise.title')}</h2>
      <ol className={classes.steps}>
        {steps.map(({ key, icon: Icon }) => (
          <li key={key} className={classes.step}>
            <span className={classes.icon}>
              <Icon size={20} stroke={1.75} aria-hidden="true" />
            </span>
            <span>{t(`promise.${key}`)}</span>
          </li>
        ))}
      </ol>
      <p className={classes.safe}>{t('promise.safe')}</p>
    </aside>
  )
}
