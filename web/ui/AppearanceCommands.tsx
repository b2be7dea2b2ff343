import { useTranslation } from 'react-i18next'
import { languages } from '../i18n/index.ts'
import { useExtraCommands } from '../keyboard/useCommands.ts'
import { useAppearance } from './useAppearance.ts'

/** Puts colours, density and language in the palette. */
export function AppearanceCommands() {
  const { t, i18n } = useTranslation()
  const { setScheme, setDensity, setLanguage } = useAppearance()
  const acts = {
    dark: () => setScheme('dark'),
    light: () => setScheme('light'),
    auto: () => setScheme('auto'),
    comfortable: () => setDensity('comfortable'),
    compact: () => setDensity('compact'),
    french: () => setLanguage('fr'),
    english: () => setLanguage('en'),
  }
  const names = Object.keys(acts) as (keyof typeof acts)[] // the keys of the object above
  useExtraCommands(
    names.map(name => ({
      id: `appearance.${name}`,
      group: 'appearance' as const,
      name: t(`command.appearance.${name}`),
      get words() {
        // Read when the palette opens: by then it has loaded the other language.
        return languages
          .map(language => i18n.getFixedT(language, 'common'))
          .map(say => `${say(`command.appearance.${name}`)} ${say('commandWords.appearance.any')}`)
          .join(' ')
      },
      run: acts[name],
    })),
  )
  return null
}
