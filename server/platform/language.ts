/** French, English, or null when the words do not say: too few, or another language. */
export async function detectLanguage(text: string): Promise<'fr' | 'en' | null> {
  const words = text.slice(0, 600)
  if (words.trim().length < 12) return null
  // Loaded with the first words that need it: what it knows of sixty languages takes ninety megabytes to read.
  const { eld } = await import('eld/extrasmall')
  const { language } = eld.detect(words)
  return language === 'fr' || language === 'en' ? language : null
}
