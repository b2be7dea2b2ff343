import { expect, test } from 'vitest'
import { detectLanguage } from './language.ts'

test.each([
  ['Bonjour, ma commande n’est toujours pas arrivée, pouvez-vous m’aider ?', 'fr'],
  ['livraison en retard depuis deux jours', 'fr'],
  ['Hello, my order has still not arrived, could you help me please?', 'en'],
  ['I want a refund for the broken vase', 'en'],
  ['Mi pedido no ha llegado todavía, ¿pueden ayudarme?', null],
  ['Wo ist meine Bestellung? Ich warte seit zwei Wochen.', null],
  ['ok', null],
  ['', null],
])('"%s" is read as %s', async (text, language) => {
  expect(await detectLanguage(text)).toBe(language)
})
