import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { createFormat, type Format } from '../format.ts'
import { useMaybeSession } from '../session.tsx'

/** The formatter in the person's language and the workspace's time zone; before signing in, the browser's zone. */
export function useFormat(): Format {
  const { i18n } = useTranslation()
  const timeZone = useMaybeSession()?.workspace.timeZone
  return useMemo(
    () =>
      createFormat({
        language: i18n.language === 'en' ? 'en' : 'fr',
        timeZone: timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
      }),
    [i18n.language, timeZone],
  )
}
