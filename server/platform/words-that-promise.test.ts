import { describe, expect, test } from 'vitest'
import { promisesIn } from './words-that-promise.ts'

/** What a text promises, by name. */
const promised = (text: string, language: 'fr' | 'en') =>
  Object.entries(promisesIn(text, language)).flatMap(([name, words]) => (words ? [name] : []))

describe('E46, E24: hours and days of opening in words', () => {
  test.each([
    ['fr', 'De 8 h à 20 h'],
    ['fr', 'De 9h30 à 18h'],
    ['fr', 'de 9 à 18\u00a0h'],
    ['fr', 'du lundi au samedi'],
    ['fr', 'Ouvert le dimanche'],
    ['fr', 'Nous répondons tous les jours.'],
    ['fr', 'Fermé les jours fériés'],
    ['fr', 'Nos conseillers sont joignables jusqu’à 20 heures.'],
    ['en', '9am–6pm'],
    ['en', 'from 9:00 to 18:00'],
    ['en', 'Monday to Friday'],
    ['en', 'We are open on Sundays'],
    ['en', 'Call us every day'],
  ] as const)('%s: %s', (language, text) => {
    expect(promised(text, language)).toEqual(['hours'])
  })
})

describe('E46: open always, or an answer at once', () => {
  test.each([
    ['fr', 'Réponse 24h/24', 'always'],
    ['fr', 'Ouvert 7j/7', 'always'],
    ['en', 'Open 24/7', 'always'],
    ['fr', 'Réponse immédiate', 'delay'],
    ['fr', 'Nous répondons immédiatement', 'delay'],
    ['fr', 'Une réponse instantanée', 'delay'],
    ['fr', 'On vous répond tout de suite', 'delay'],
    ['fr', 'Réponse sous 2 h', 'delay'],
    ['en', 'Immediate answers', 'delay'],
    ['en', 'Instant help', 'delay'],
    ['en', 'We answer within 30 minutes', 'delay'],
  ] as const)('%s: %s', (language, text, name) => {
    expect(promised(text, language)).toEqual([name])
  })
})

describe('E46: how long a delivery takes is no promise of an answer', () => {
  test.each([
    ['fr', 'Livraison en 24 h', []],
    ['fr', 'Livraison en 24 heures partout en France.', []],
    ['fr', 'Votre bouquet est livré sous 2 jours.', []],
    ['fr', 'Nous expédions dans les 48 heures.', []],
    ['fr', 'Colis remis en moins de 3 jours', []],
    ['fr', 'Réponse sous 24 h', ['delay']],
    ['fr', 'Réponse sous 24 heures', ['delay']],
    ['fr', 'Sous 24 h, sans faute', ['delay']],
    ['fr', 'Nous livrons en 24 h et répondons sous 2 h', ['delay']],
    ['fr', 'Livraison en 24 h. Réponse sous 2 h.', ['delay']],
    ['fr', 'Une question sur votre livraison ? Nous vous rappelons en 2 h', ['delay']],
    ['fr', 'Colis perdu ? Une solution en 48 h', ['delay']],
    ['fr', 'Livraison : un conseiller vous recontacte sous 24 h', ['delay']],
    ['fr', 'Ouvert 24 heures sur 24', ['always']],
    ['fr', 'Joignables 24 heures', ['always']],
    ['en', 'Delivery in 24 hours', []],
    ['en', 'Shipped within 2 days.', []],
    ['en', 'Delivered within an hour in Paris', []],
    ['en', 'We answer within 24 hours', ['delay']],
    ['en', 'Within 24 hours', ['delay']],
    ['en', 'Delivered in 2 days, answered in 2 hours', ['delay']],
    ['en', 'About your delivery: we get back to you within 2 hours', ['delay']],
    ['en', 'Here 24 hours a day', ['always']],
  ] as const)('%s: %s', (language, text, names) => {
    expect(promised(text, language)).toEqual(names)
  })
})

describe('TEL-1: dear numbers in words', () => {
  test.each([
    'Le 0892 123 456',
    'Le 08 92 12 34 56',
    'Le 0 818 12 34 56',
    '+33 (0)8 99 12 34 56',
    '0033 892 123 456',
    'Appelez le 3260',
    'Call 32 60',
    '+1 900 123 4567',
    '+44 871 123 4567',
  ])('%s', text => {
    expect(promised(text, 'fr')).toEqual(['dearNumber'])
  })
})

test.each([
  ['fr', 'Une question sur un bouquet, une livraison, une facture ? Choisissez comme il vous convient.'],
  ['fr', 'Bonjour ! Comment pouvons-nous vous aider ?'],
  ['fr', 'Un instant, dites-nous tout de suite votre numéro de commande.'],
  ['fr', 'Nous sommes absents. Laissez votre adresse : nous répondrons par e-mail.'],
  ['fr', 'Gratuit : 0 800 123 456, ou 02 61 91 44 10. Urgence médicale : composez le 3114.'],
  ['fr', 'Plus de 3600 fleurs, un bouquet du dimanche offert dès 50 euros.'],
  ['fr', 'Votre commande 0892 ou 20260314-77 ?'],
  ['en', 'A question about a bouquet, a delivery, an invoice? Choose what suits you.'],
  ['en', 'We are away. Leave your address: we will answer by e-mail.'],
  ['en', 'Fresh flowers every day. Tell us about your Sunday bouquet.'],
] as const)('promises nothing (%s): %s', (language, text) => {
  expect(promised(text, language)).toEqual([])
})
