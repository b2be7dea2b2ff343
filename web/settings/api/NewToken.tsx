import { Button } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Copyable } from '../Copyable.tsx'
import classes from './NewToken.module.css'

export interface NewTokenProps {
  name: string
  token: string
  onSeen: () => void
}

/** A token, the only time it is shown; it takes the focus so that nobody misses it. */
export function NewToken({ name, token, onSeen }: NewTokenProps) {
  const { t } = useTranslation('settings')
  const box = useRef<HTMLElement>(null)
  useEffect(() => {
    // After the drawer that made it has given the focus back.
    const timer = setTimeout(() => box.current?.focus(), 300)
    return () => clearTimeout(timer)
  }, [])
  return (
    <section ref={box} tabIndex={-1} className={classes.token} aria-labelledby="new-token">
      <h2 id="new-token">{t('api.created', { name })}</h2>
      <p>{t('api.once')}</p>
      <Copyable text={token} label={t('api.copy')} />
      <p className={classes.example}>
        <code>curl -H "Authorization: Bearer …" {location.origin}/api/v1/conversations</code>
      </p>
      <Button variant="default" onClick={onSeen}>
        {t('api.seen')}
      </Button>
    </section>
  )
}
