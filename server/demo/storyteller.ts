import type { Contact } from './address-book.ts'
import { createPen, type Typesetter } from './compose.ts'
import type { DemoCompany } from './customers.ts'
import { type Facts, gatherFacts } from './facts.ts'
import { writeInvoice } from './invoice-pdf.ts'
import type { OpenHours } from './open-hours.ts'
import { invoiceOf, recordsOf } from './orders.ts'
import { type TeamKey, teamFor } from './people.ts'
import type { DemoFile, Row, Rows } from './plan.ts'
import type { Random } from './random.ts'
import { allReasons, type DemoReason, type ReasonKey } from './reasons.ts'
import type { createSurveyor } from './satisfaction.ts'
import type { Request } from './schedule.ts'
import { shortDate } from './seasons.ts'
import type { Member, Setting } from './setting.ts'
import { type StoryEnd, tell } from './story.ts'
import { type Attached, openThread } from './thread.ts'

export type StorytellerInput = {
  random: Random
  mint: (atMs: number) => string
  setting: Setting
  contacts: readonly Contact[]
  companies: readonly DemoCompany[]
  hours: OpenHours
  surveyor: ReturnType<typeof createSurveyor>
  typesetter: Typesetter
  nowMs: number
  /** Files that conversations attach; the storyteller adds the invoices it writes. */
  files: DemoFile[]
  photos: { fresh: readonly DemoFile[]; wilted: readonly DemoFile[] }
}

const pictured = new Set<ReasonKey>([
  'after_sales.wilted',
  'after_sales.damaged',
  'after_sales.wrong',
  'after_sales.not_as_shown',
  'assistance.plants',
  'delivery.missing',
])
const troubled = new Set<ReasonKey>([
  'delivery.late',
  'delivery.missing',
  'after_sales.wilted',
  'after_sales.not_as_shown',
  'payment.refund',
  'service.phone_wait',
  'service.mail_delay',
  'service.hard_to_reach',
])

/** Tells the ordinary conversations of the year, one by one, oldest first. */
export function createStoryteller(input: StorytellerInput) {
  const { random, mint, setting, contacts, companies, hours, surveyor, typesetter, nowMs } = input
  const reasons = new Map<ReasonKey, DemoReason>(allReasons().map(({ key, reason }) => [key, reason]))
  const members = [...setting.members.values()]
  const byTeam = new Map<TeamKey, Member[]>()
  for (const member of members)
    for (const team of member.teams)
      if (member.load > 0) byTeam.set(team, [...(byTeam.get(team) ?? []), member])
  let orderNumber = 935_000
  // Orders nobody wrote about have numbers of their own: they are told after all others.
  let quietNumber = 880_000

  function teamOf(reason: ReasonKey, language: 'fr' | 'en'): TeamKey {
    const [family = '', key = ''] = reason.split('.')
    const team = teamFor(family, key)
    if (team !== 'mail') return team
    if (language === 'en') return 'english'
    return random.weighted<TeamKey>([
      ['mail', 76],
      ['azur', family === 'delivery' ? 22 : 6],
      ['phone', 11],
    ])
  }

  function adviserOf(team: TeamKey, language: 'fr' | 'en'): Member {
    const able = byTeam.get(team)!.filter(member => member.languages.includes(language))
    return random.weighted(
      (able.length > 0 ? able : byTeam.get('english')!).map(member => [member, member.load] as const),
    )
  }

  return {
    /** All rows of one request: the conversation, its orders, what its customer thought of it. */
    tellRequest(request: Request, number: number): Rows {
      const contact = contacts[request.customer]!
      const { customer, contactId } = contact
      const reason = reasons.get(request.reason)!
      const team = teamOf(request.reason, customer.language)
      const adviser = adviserOf(team, customer.language)
      const lyonFails = request.reason === 'delivery.late' && request.day.ago <= 21 && random.chance(0.58)
      orderNumber += random.int(1, 9)
      const company =
        customer.company === undefined ? random.pick(companies).name : companies[customer.company]!.name
      const facts = gatherFacts({
        random,
        customer,
        day: request.day,
        atMs: request.atMs,
        moment: reason.moment,
        orderNumber,
        adviser: adviser.firstName,
        company,
        ...(lyonFails && { region: 'Auvergne-Rhône-Alpes' }),
      })
      const pen = createPen({
        random,
        customer,
        reason: request.reason,
        facts,
        adviser: adviser.firstName,
        typesetter,
      })
      const channel =
        setting.channels[
          customer.company !== undefined && customer.language === 'fr' ? 'pro' : customer.language
        ]
      const begun = pen.customerOpens()
      // The shop writes first in its own hours only.
      const isThanks = request.reason === 'other.thanks'
      const fromShop = !isThanks && random.chance(0.03) && hours.after(request.atMs, 0) === request.atMs
      const opening = fromShop ? pen.adviserOpens(request.atMs) : begun
      const thread = openThread({
        mint,
        nowMs,
        number,
        correspondent: contact,
        channel,
        language: customer.language,
        subject: opening.subject,
        teamId: setting.teams.get(team)!,
        linkedTo: contact.lastConversation ?? null,
      })
      const happy = random.chance(0.3)
      const photo =
        pictured.has(request.reason) && random.chance(0.4)
          ? [photoOf(input, happy ? input.photos.fresh : input.photos.wilted, customer.language)]
          : []
      const invoice =
        request.reason === 'payment.invoice' && random.chance(0.75)
          ? [invoiceFile(input, facts, request, company)]
          : []
      thread.describe(describing(request, facts, reason))
      const end = tell(
        {
          random,
          pen,
          thread,
          hours,
          day: request.day,
          adviser,
          colleague: random.pick(byTeam.get(team)!),
          opening,
          isThanks,
          fromShop,
          photo,
          invoice,
          temper: isThanks ? 0 : troubled.has(request.reason) ? 0.26 : 0.035,
          quote: text =>
            quoting(text, thread.lastText, nowMs - request.atMs, customer.language, adviser.firstName),
        },
        request.atMs,
      )

      const needsOrder =
        reason.moment !== 'none' &&
        !request.reason.startsWith('maintenance.') &&
        request.reason !== 'advice.events' &&
        request.reason !== 'advice.business'
      const rows: Rows = { ...thread.rows() }
      if (thread.id) contact.lastConversation = thread.id
      if (needsOrder && thread.id)
        rows.external_records = [
          ...recordsOf(contactId, facts, request.reason, nowMs, random),
          ...(request.reason.startsWith('payment.') ? [invoiceOf(contactId, facts)] : []),
        ]
      return withSurveys(rows, end, {
        contact,
        adviser,
        team,
        request,
        facts,
        expected: reason.satisfaction,
        conversationId: thread.id,
        channelId: channel.id,
      })
    },
    nextOrderNumber() {
      quietNumber += random.int(1, 5)
      return quietNumber
    },
  }

  function describing(request: Request, facts: Facts, reason: DemoReason) {
    const named = reason.moment !== 'none'
    const labels = new Set<string>()
    if (request.day.feast === 'valentine') labels.add('saint-valentin')
    if (request.day.feast === 'mothers') labels.add('fête des mères')
    if (request.reason === 'delivery.late' || request.reason === 'delivery.missing')
      labels.add('transporteur')
    if (reason.value === 'high' && random.chance(0.12)) labels.add('geste commercial')
    if (random.chance(0.03)) labels.add(random.pick(['à rappeler', 'urgent', 'fidèle', 'atelier']))
    // Requests of the last hours have often not been sorted yet.
    const sorted = nowMs - request.atMs > 5 * 3_600_000 || random.chance(0.45)
    return {
      ...(sorted && { reasonId: setting.reasons.get(request.reason)! }),
      priority: random.weighted<'normal' | 'high' | 'low' | 'urgent'>(
        troubled.has(request.reason)
          ? [
              ['normal', 66],
              ['high', 28],
              ['urgent', 6],
            ]
          : [
              ['normal', 90],
              ['low', 5],
              ['high', 5],
            ],
      ),
      tags: [...labels],
      fields:
        sorted && named
          ? {
              order: facts.order,
              region: facts.city.region,
              ...(labels.has('geste commercial') && { goodwill: Math.round(facts.refund) }),
            }
          : {},
    }
  }

  function withSurveys(
    rows: Rows,
    end: StoryEnd,
    of: {
      contact: Contact
      adviser: Member
      team: TeamKey
      request: Request
      facts: Facts
      expected: number
      conversationId: string
      channelId: string
    },
  ): Rows {
    const episodes = rows.episodes ?? []
    end.closedAtMs.forEach((atMs, index) => {
      const asked = surveyor.afterClosure({
        atMs,
        conversationId: of.conversationId,
        episodeId: episodes[index]!.id as string,
        contactId: of.contact.contactId,
        customer: of.contact.customer,
        channelId: of.channelId,
        member: of.adviser,
        teamId: setting.teams.get(of.team)!,
        reasonId: setting.reasons.get(of.request.reason)!,
        reason: of.request.reason,
        facts: of.facts,
        expected: of.expected,
        waitedMinutes: end.waitedMinutes,
        wasUnhappy: end.wasUnhappy,
        isSpam: false,
        automatic: false,
        answered: end.answered,
      })
      merge(rows, asked)
    })
    return rows
  }
}

/** Adds the rows of one bundle to another. */
export function merge(into: Rows, from: Rows): void {
  for (const [table, added] of Object.entries(from) as [keyof Rows, Row<'tags'>[]][]) {
    // Every table keeps its own kind of row; the compiler cannot follow that through the key.
    const known = into as Record<string, Row<'tags'>[] | undefined>
    known[table] = known[table] ? [...known[table], ...added] : added
  }
}

function photoOf(input: StorytellerInput, list: readonly DemoFile[], language: 'fr' | 'en'): Attached {
  const file = input.random.pick(list)
  return {
    fileId: file.id,
    name:
      language === 'fr'
        ? `photo-${input.random.int(1000, 9999)}.png`
        : `IMG_${input.random.int(1000, 9999)}.png`,
    type: 'image/png',
    bytes: file.bytes.byteLength,
  }
}

function invoiceFile(input: StorytellerInput, facts: Facts, request: Request, company: string): Attached {
  const contact = input.contacts[request.customer]!
  const amount = (value: number) => `${value.toFixed(2).replace('.', ',')} €`
  const bytes = writeInvoice({
    number: facts.invoice,
    date: `Angers, le ${shortDate(request.day, 'fr')} ${request.day.year}`,
    to: [
      contact.customer.name,
      ...(contact.customer.company === undefined ? [] : [company]),
      facts.city.city,
    ],
    item: `Bouquet ${facts.bouquet} (commande ${facts.order})`,
    amount: amount(facts.amount - 7.9),
    delivery: amount(7.9),
    total: amount(facts.amount),
  })
  const file: DemoFile = {
    id: input.mint(request.atMs),
    type: 'application/pdf',
    bytes,
    createdAt: new Date(request.atMs),
  }
  input.files.push(file)
  return { fileId: file.id, name: `Facture-${facts.invoice}.pdf`, type: file.type, bytes: bytes.byteLength }
}

/** What a mail program would have left below a reply; kept for the last months only, older ones have been trimmed. */
function quoting(
  text: string,
  answered: string,
  ageMs: number,
  language: 'fr' | 'en',
  adviser: string,
): { text: string; fullText?: string } {
  if (ageMs > 60 * 86_400_000 || !answered) return { text }
  const line =
    language === 'fr' ? `${adviser} de Maison Bleuet a écrit :` : `${adviser} at Maison Bleuet wrote:`
  return {
    text,
    fullText: `${text}\n\n${line}\n${answered
      .split('\n')
      .map(each => `> ${each}`)
      .join('\n')}`,
  }
}
