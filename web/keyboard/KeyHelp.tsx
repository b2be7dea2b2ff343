import { Drawer } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Keys } from '../ui/Keys.tsx'
import { commands, scopes } from './catalogue.ts'
import classes from './KeyHelp.module.css'
import { useKeyboard } from './keyboard-context.ts'

export interface KeyHelpProps {
  opened: boolean
  onClose: () => void
}

/** Lists every key as it is assigned now, by the place where it acts. */
export default function KeyHelp({ opened, onClose }: KeyHelpProps) {
  const { t } = useTranslation()
  const { keyboard } = useKeyboard()
  return (
    <Drawer opened={opened} onClose={onClose} position="right" size={420} title={t('keys.title')}>
      <p className={classes.intro}>{keyboard.preferences().singleKeys ? t('keys.intro') : t('keys.off')}</p>
      {scopes.map(scope => (
        <section key={scope} className={classes.scope}>
          <h3>{t(`keys.scope.${scope}`)}</h3>
          <dl>
            {commands
              .filter(command => command.scope === scope && keyboard.keysOf(command.id).length > 0)
              .map(command => (
                <div key={command.id} className={classes.row}>
                  <dt>{t(`command.${command.id}`)}</dt>
                  <dd>
                    {keyboard.keysOf(command.id).map(key => (
                      <Keys key={key} text={key} isMac={keyboard.isMac} />
                    ))}
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </Drawer>
  )
}
