import type { Role } from '#contract/common.ts'

export type TeamKey = 'phone' | 'mail' | 'english' | 'events' | 'business' | 'stores' | 'field' | 'azur'

/** One of the people of the shop or of its partner; all of them are invented. */
export type DemoPerson = {
  key: string
  name: string
  email: string
  role: Role
  language: 'fr' | 'en'
  languages: readonly string[]
  title: string
  teams: readonly TeamKey[]
  /** A shop's city, or one of the three other sites. */
  site: string
  /** How many conversations this person takes, against a colleague; 0 for who does not answer customers. */
  load: number
}

const house = 'maison-bleuet.test'
const partner = 'azur-relation.test'

function person(
  name: string,
  role: Role,
  title: string,
  teams: readonly TeamKey[],
  options: Partial<Pick<DemoPerson, 'language' | 'languages' | 'site' | 'load'>> = {},
): DemoPerson {
  const local = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z]+/g, '.')
  const domain = role === 'partner' ? partner : house
  return {
    key: local,
    name,
    email: `${local}@${domain}`,
    role,
    language: options.language ?? 'fr',
    languages: options.languages ?? ['fr'],
    title,
    teams,
    site: options.site ?? (role === 'partner' ? 'azur' : 'angers'),
    load: options.load ?? (role === 'adviser' || role === 'partner' ? 1 : 0),
  }
}

const both = ['fr', 'en'] as const

/**
 * The people of Maison Bleuet. The first of each role is who one enters as from the sign-in page: the desk of that person
 * must be worth a visit.
 */
export const people: readonly DemoPerson[] = [
  person('Hélène Castaing', 'administrator', 'Responsable des outils clients', [], { languages: both }),
  person('Nora Haddad', 'supervisor', 'Responsable du service clients', ['mail', 'english'], {
    languages: both,
    load: 0.1,
  }),
  person('Philippe Marec', 'supervisor', 'Responsable téléphone et prestataire', ['phone', 'azur'], {
    languages: ['fr', 'es'],
    load: 0.05,
  }),
  person(
    'Aminata Diallo',
    'supervisor',
    'Responsable des magasins et du conseil',
    ['stores', 'events', 'business'],
    { languages: both, load: 0.05 },
  ),

  person('Léa Marchand', 'adviser', 'Conseillère clients', ['mail', 'english'], {
    languages: both,
    load: 1.25,
  }),
  person('Karim Benali', 'adviser', 'Conseiller clients, livraisons', ['mail'], {
    languages: ['fr', 'ar'],
    load: 1.3,
  }),
  person('Juliette Kervella', 'adviser', 'Conseillère clients', ['mail'], { languages: both }),
  person('Mehdi Ziani', 'adviser', 'Conseiller clients', ['mail']),
  person('Camille Roussel', 'adviser', 'Conseillère clients, facturation', ['mail'], { languages: both }),
  person('Linh Tran', 'adviser', 'Conseillère clients', ['mail', 'english'], {
    languages: ['fr', 'en', 'vi'],
  }),
  person('Théo Delattre', 'adviser', 'Conseiller clients', ['mail'], { load: 0.8 }),
  person('Fatou Ndiaye', 'adviser', 'Conseillère clients', ['mail'], { languages: both }),
  person('Baptiste Lemoine', 'adviser', 'Conseiller clients', ['mail'], { load: 0.7 }),
  person('Sarah Whitfield', 'adviser', 'Customer adviser', ['english'], {
    language: 'en',
    languages: both,
    load: 1.2,
  }),
  person('Conor Gallagher', 'adviser', 'Customer adviser', ['english'], {
    language: 'en',
    languages: ['en', 'fr', 'ga'],
    load: 1.1,
  }),

  person('Isabelle Fontaine', 'adviser', 'Conseillère téléphone', ['phone']),
  person('Yacine Belkacem', 'adviser', 'Conseiller téléphone', ['phone']),
  person('Mireille Payet', 'adviser', 'Conseillère téléphone', ['phone'], { load: 0.9 }),
  person('Romain Etcheverry', 'adviser', 'Conseiller téléphone', ['phone'], { languages: ['fr', 'es'] }),
  person('Ewa Nowak', 'adviser', 'Conseillère téléphone', ['phone'], { languages: ['fr', 'en', 'pl'] }),
  person('Olivier Teixeira', 'adviser', 'Conseiller téléphone', ['phone'], {
    languages: ['fr', 'pt'],
    load: 0.7,
  }),

  person('Margaux Vasseur', 'adviser', 'Conseillère mariages et deuil', ['events'], { languages: both }),
  person('Antoine Garnier', 'adviser', 'Conseiller événements', ['events']),
  person('Inès Mansouri', 'adviser', 'Conseillère entreprises', ['business'], { languages: both }),
  person('Loïc Tanguy', 'adviser', 'Conseiller entreprises', ['business'], { load: 0.9 }),

  person('Delphine Klein', 'adviser', 'Coordinatrice des magasins', ['stores'], {
    languages: ['fr', 'de', 'en'],
  }),
  person('Samuel Hoarau', 'adviser', 'Coordinateur des magasins', ['stores']),
  person('Ousmane Keita', 'adviser', 'Planification des techniciens', ['field'], { languages: both }),

  person('Sylvie Aubert', 'collaborator', 'Fleuriste, experte des plantes', ['mail'], { load: 0 }),
  person('Claire Bonnet', 'collaborator', 'Responsable du magasin de Lyon', ['stores'], { site: 'Lyon' }),
  person('Mathilde Petit', 'collaborator', 'Responsable du magasin de Paris', ['stores'], { site: 'Paris' }),
  person('Gwenaëlle Le Bihan', 'collaborator', 'Responsable du magasin de Rennes', ['stores'], {
    site: 'Rennes',
  }),
  person('Marius Giraud', 'collaborator', 'Responsable du magasin de Marseille', ['stores'], {
    site: 'Marseille',
  }),
  person('Vanessa Grondin', 'collaborator', 'Responsable du magasin de Saint-Denis', ['stores'], {
    site: 'Saint-Denis',
  }),
  person('Bruno Schmitt', 'collaborator', 'Responsable du magasin de Strasbourg', ['stores'], {
    site: 'Strasbourg',
    languages: ['fr', 'de'],
  }),
  person('Didier Chauvet', 'collaborator', 'Technicien plantes d’intérieur', ['field']),
  person('Catherine Rolland', 'collaborator', 'Comptabilité clients', []),

  person('Beatriz Nogueira', 'partner', 'Conseillère, Azur Relation', ['azur'], {
    languages: ['fr', 'pt', 'en'],
    load: 1.1,
  }),
  person('Tiago Fonseca', 'partner', 'Conseiller, Azur Relation', ['azur'], { languages: ['fr', 'pt'] }),
  person('Mariana Sequeira', 'partner', 'Conseillère, Azur Relation', ['azur'], {
    languages: ['fr', 'pt', 'en'],
  }),
  person('Rui Almeida', 'partner', 'Conseiller, Azur Relation', ['azur'], {
    languages: ['fr', 'pt'],
    load: 0.8,
  }),
]

/** Those who left during the year, with the days after the opening between which they were there. */
export const formerPeople: readonly { person: DemoPerson; from: number; to: number }[] = [
  { person: person('Nadège Cordier', 'adviser', 'Conseillère clients', []), from: 0, to: 210 },
  { person: person('Victor Pasquier', 'adviser', 'Conseiller téléphone', []), from: 120, to: 171 },
  { person: person('Inês Carvalho', 'partner', 'Conseillère, Azur Relation', []), from: 30, to: 318 },
]

export const teamList: readonly {
  key: TeamKey
  name: string
  kind: 'telephony' | 'digital' | 'sales' | 'store' | 'field'
  site: string
  positions: number
}[] = [
  { key: 'phone', name: 'Téléphone', kind: 'telephony', site: 'angers', positions: 6 },
  { key: 'mail', name: 'E-mail et messagerie', kind: 'digital', site: 'angers', positions: 9 },
  { key: 'english', name: 'English desk', kind: 'digital', site: 'angers', positions: 4 },
  { key: 'events', name: 'Conseil et événements', kind: 'sales', site: 'angers', positions: 2 },
  { key: 'business', name: 'Entreprises', kind: 'sales', site: 'angers', positions: 2 },
  { key: 'stores', name: 'Magasins', kind: 'store', site: 'Paris', positions: 12 },
  { key: 'field', name: 'Techniciens plantes', kind: 'field', site: 'angers', positions: 3 },
  { key: 'azur', name: 'Azur Relation, débordement', kind: 'telephony', site: 'azur', positions: 4 },
]

/** Which team answers a family of reasons, unless the language or the overflow decides otherwise. */
export function teamFor(family: string, reason: string): TeamKey {
  if (family === 'maintenance') return 'field'
  if (family === 'store') return 'stores'
  if (reason === 'events' || reason === 'mourning') return 'events'
  if (reason === 'business') return 'business'
  return 'mail'
}
