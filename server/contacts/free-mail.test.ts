import { expect, test } from 'vitest'
import { companyDomain } from './free-mail.ts'

test.each([
  ['anna@gmail.com', undefined],
  ['anna@orange.fr', undefined],
  ['anna@bbox.fr', undefined],
  ['anna@numericable.fr', undefined],
  ['anna@wanadoo.re', undefined],
  ['anna@tuta.com', undefined],
  ['x2c4@marketplace.amazon.fr', undefined],
  ['anna@mail.laposte.net', undefined],
  ['anna@[192.168.1.1]', undefined],
  ['anna@192.168.1.1', undefined],
  ['sans-arobase', undefined],
  ['achats@Dupont-Fleurs.fr', 'dupont-fleurs.fr'],
  ['achats@lyon.dupont-fleurs.fr', 'lyon.dupont-fleurs.fr'],
  ['contact@xn--bcher-kva.example', 'xn--bcher-kva.example'],
])('%s belongs to the company of %s', (address, domain) => {
  expect(companyDomain(address)).toBe(domain)
})
