import type { ChatSetUp } from '#contract/channels.ts'

/** The chat of /shop as a shop would set it up; what its page promises to whoever agrees is a rule here. */
export const shopChat: Partial<ChatSetUp> = {
  theme: { colour: '#1d4f91', side: 'right' },
  welcome: {
    fr: 'Bonjour. Une question sur un bouquet ou une livraison\u202f?',
    en: 'Hello. A question about a bouquet or a delivery?',
  },
  away: {
    fr: 'Laissez un message\u00a0: la réponse vous attend ici, ou arrive par e-mail.',
    en: 'Leave a message: the answer waits for you here, or comes by e-mail.',
  },
  notice: {
    fr: 'Vos messages sont lus par l’équipe de Maison Bleuet et gardés deux ans.',
    en: 'Your messages are read by the team of Maison Bleuet and kept for two years.',
    url: null,
  },
  proactive: [
    {
      id: 'choisir',
      page: '/shop',
      afterSeconds: 5,
      onlyWhenOpen: false,
      text: { fr: 'Besoin d’aide pour choisir\u202f?', en: 'Help to choose?' },
    },
  ],
}
