import { useTranslation } from 'react-i18next'
import type { Purpose } from '../../../contract/consents.ts'
import { knownWay } from '../ways.ts'

const purposes = ['support', 'survey', 'marketing', 'model', 'recording'] as const satisfies Purpose[]
const sources = [
  'adviser',
  'survey_page',
  'phone',
  'email',
  'form',
  'in_person',
  'correction',
  'import',
  'objection',
] as const

/** Says purposes, ways and sources; what a program wrote besides is said as it is. */
export function useConsentWords() {
  const { t } = useTranslation('contacts')
  return {
    purpose: (text: string) => {
      const known = purposes.find(one => one === text)
      return known ? t(`consent.purpose.${known}`) : text
    },
    way: (text: string) => {
      if (text === 'post') return t('consent.post')
      const known = knownWay(text)
      return known ? t(`way.${known}`) : text
    },
    source: (text: string) => {
      const known = sources.find(one => one === text)
      return known ? t(`consent.source_${known}`) : text
    },
  }
}
