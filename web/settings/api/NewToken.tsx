import { useTranslation } from 'react-i18next'
import { ShownOnce } from '../ShownOnce.tsx'
import classes from './NewToken.module.css'

export interface NewTokenProps {
  name: string
  token: string
  onSeen: () => void
}

/** A token, the only time it is shown. */
export function NewToken({ name, token, onSeen }: NewTokenProps) {
  const { t } = useTranslation('settings')
  return (
    <ShownOnce
      title={t('api.created', { name })}
      text={t('api.once')}
      secret={token}
      copy={t('api.copy')}
      seen={t('api.seen')}
      onSeen={onSeen}
    >
      <p className={classes.example}>
        <code>curl -H "Authorization: Bearer …" {location.origin}/api/v1/conversations</code>
      </p>
    </ShownOnce>
  )
}
