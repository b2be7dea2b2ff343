import type { FormField, FormSetUp } from '#contract/forms.ts'
import { notDeleted, type Row } from './plan.ts'

const both = (fr: string, en: string) => ({ fr, en })

const field = (
  key: string,
  type: FormField['type'],
  label: FormField['label'],
  more: Partial<FormField> = {},
): FormField => ({
  key,
  type,
  label,
  hint: both('', ''),
  required: false,
  options: [],
  showIf: null,
  prospectingNotice: true,
  purpose: null,
  ...more,
})

/** What the form of the shop asks. */
export const form: FormSetUp = {
  title: both('Une question sur ma commande', 'A question about my order'),
  intro: both(
    'Dites-nous ce qui se passe\u00a0: une personne de l’équipe vous lit.',
    'Tell us what is happening: a person of the team reads you.',
  ),
  thanks: both('Merci.', 'Thank you.'),
  fields: [
    field('email', 'email', both('Votre adresse e-mail', 'Your email address'), { required: true }),
    field('order', 'order', both('Numéro de commande', 'Order number'), {
      hint: both(
        'Dans le mail de confirmation, par exemple 88213.',
        'In the confirmation mail, for example 88213.',
      ),
    }),
    field('about', 'choice', both('C’est à propos de', 'It is about'), {
      required: true,
      options: [
        { value: 'late', label: both('Un bouquet en retard', 'A late bouquet') },
        { value: 'damaged', label: both('Un bouquet abîmé', 'A damaged bouquet') },
        { value: 'other', label: both('Autre chose', 'Something else') },
      ],
    }),
    field('photo', 'file', both('Photo du bouquet', 'Picture of the bouquet'), {
      showIf: { field: 'about', value: 'damaged' },
    }),
    field('message', 'long_text', both('Votre message', 'Your message'), { required: true }),
    field('phone', 'phone', both('Téléphone', 'Phone')),
    field('offers', 'consent', both('Recevoir vos offres par e-mail', 'Get your offers by email'), {
      purpose: 'marketing',
    }),
  ],
}

/** The form of the shop's site, published. */
export function buildForm(
  next: () => string,
  {
    teamId,
    calendarId,
    brandId,
    created,
  }: { teamId: string; calendarId: string; brandId: string; created: Date },
) {
  const id = next()
  const channel: Row<'channels'> = {
    id,
    kind: 'form',
    name: form.title.fr,
    address: 'commande',
    language: 'fr',
    signature: '',
    team_id: teamId,
    calendar_id: calendarId,
    brand_id: brandId,
    settings: JSON.stringify({ ...form, published: { version: 1, at: created.toISOString(), form } }),
    enabled: true,
    version: 1,
    health: JSON.stringify({ state: 'works' }),
    ...notDeleted,
    created_at: created,
    updated_at: created,
  }
  const version: Row<'form_versions'> = {
    channel_id: id,
    version: 1,
    form: JSON.stringify(form),
    published_at: created,
    published_by: null,
  }
  return { channel, version }
}
