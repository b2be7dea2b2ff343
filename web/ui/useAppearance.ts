import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { UiLanguage } from '../i18n/index.ts'
import { useMaybeSession } from '../session.tsx'
import type { Scheme } from './ThemeSwitch.tsx'

export type Density = 'comfortable' | 'compact'

/** Changes colours, density and language at once, and keeps them with the person's profile when there is one. */
export function useAppearance() {
  const { i18n } = useTranslation()
  const { setColorScheme } = useMantineColorScheme()
  const isDark = useComputedColorScheme('light') === 'dark'
  const session = useMaybeSession()
  const keep = session?.update

  const setScheme = useCallback(
    (scheme: Scheme) => {
      setColorScheme(scheme)
      keep?.({ preferences: { theme: scheme } })
    },
    [setColorScheme, keep],
  )
  const setDensity = useCallback(
    (density: Density) => {
      applyDensity(density)
      keep?.({ preferences: { density } })
    },
    [keep],
  )
  const setLanguage = useCallback(
    (language: UiLanguage) => {
      void i18n.changeLanguage(language)
      keep?.({ language })
    },
    [i18n, keep],
  )
  const otherLanguage: UiLanguage = i18n.language === 'fr' ? 'en' : 'fr'
  return { isDark, setScheme, setDensity, setLanguage, otherLanguage }
}

/** Writes the density where the style sheet reads it, and remembers it for the next first paint. */
export function applyDensity(density: Density) {
  document.documentElement.setAttribute('data-density', density)
  try {
    localStorage.setItem('boucle.density', density)
  } catch {
    // Storage refused: the profile still knows.
  }
}
