import { eld } from 'eld/extrasmall'

/** French, English, or null when the words do not say: too few, or another language. */
export function detectLanguage(text: string): 'fr' | 'en' | null {
  const words = text.slice(0, 600)
  if (words.trim().length < 12) return null
  const { language } = eld.detect(words)
  return language === 'fr' || language === 'en' ? language : null
}
