import { type Contact, fillAddressBook } from './address-book.ts'
import { blockedSenders } from './blocked.ts'
import { createTypesetter } from './compose.ts'
import { saidOfConsent } from './consents.ts'
import { type Customer, makeCompanies, makeCustomers } from './customers.ts'
import { secondCards } from './doubles.ts'
import { surveyEvents } from './events.ts'
import { createOpenHours } from './open-hours.ts'
import { drawBouquet } from './pictures.ts'
import type { DemoFile, DemoPlan, Rows } from './plan.ts'
import { quietRecords } from './quiet-orders.ts'
import { createIdMint, createRandom, type Random } from './random.ts'
import { openRights } from './rights.ts'
import { createSurveyor } from './satisfaction.ts'
import { scenesOfAnswers } from './scenes/answers.ts'
import { scenesOfAside } from './scenes/aside.ts'
import { type CastKey, castCompanies, castList } from './scenes/cast.ts'
import { chatTalks, scenesOfChat } from './scenes/chats.ts'
import { filledForms, scenesOfForm } from './scenes/forms.ts'
import { scenesOfMine } from './scenes/mine.ts'
import { parkedMail, scenesOfOddMail } from './scenes/odd-mail.ts'
import { scenesOfOthers } from './scenes/others.ts'
import { buildStage } from './scenes/stage.ts'
import { scheduleRequests } from './schedule.ts'
import { timeZone, yearOfDays } from './seasons.ts'
import { buildSetting } from './setting.ts'
import { createStoryteller, merge } from './storyteller.ts'

export type DemoInput = {
  /** The same seed and the same now give the same demonstration, to the byte. */
  seed: string
  now: Date
  /** Fewer conversations and people make a lighter demonstration, for tests. */
  conversations?: number
  contacts?: number
}

/** Makes the year of Maison Bleuet: pure, and one conversation at a time. */
export function generateDemo({
  seed,
  now,
  conversations = 10_000,
  contacts: contactCount = 2_000,
}: DemoInput): DemoPlan {
  const random = createRandom(seed)
  const mint = createIdMint(random.fork('ids'))
  const nowMs = now.getTime()
  const days = yearOfDays(now, 365, 12)
  const past = days.filter(day => day.ago >= 0)
  const fromMs = past[0]!.startMs
  const openedMs = fromMs - 45 * 86_400_000

  const workspaceId = mint(openedMs)
  const setting = buildSetting(mint, openedMs, now)
  const companies = makeCompanies()
  const customers = [
    ...makeCustomers(
      random.fork('customers'),
      contactCount - Object.keys(castList).length,
      0.77,
      companies,
      Object.values(castList),
    ),
    ...castOf(companies.map(company => company.name)),
  ]
  const photos = drawPhotos(random.fork('photos'), mint, openedMs)
  const files = [...photos.fresh, ...photos.wilted]
  const hours = createOpenHours(days)
  const surveyor = createSurveyor({
    random: random.fork('surveys'),
    mint,
    nowMs,
    setting,
    seed,
    owners: [...setting.members.values()].filter(member => member.role === 'supervisor'),
    hours,
  })

  const requests = scheduleRequests(
    random.fork('schedule'),
    conversations - sceneCount,
    past,
    customers,
    nowMs,
  )
  const book = fillAddressBook({
    random: random.fork('address book'),
    mint,
    customers,
    companies,
    requests,
    fromMs: openedMs,
    nowMs,
  })
  const cast = castContacts(book.contacts)
  const stage = buildStage({ setting, mint, nowMs, days, hours, cast, photos })
  const scenes = [
    ...scenesOfMine(stage),
    ...scenesOfOthers(stage),
    ...scenesOfAside(stage),
    ...scenesOfOddMail(stage),
    ...scenesOfAnswers(stage),
    ...scenesOfChat(stage),
    ...scenesOfForm(stage),
  ]
  const storyteller = createStoryteller({
    random: random.fork('stories'),
    mint,
    setting,
    contacts: book.contacts,
    companies,
    hours,
    surveyor,
    typesetter: createTypesetter(),
    nowMs,
    files,
    photos,
  })

  function* tellAll(): Generator<Rows> {
    const acts = [
      ...requests.map(request => ({
        atMs: request.atMs,
        play: (number: number) => storyteller.tellRequest(request, number),
      })),
      ...scenes.map(scene => ({ atMs: scene.startMs, play: scene.play })),
    ].sort((one, other) => one.atMs - other.atMs)
    let number = 0
    for (const act of acts) {
      number += 1
      const rows = act.play(number)
      const events = surveyEvents(mint, rows)
      if (events.length > 0) merge(rows, { events })
      yield rows
    }
  }

  return {
    workspace: {
      id: workspaceId,
      slug: 'maison-bleuet',
      name: 'Maison Bleuet',
      language: 'fr',
      time_zone: timeZone,
      country: 'FR',
      is_demo: true,
      created_at: new Date(openedMs),
      settings: {
        calendarId: setting.calendarId,
        mailAnswerHours: 24,
        recoveryHours: 8,
        reopenDays: 14,
      },
    },
    from: new Date(openedMs),
    now,
    setting: { ...setting.rows, ...book.rows },
    files,
    conversations: tellAll,
    closing: () => {
      const rows: Rows = {
        external_records: quietRecords({
          random: random.fork('orders'),
          contacts: book.contacts,
          days: past,
          nowMs,
          nextOrderNumber: storyteller.nextOrderNumber,
        }),
      }
      merge(rows, parkedMail(stage))
      merge(
        rows,
        secondCards({
          random: random.fork('second cards'),
          mint,
          cast,
          companyOf: id => book.rows.contacts.find(row => row.id === id)?.company_id ?? null,
          days: past,
          nowMs,
          nextOrderNumber: storyteller.nextOrderNumber,
        }),
      )
      rows.consent_entries = saidOfConsent({
        mint,
        contacts: book.contacts,
        newsletter: new Set(book.rows.contacts.filter(hasNewsletter).map(row => row.id)),
        cast,
        adviserId: setting.members.get('lea.marchand')!.id,
        nowMs,
      })
      merge(
        rows,
        blockedSenders(
          mint,
          {
            supervisorId: setting.members.get('nora.haddad')!.id,
            adviserId: setting.members.get('lea.marchand')!.id,
          },
          nowMs,
        ),
      )
      rows.rights_requests = openRights(mint, book.contacts, nowMs)
      rows.number_blocks = [{ name: 'conversation', next_number: conversations + 1 }]
      return rows
    },
  }
}

const hasNewsletter = ({ attributes }: { attributes?: unknown }) =>
  (attributes as { newsletter?: boolean } | undefined)?.newsletter === true

/** How many conversations are scenes of today; the others are told by chance. */
const sceneCount = 33 + chatTalks.length + filledForms.length

function castOf(companyNames: readonly string[]): Customer[] {
  return (Object.keys(castList) as CastKey[]).map(key => {
    const company = castCompanies[key]
    return company === undefined
      ? castList[key]
      : { ...castList[key], company: companyNames.indexOf(company) }
  })
}

function castContacts(contacts: readonly Contact[]): Record<CastKey, Contact> {
  const keys = Object.keys(castList) as CastKey[]
  const first = contacts.length - keys.length
  return Object.fromEntries(keys.map((key, index) => [key, contacts[first + index]!])) as Record<
    CastKey,
    Contact
  >
}

function drawPhotos(
  random: Random,
  mint: (atMs: number) => string,
  atMs: number,
): { fresh: DemoFile[]; wilted: DemoFile[] } {
  const draw = (wilted: boolean): DemoFile => ({
    id: mint(atMs),
    type: 'image/png',
    bytes: drawBouquet(random, wilted),
    createdAt: new Date(atMs),
  })
  return {
    fresh: [draw(false), draw(false), draw(false)],
    wilted: [draw(true), draw(true), draw(true), draw(true)],
  }
}
