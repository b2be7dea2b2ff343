import { useEffect, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Keys } from '../ui/Keys.tsx'
import { commands } from './catalogue.ts'
import { useKeyboard } from './keyboard-context.ts'
import classes from './PendingKeys.module.css'

/** After the first stroke of a sequence, shows what may follow, so that `g` teaches itself. */
export function PendingKeys() {
  const { keyboard } = useKeyboard()
  const { t } = useTranslation()
  const stroke = useSyncExternalStore(keyboard.onChange, keyboard.pending)
  useEffect(() => {
    if (!stroke) return
    const timer = setTimeout(keyboard.forgetPending, 1500)
    return () => clearTimeout(timer)
  }, [stroke, keyboard])
  if (!stroke) return null
  const following = commands.flatMap(command =>
    keyboard
      .keysOf(command.id)
      .filter(key => key.startsWith(`${stroke} `) && keyboard.handlerOf(command.id))
      .map(key => ({ id: command.id, key: key.slice(stroke.length + 1) })),
  )
  return (
    <div className={classes.panel} aria-hidden="true">
      <span className={classes.title}>{t('keys.pending', { key: stroke.toUpperCase() })}</span>
      {following.map(({ id, key }) => (
        <span key={id} className={classes.choice}>
          <Keys text={key} isMac={keyboard.isMac} />
          {t(`command.${id}`)}
        </span>
      ))}
    </div>
  )
}
