/** Headings as people write them, without accents or signs, for each thing that a column of people may hold. */
const headings: Record<string, readonly string[]> = {
  name: ['name', 'nom complet', 'full name', 'contact', 'client', 'customer', 'nom et prenom', 'prenom nom'],
  firstName: ['prenom', 'first name', 'firstname', 'given name'],
  lastName: ['nom', 'nom de famille', 'last name', 'lastname', 'surname', 'family name'],
  email: [
    'email',
    'e mail',
    'mail',
    'courriel',
    'adresse e mail',
    'adresse mail',
    'email address',
    'e mail address',
  ],
  phone: ['telephone', 'tel', 'phone', 'mobile', 'portable', 'phone number', 'numero', 'numero de telephone'],
  whatsapp: ['whatsapp'],
  external: [
    'id',
    'identifiant',
    'external id',
    'numero client',
    'customer number',
    'code client',
    'reference',
  ],
  company: ['entreprise', 'societe', 'company', 'organisation', 'organization'],
  language: ['langue', 'language', 'lang'],
  stage: ['etape', 'stage', 'lifecycle stage'],
  isVip: ['vip'],
  preferredChannel: ['canal prefere', 'preferred channel', 'prefere'],
}

/** The same for companies. */
const companyHeadings: Record<string, readonly string[]> = {
  name: [
    ...['nom', 'name', 'entreprise', 'societe', 'company', 'organisation', 'organization', 'raison sociale'],
    ...['company name', 'nom de l entreprise', 'client', 'customer'],
  ],
  domain: ['domaine', 'domain', 'site', 'site web', 'site internet', 'website', 'web', 'url'],
}

export interface KnownAttribute {
  key: string
  label_fr: string
  label_en: string
}

/** Where each column goes by its heading; null for what says nothing. A thing said once is not suggested twice. */
export function suggestMapping(
  columns: readonly string[],
  attributes: readonly KnownAttribute[],
  subject: 'contact' | 'company' = 'contact',
): (string | null)[] {
  const taken = new Set<string>()
  const several = new Set(['email', 'phone'])
  return columns.map(column => {
    const said = folded(column)
    const target =
      Object.entries(subject === 'company' ? companyHeadings : headings).find(([, known]) =>
        known.includes(said),
      )?.[0] ??
      attributes
        .filter(one => [one.key, one.label_fr, one.label_en].some(label => folded(label) === said))
        .map(one => `attributes.${one.key}`)[0]
    if (!target || (taken.has(target) && !several.has(target))) return null
    taken.add(target)
    return target
  })
}

const folded = (text: string) =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim()
