import { fold, phraseOf } from '#server/platform/fold.ts'

/** Words by which a customer says that this is a complaint, in both languages; an asterisk takes every ending. */
const words = [
  'réclamation*',
  'insatisf*',
  'déçu*',
  'dissatisf*',
  'disappoint*',
  'plainte*',
  'porter plainte',
  'mécontent*',
  'plaindre',
  'pas satisfait*',
  'pas du tout satisfait*',
  'pas content*',
  'furieux',
  'furieuse*',
  'lamentable*',
  'déplorable*',
  'intolérable*',
  'ras le bol',
  'vous vous moquez',
  'inadmissible*',
  'inacceptable*',
  'scandaleux',
  'scandaleuse',
  'honteux',
  'honteuse',
  'avocat*',
  'mise en demeure',
  'médiateur*',
  'tribunal',
  'arnaque*',
  'escroc*',
  'complain*',
  'unacceptable',
  'unhappy',
  'not happy',
  'not satisfied',
  'furious',
  'appalling',
  'awful',
  'fed up',
  'disgraceful',
  'outrageous',
  'lawyer*',
  'solicitor*',
  'ombudsman',
  'scam*',
  'rip off',
  'legal action',
]

const phrases = words.map(one => ({ shown: one.replace('*', ''), phrase: phraseOf(one) }))

/** What tells that a message complains: the words that say so, none where it does not. A trained classifier may take its place. */
export type Classifier = (message: { subject: string; text: string }) => string[]

/** The words of a message by which it is a complaint: any dissatisfaction that is said (CMP-1). */
export const wordsOfComplaint: Classifier = message => {
  const subject = fold(message.subject)
  const text = fold(message.text)
  return phrases.filter(({ phrase }) => phrase.isIn(subject) || phrase.isIn(text)).map(({ shown }) => shown)
}
