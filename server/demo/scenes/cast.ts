import type { Customer } from '../customers.ts'
import { cities } from '../places.ts'

const cast = (
  name: string,
  language: 'fr' | 'en',
  female: boolean,
  email: string,
  city: string,
  rest: Partial<
    Pick<Customer, 'phone' | 'company' | 'isVip' | 'isMinor' | 'prefersPhone' | 'activity' | 'manner'>
  > = {},
): Customer => {
  const [first = '', ...last] = name.split(' ')
  return {
    name,
    first,
    last: last.join(' '),
    female,
    language,
    email,
    phone: undefined,
    company: undefined,
    isVip: false,
    isMinor: false,
    manner: 'plain',
    slips: 'none',
    device: undefined,
    city: cities.find(each => each.city === city)!,
    activity: 2.2,
    prefersPhone: false,
    blocked: false,
    ...rest,
  }
}

/** People of today's scenes: they also wrote during the year, like anyone else. */
export const castList = {
  anna: cast('Anna Pereira', 'fr', true, 'anna.pereira@courriel.example', 'Lyon', {
    phone: '+33639980117',
    isVip: true,
    prefersPhone: true,
    activity: 7,
  }),
  luc: cast('Luc Martin', 'fr', false, 'luc.martin@maboite.example', 'Nantes', {
    phone: '+33639980223',
    activity: 3,
  }),
  ines: cast('Inès Roy', 'fr', true, 'ines.roy@courriel.example', 'Bordeaux', { activity: 2.5 }),
  oliver: cast('Oliver Whitfield', 'en', false, 'oliver.whitfield@mailbox.example', 'Bordeaux', {
    phone: '+447700900451',
    activity: 4,
  }),
  priya: cast('Priya Raman', 'en', true, 'priya.raman@post.example', 'Paris', { isVip: true, activity: 4 }),
  josiane: cast('Josiane Perrin', 'fr', true, 'josiane.perrin@famille.example', 'Grenoble', {
    phone: '+33465710101',
    activity: 3,
    manner: 'formal',
  }),
  samir: cast('Samir Cherif', 'fr', false, 'samir.cherif@lettre.example', 'Villeurbanne', { activity: 3 }),
  chloe: cast('Chloé Nguyen', 'fr', true, 'chloe.nguyen@maboite.example', 'Toulouse', {
    manner: 'casual',
    isMinor: true,
  }),
  thomas: cast('Thomas Wagner', 'fr', false, 'thomas.wagner@courriel.example', 'Colmar', {
    phone: '+33639980339',
  }),
  awa: cast('Awa Coulibaly', 'fr', true, 'awa.coulibaly@postal.example', 'Marseille', {}),
  hugo: cast('Hugo Lambert', 'fr', false, 'hugo.lambert@lettre.example', 'Lyon', {}),
  maelle: cast('Maëlle Kervella', 'fr', true, 'maelle.kervella@courriel.example', 'Quimper', {}),
  gerard: cast('Gérard Vasseur', 'fr', false, 'gerard.vasseur@famille.example', 'Lille', {
    phone: '+33639980441',
    prefersPhone: true,
    manner: 'formal',
  }),
  sofia: cast('Sofia Ferrari', 'fr', true, 'sofia.ferrari@clinique-des-amandiers.example', 'Nice', {
    activity: 4,
    manner: 'formal',
  }),
  etienne: cast('Étienne Lacroix', 'fr', false, 'direction@hotel-des-deux-rives.example', 'Strasbourg', {
    activity: 4,
    isVip: true,
    manner: 'formal',
  }),
  niamh: cast('Niamh Byrne', 'en', true, 'niamh.byrne@letters.example', 'Rennes', {}),
  camille: cast('Camille Lefèvre', 'fr', true, 'camille.lefevre@maboite.example', 'Paris', {}),
  nolwenn: cast('Nolwenn Tanguy', 'fr', true, 'nolwenn.tanguy@postal.example', 'Rennes', {}),
  rachid: cast('Rachid Mansouri', 'fr', false, 'rachid.mansouri@lettre.example', 'Saint-Étienne', {
    activity: 3,
  }),
  yvette: cast('Yvette Hoarau', 'fr', true, 'yvette.hoarau@famille.example', 'Saint-Denis', {}),
  nursery: cast('Pépinières du Val', 'fr', true, 'lettre@pepinieres-du-val.example', 'Nantes', {
    activity: 0,
    manner: 'formal',
  }),
  seo: cast('Top Position Web', 'fr', false, 'contact@top-position-web.example', 'Paris', { activity: 0 }),
  lottery: cast('International Prize Office', 'en', false, 'claims@prize-office.example', 'Paris', {
    activity: 0,
  }),
  fakeBank: cast('Service Comptes', 'fr', false, 'securite@banque-alerte.example', 'Paris', { activity: 0 }),
  postmaster: cast('Mail Delivery System', 'fr', false, 'mailer-daemon@maison-bleuet.test', 'Paris', {
    activity: 0,
  }),
} as const satisfies Record<string, Customer>

export type CastKey = keyof typeof castList

/** Companies of the cast, by the name of the list of companies. */
export const castCompanies: Partial<Record<CastKey, string>> = {
  sofia: 'Clinique des Amandiers',
  etienne: 'Hôtel des Deux Rives',
}
