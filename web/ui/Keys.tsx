import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { keyNames } from '../keyboard/key-names.ts'
import classes from './Keys.module.css'

export interface KeysProps {
  /** As in the catalogue: `g d`, `mod+Enter`. */
  text: string
  isMac: boolean
}

/** Draws a key or a sequence of keys as caps. */
export function Keys({ text, isMac }: KeysProps) {
  const { t } = useTranslation()
  return (
    <span className={classes.keys}>
      {keyNames(text, isMac, t).map((caps, place) => (
        <Fragment key={caps.join('+') + String(place)}>
          {place > 0 && <span className={classes.then}>{t('keys.then')}</span>}
          {caps.map(cap => (
            <kbd key={cap} className={classes.cap}>
              {cap}
            </kbd>
          ))}
        </Fragment>
      ))}
    </span>
  )
}
