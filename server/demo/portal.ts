import type { Row } from './plan.ts'

/** What customers of the shop find by themselves: its numbers, its contact page, its accessibility statement. */
export function buildPortal(next: () => string, created: Date, calendarId: string) {
  const phone = (more: Pick<Row<'phone_numbers'>, 'number' | 'label_fr' | 'label_en' | 'purpose'>) =>
    ({
      id: next(),
      tariff: 'standard',
      calendar_id: calendarId,
      created_at: created,
      updated_at: created,
      ...more,
    }) satisfies Row<'phone_numbers'>
  const words = JSON.stringify({
    introFr:
      'Une question sur un bouquet, une livraison, une facture\u202f? Choisissez comme il vous convient.',
    introEn: 'A question about a bouquet, a delivery, an invoice? Choose what suits you.',
    answerPromise: 'opening',
  })
  return {
    phone_numbers: [
      phone({
        number: '+33261914410',
        label_fr: 'Service clients',
        label_en: 'Customer care',
        purpose: 'support',
      }),
      phone({
        number: '+33261914420',
        label_fr: 'Commandes et entreprises',
        label_en: 'Orders and companies',
        purpose: 'sales',
      }),
    ],
    contact_pages: [
      { draft: words, published: words, published_at: created, published_by: null, updated_at: created },
    ],
    accessibility_statements: [
      {
        statement: JSON.stringify({
          conformity: 'partial',
          rate: 94.3,
          assessedOn: '2026-09-15',
          assessedBy: 'Maison Bleuet',
          exceptionsFr: 'Les photos jointes aux messages n’ont pas toujours de description.',
          exceptionsEn: 'Pictures attached to messages do not always have a description.',
          contactEmail: 'bonjour@maison-bleuet.test',
        }),
        updated_at: created,
      },
    ],
  } satisfies {
    phone_numbers: Row<'phone_numbers'>[]
    contact_pages: Row<'contact_pages'>[]
    accessibility_statements: Row<'accessibility_statements'>[]
  }
}
