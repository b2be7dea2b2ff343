import type { TFunction } from 'i18next'
import type { WhyMe } from '../../../contract/work.ts'

/** What the rule weighed, as words that follow "why you": what they are, what they know, that they have room. */
export function whyWords(why: WhyMe, t: TFunction<'work'>): string[] {
  const { language } = why
  return [
    ...(why.rule === 'owner' ? [t('why.owner')] : []),
    why.unitsUsed === 0 ? t('why.free') : t('why.room'),
    ...(language === 'fr' || language === 'en'
      ? [t('why.speaks', { language: t(`why.language.${language}`) })]
      : []),
    ...(why.team === null ? [] : [t('why.team', { team: why.team })]),
    ...(why.step > 0 ? [t('why.widened')] : []),
  ]
}
