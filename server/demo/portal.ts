import type { Row } from './plan.ts'

/** What customers of the shop find by themselves: its numbers, its contact page, its accessibility statement, who else handles data. */
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
  const onDay = (days: number) => new Date(created.getTime() + days * 86_400_000)
  /** Announced so many days after the house began, for so many days later; readers know of it already. */
  const announced = (
    id: string,
    day: number,
    notice: number,
    said: Pick<
      Row<'sub_processors'>,
      'name' | 'country' | 'purpose_fr' | 'purpose_en' | 'early_reason_fr' | 'early_reason_en'
    >,
  ) => {
    const startsOn = onDay(day + notice)
      .toISOString()
      .slice(0, 10)
    return {
      ...{ id, kind: null, host: null, is_ours: false, ended_at: null, touched_at: null, ...said },
      ...{ announced_at: onDay(day), starts_on: startsOn },
      told: JSON.stringify({
        ...{ name: said.name, country: said.country, startsOn },
        ...{ purposeFr: said.purpose_fr, purposeEn: said.purpose_en },
        ...{ earlyReasonFr: said.early_reason_fr, earlyReasonEn: said.early_reason_en },
      }),
    } satisfies Row<'sub_processors'>
  }
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
    sub_processors: [
      announced(next(), 0, 30, {
        name: 'Étiquettes du Rail',
        country: 'France',
        purpose_fr: 'Imprime les étiquettes de livraison',
        purpose_en: 'Prints delivery labels',
        early_reason_fr: '',
        early_reason_en: '',
      }),
      announced(next(), 200, 12, {
        name: 'Atelier Babel',
        country: 'Belgique',
        purpose_fr: 'Traduit des demandes en allemand et en espagnol',
        purpose_en: 'Translates requests into German and Spanish',
        early_reason_fr: 'le traducteur précédent a cessé son activité ce mois-ci',
        early_reason_en: 'the translator before closed down this month',
      }),
    ],
  } satisfies {
    phone_numbers: Row<'phone_numbers'>[]
    contact_pages: Row<'contact_pages'>[]
    accessibility_statements: Row<'accessibility_statements'>[]
    sub_processors: Row<'sub_processors'>[]
  }
}
