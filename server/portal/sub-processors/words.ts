import type { SubProcessor } from '#contract/sub-processors.ts'
import type { Language, Translate } from '#server/platform/i18n.ts'

/** What a sub-processor is for, in words; empty when nobody wrote it. */
export function purposeOf(t: Translate, language: Language, one: SubProcessor): string {
  const written = language === 'fr' ? one.purposeFr : one.purposeEn
  return written || (one.kind ? t(language, `subprocessors:kind.${one.kind}`) : '')
}

/** Why one starts before the notice is over, as it was written; empty for one that does not. */
export function reasonOf(t: Translate, language: Language, one: SubProcessor): string {
  if (!one.isEarly) return ''
  const { earlyReasonFr: fr, earlyReasonEn: en } = one
  return (language === 'fr' ? fr || en : en || fr) || t(language, 'subprocessors:set')
}
