import type { Row } from './plan.ts'

/** The two names under which the shop is known: to everybody, and to companies. */
export function buildBrands(next: () => string, created: Date) {
  const [shop, business] = [next(), next()]
  const brand = (id: string, name: string, more: Partial<Row<'brands'>>): Row<'brands'> => ({
    id,
    name,
    is_default: false,
    logo_file_id: null,
    colour: '#1D4F91',
    languages: ['fr', 'en'],
    site_url: 'https://www.maison-bleuet.test',
    terms_url: 'https://www.maison-bleuet.test/conditions-generales-de-vente',
    returns_url: 'https://www.maison-bleuet.test/retours',
    signature: name,
    mail_footer_fr: '',
    mail_footer_en: '',
    mediator_name: 'Médiation Commerce Fictive',
    mediator_address: '12 rue de l’Exemple, 75000 Paris',
    mediator_site: 'https://www.mediation-commerce-fictive.test',
    created_at: created,
    updated_at: created,
    ...more,
  })
  return {
    shop,
    business,
    rows: [
      brand(shop, 'Maison Bleuet', {
        is_default: true,
        mail_footer_fr: 'Maison Bleuet, fleuriste en ligne et en magasin · www.maison-bleuet.test',
        mail_footer_en: 'Maison Bleuet, florist, online and in twelve French cities · www.maison-bleuet.test',
      }),
      brand(business, 'Maison Bleuet Entreprises', { colour: '#3C5A3E', languages: ['fr'] }),
    ],
  }
}
