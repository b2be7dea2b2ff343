import { buildAnswers } from './answers.ts'
import { buildBrands } from './brands.ts'
import { buildForm } from './form.ts'
import { type DemoPerson, formerPeople, people, type TeamKey, teamList } from './people.ts'
import { headOffice, partnerCentre, stores, website } from './places.ts'
import { notDeleted, type Row, type Rows } from './plan.ts'
import { buildPortal } from './portal.ts'
import { timePromises } from './promises.ts'
import { buildQueues } from './queues.ts'
import { allReasons, complaints, families, moments, type ReasonKey } from './reasons.ts'
import { buildRules } from './rules.ts'
import { timeZone } from './seasons.ts'
import { buildSegments } from './segments.ts'
import { shopChat } from './shop/chat.ts'
import { buildWall } from './wall.ts'

/** What conversations refer to: ids of people, teams, reasons, channels. */
export type Setting = {
  rows: Rows
  calendarId: string
  partnerId: string
  surveyId: string
  chatId: string
  formId: string
  members: ReadonlyMap<string, Member>
  teams: ReadonlyMap<TeamKey, string>
  reasons: ReadonlyMap<ReasonKey, string>
  channels: Record<'fr' | 'en' | 'pro', { id: string; address: string; name: string }>
  tags: readonly string[]
}

export type Member = DemoPerson & { id: string; firstName: string }

type Mint = (atMs: number) => string

export const tags = [
  'urgent',
  'geste commercial',
  'saint-valentin',
  'fête des mères',
  'transporteur',
  'photo',
  'fidèle',
  'presse',
  'à rappeler',
  'atelier',
] as const

/** Builds the shop: its sites, hours, people, reasons, addresses and survey, all dated from its opening. */
export function buildSetting(mint: Mint, openedMs: number, now: Date): Setting {
  const created = new Date(openedMs)
  let tick = openedMs
  const next = () => mint(tick++)

  const partnerId = next()
  const calendars = buildCalendars(next, created)
  const sites = buildSites(next, created, partnerId, calendars)
  const teams = new Map<TeamKey, string>()
  const teamRows: Row<'teams'>[] = teamList.map(team => {
    const id = next()
    teams.set(team.key, id)
    return {
      id,
      name: team.name,
      kind: team.kind,
      site_id: sites.ids.get(team.site) ?? null,
      partner_id: team.key === 'azur' ? partnerId : null,
      calendar_id:
        calendars.ids.get(team.key === 'azur' ? 'azur' : team.key === 'stores' ? 'Paris' : 'care') ?? null,
      positions: team.positions,
      created_at: created,
    }
  })
  const members = new Map<string, Member>()
  const memberRow = (
    person: DemoPerson,
    id: string,
    createdAt: Date,
    leftAt: Date | null,
  ): Row<'members'> => ({
    id,
    user_id: null,
    role: person.role,
    name: person.name,
    email: person.email,
    language: person.language,
    languages: [...person.languages],
    job_title: person.title,
    photo_file_id: null,
    signature: signatureOf(person),
    partner_id: person.role === 'partner' ? partnerId : null,
    site_id: sites.ids.get(person.site) ?? null,
    status: leftAt ? 'deactivated' : 'active',
    preferences: '{}',
    created_at: createdAt,
    deactivated_at: leftAt,
    digest_at: null,
  })
  const memberRows = people.map((person, index) => {
    const id = next()
    members.set(person.key, { ...person, id, firstName: person.name.split(' ')[0]! })
    return memberRow(person, id, new Date(openedMs + index * 3_600_000), null)
  })
  const formerRows = formerPeople.map(({ person, from, to }) =>
    memberRow(person, next(), daysAfter(openedMs, from), daysAfter(openedMs, to)),
  )
  const teamMembers = people.flatMap((person, index) =>
    person.teams.map(
      (team): Row<'team_members'> => ({
        team_id: teams.get(team)!,
        member_id: members.get(person.key)!.id,
        since: memberRows[index]!.created_at,
      }),
    ),
  )
  const reasons = buildReasons(next)
  const channels = {
    fr: { id: next(), address: 'bonjour@maison-bleuet.test', name: 'Maison Bleuet' },
    en: { id: next(), address: 'hello@maison-bleuet.test', name: 'Maison Bleuet' },
    pro: { id: next(), address: 'pro@maison-bleuet.test', name: 'Maison Bleuet Entreprises' },
  }
  const chat = { id: next(), address: 'cb1e0e7b1e0e7b1e0e7b1e0e7', name: 'Boutique en ligne' }
  const surveyId = next()
  const brands = buildBrands(next, created)
  const form = buildForm(next, {
    teamId: teams.get('mail')!,
    calendarId: calendars.ids.get('care')!,
    brandId: brands.shop,
    created,
  })
  const leadId = [...members.values()].find(person => person.role === 'supervisor')!.id
  const answers = buildAnswers(next, created, {
    teams,
    reasons: reasons.ids,
    leadId,
  })
  const rules = buildRules(next, created, {
    reasons: reasons.ids,
    answerId: answers.canned_answers.find(({ audience, acts }) => audience === 'everyone' && !acts)!.id,
    leadId,
  })

  return {
    calendarId: calendars.ids.get('care')!,
    partnerId,
    surveyId,
    members,
    teams,
    reasons: reasons.ids,
    channels,
    chatId: chat.id,
    formId: form.channel.id,
    tags,
    rows: {
      partners: [
        {
          id: partnerId,
          name: 'Azur Relation',
          visible_contact_fields: ['name', 'language', 'records'],
          created_at: created,
        },
      ],
      calendars: calendars.rows,
      sites: sites.rows,
      teams: teamRows,
      members: [...memberRows, ...formerRows],
      team_members: teamMembers,
      reasons: reasons.rows,
      ...answers,
      ...rules,
      ...buildQueues(next, created, { teams, reasons: reasons.ids, members, partnerId }),
      ...buildWall(next, created, now),
      segments: buildSegments(next, created),
      tags: tags.map(name => ({ id: next(), name, is_moment: false, created_at: created })),
      attribute_definitions: attributes(next),
      brands: brands.rows,
      ...buildPortal(next, created, calendars.ids.get('care')!),
      sla_policies: timePromises(next, created, {
        calendarId: calendars.ids.get('care')!,
        businessChannelId: channels.pro.id,
      }),
      channels: [
        {
          ...channel(chat, 'fr', teams.get('mail')!, calendars.ids.get('care')!, created, brands.shop, ''),
          kind: 'chat',
          settings: JSON.stringify(shopChat),
        },
        channel(
          channels.fr,
          'fr',
          teams.get('mail')!,
          calendars.ids.get('care')!,
          created,
          brands.shop,
          'Maison Bleuet, fleuriste en ligne et en magasin\nwww.maison-bleuet.test · 02 61 91 44 10',
        ),
        channel(
          channels.en,
          'en',
          teams.get('english')!,
          calendars.ids.get('care')!,
          created,
          brands.shop,
          'Maison Bleuet, florist, online and in twelve French cities\nwww.maison-bleuet.test · +33 2 61 91 44 10',
        ),
        channel(
          channels.pro,
          'fr',
          teams.get('business')!,
          calendars.ids.get('care')!,
          created,
          brands.business,
          'Maison Bleuet Entreprises\npro@maison-bleuet.test · 02 61 91 44 20',
        ),
        form.channel,
      ],
      form_versions: [form.version],
      surveys: [
        {
          id: surveyId,
          name: 'Satisfaction après échange',
          metric: 'csat',
          scale_max: 5,
          question_fr: 'Votre demande a-t-elle été bien traitée ?'.replace(' ?', '\u202f?'),
          question_en: 'How well did we handle your request?',
          comment_question_fr: 'Voulez-vous nous dire pourquoi ?'.replace(' ?', '\u202f?'),
          comment_question_en: 'Would you like to tell us why?',
          trigger: 'closure',
          // Whoever tries the demonstration sees the survey leave as soon as a closure can no longer be undone.
          delay_minutes: 0,
          quiet_days: 30,
          asks_in_chat: true,
          enabled: true,
          created_at: created,
        },
      ],
    },
  }
}

const daysAfter = (ms: number, days: number) => new Date(ms + days * 86_400_000)

function signatureOf(person: DemoPerson): string {
  if (person.role === 'partner') return `${person.name}\n${person.title.split(',')[0]} · Maison Bleuet`
  return `${person.name}\n${person.title} · Maison Bleuet`
}

function channel(
  { id, address, name }: { id: string; address: string; name: string },
  language: 'fr' | 'en',
  teamId: string,
  calendarId: string,
  created: Date,
  brandId: string,
  signature: string,
): Row<'channels'> {
  return {
    id,
    kind: 'email',
    name,
    address,
    language,
    signature,
    team_id: teamId,
    calendar_id: calendarId,
    brand_id: brandId,
    settings: '{}',
    enabled: true,
    version: 1,
    health: JSON.stringify({ state: 'works' }),
    ...notDeleted,
    created_at: created,
    updated_at: created,
  }
}

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

function buildCalendars(next: () => string, created: Date) {
  const ids = new Map<string, string>()
  const rows: Row<'calendars'>[] = []
  const add = (
    key: string,
    name: string,
    zone: string,
    holidays: string,
    hours: (day: (typeof weekdays)[number]) => string[][],
  ) => {
    const id = next()
    ids.set(key, id)
    const weekly = Object.fromEntries(
      weekdays.map(day => [day, hours(day)] as const).filter(([, open]) => open.length > 0),
    )
    rows.push({
      id,
      name,
      time_zone: zone,
      weekly_hours: JSON.stringify(weekly),
      holidays,
      exceptions: '[]',
      version: 1,
      created_at: created,
    })
  }
  add('care', 'Service clients', timeZone, 'FR', day =>
    day === 'sun' ? [] : day === 'sat' ? [['09:00', '18:00']] : [['08:30', '19:00']],
  )
  add('azur', 'Azur Relation (Lisbonne)', partnerCentre.timeZone, 'none', day =>
    day === 'sun' ? [['09:00', '13:00']] : [['08:00', '20:00']],
  )
  for (const store of stores)
    add(store.city, `Magasin de ${store.city}`, store.timeZone, store.holidays, day =>
      day === 'mon' ? [] : day === 'sun' ? [['09:00', '13:00']] : [['09:00', '19:30']],
    )
  return { ids, rows }
}

function buildSites(
  next: () => string,
  created: Date,
  partnerId: string,
  calendars: { ids: Map<string, string> },
) {
  const ids = new Map<string, string>()
  const rows: Row<'sites'>[] = []
  const add = (
    key: string,
    name: string,
    city: string,
    zone: string,
    calendar: string,
    country = 'FR',
    partner: string | null = null,
  ) => {
    const id = next()
    ids.set(key, id)
    rows.push({
      id,
      name,
      kind: partner ? 'partner' : 'in_house',
      partner_id: partner,
      country,
      city,
      time_zone: zone,
      calendar_id: calendars.ids.get(calendar) ?? null,
      created_at: created,
    })
  }
  add('angers', headOffice.name, headOffice.city, headOffice.timeZone, 'care')
  add('web', website.name, website.city, website.timeZone, 'care')
  for (const store of stores) add(store.city, store.name, store.city, store.timeZone, store.city)
  add(
    'azur',
    partnerCentre.name,
    partnerCentre.city,
    partnerCentre.timeZone,
    'azur',
    partnerCentre.country,
    partnerId,
  )
  return { ids, rows }
}

function buildReasons(next: () => string) {
  const ids = new Map<ReasonKey, string>()
  const rows: Row<'reasons'>[] = []
  families.forEach((family, position) => {
    const parent = next()
    const high = family.reasons.filter(reason => reason.value === 'high').length * 2 >= family.reasons.length
    rows.push({
      id: parent,
      parent_id: null,
      label_fr: family.fr,
      label_en: family.en,
      value: high ? 'high' : 'low',
      is_complaint: false,
      is_complex: false,
      is_moment: false,
      position,
      archived_at: null,
    })
  })
  const parents = new Map(families.map((family, index) => [family.key, rows[index]!.id]))
  for (const { key, family, reason } of allReasons()) {
    const id = next()
    ids.set(key, id)
    rows.push({
      id,
      parent_id: parents.get(family.key)!,
      label_fr: reason.fr,
      label_en: reason.en,
      value: reason.value,
      is_complaint: complaints.has(key),
      is_complex: false,
      is_moment: moments.has(key),
      position: family.reasons.indexOf(reason),
      archived_at: null,
    })
  }
  return { ids, rows }
}

function attributes(next: () => string): Row<'attribute_definitions'>[] {
  const make = (
    subject: 'contact' | 'conversation',
    key: string,
    label_fr: string,
    label_en: string,
    type: Row<'attribute_definitions'>['type'],
    position: number,
    choices: string[] = [],
  ): Row<'attribute_definitions'> => ({
    id: next(),
    subject,
    key,
    label_fr,
    label_en,
    type,
    choices,
    required_at_closure: false,
    position,
    archived_at: null,
  })
  return [
    make('contact', 'loyalty', 'Fidélité', 'Loyalty', 'choice', 0, ['Bleuet', 'Coquelicot', 'Pivoine']),
    make('contact', 'points', 'Points', 'Points', 'number', 1),
    make('contact', 'city', 'Ville', 'City', 'text', 2),
    make(
      'contact',
      'store',
      'Magasin habituel',
      'Usual shop',
      'choice',
      3,
      stores.map(store => store.city),
    ),
    make('contact', 'newsletter', 'Reçoit la lettre', 'Receives the newsletter', 'boolean', 4),
    make('contact', 'first_order', 'Première commande', 'First order', 'date', 5),
    make('conversation', 'order', 'Commande', 'Order', 'text', 0),
    make('conversation', 'region', 'Région de livraison', 'Delivery region', 'choice', 1, [
      ...new Set(stores.map(store => store.region)),
    ]),
    make('conversation', 'goodwill', 'Geste commercial (€)', 'Goodwill (€)', 'number', 2),
  ]
}
