import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { type Auth, createAuth } from './auth.ts'

/** The calls of sign-in and of one's account, answered in the language of the page. */
export function useAuth(): Auth {
  const { i18n } = useTranslation()
  return useMemo(
    () => createAuth({ fetch: (...request) => fetch(...request), language: () => i18n.language }),
    [i18n],
  )
}
