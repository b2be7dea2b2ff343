import fc from 'fast-check'
import type { SegmentBody, SegmentCondition } from '#contract/segments.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'

/** A person as a test draws them, all of it in plain sight. */
export interface Drawn {
  language: 'fr' | 'en' | null
  stage: 'prospect' | 'customer' | 'inactive' | 'lost'
  isVip: boolean
  isMinor: boolean
  preferred: string | null
  knownDays: number
  born: string | undefined
  zip: string | undefined
  taste: string | undefined
  visits: number | undefined
  club: boolean | undefined
  phone: string | undefined
  records: { kind: string; status: string; amount: number; days: number }[]
  /** Ages in days of what they asked. */
  requests: number[]
  tags: string[]
  /** The last first. */
  scores: number[]
}
export type Person = Drawn & { id: string }

const maybe = <Of>(of: fc.Arbitrary<Of>) => fc.option(of, { nil: undefined })

export const aPerson: fc.Arbitrary<Drawn> = fc.record({
  language: fc.constantFrom<'fr' | 'en' | null>('fr', 'en', null),
  stage: fc.constantFrom('prospect', 'customer', 'inactive', 'lost'),
  isVip: fc.boolean(),
  isMinor: fc.integer({ min: 0, max: 9 }).map(n => n === 0),
  preferred: fc.constantFrom('phone', 'email', 'chat', null),
  knownDays: fc.constantFrom(0, 10, 100, 1000),
  born: maybe(fc.constantFrom('1950-01-01', '1984-02-29', '2001-12-31', '2010-06-15')),
  zip: maybe(fc.constantFrom('75 011', '69003', 'B-1000', '100%')),
  taste: maybe(fc.constantFrom('Pivoines blanches', 'l’été', 'la rose ancienne', 'rosé', 'lys', 'x')),
  visits: maybe(fc.integer({ min: 0, max: 5 })),
  club: maybe(fc.boolean()),
  phone: maybe(fc.constantFrom('+33', '+32', '+44')),
  records: fc.array(
    fc.record({
      kind: fc.constantFrom('order', 'invoice'),
      status: fc.constantFrom('paid', 'open', 'lost'),
      amount: fc.integer({ min: 0, max: 40 }),
      days: fc.constantFrom(1, 7, 50, 300),
    }),
    { maxLength: 4 },
  ),
  requests: fc.array(fc.constantFrom(1, 20, 200), { maxLength: 4 }),
  tags: fc.uniqueArray(fc.constantFrom('mariage', 'deuil', 'colis'), { maxLength: 2 }),
  scores: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }),
})

/** Reads a segment as it is written, person by person, without a database. */
export function isHeld(person: Person, { all, any }: SegmentBody, now: Date): boolean {
  const holds = (condition: SegmentCondition) => plain(person, condition, now) !== condition.not
  return !person.isMinor && all.every(holds) && (any.length === 0 || any.some(holds))
}

function plain(person: Person, condition: SegmentCondition, now: Date): boolean {
  const within = (value: number) =>
    (!('from' in condition) || condition.from === null || value >= condition.from) &&
    (!('to' in condition) || condition.to === null || value <= condition.to)
  switch (condition.on) {
    case 'age':
      return person.born !== undefined && within(ageOn(person.born, now))
    case 'language':
      return person.language !== null && condition.is.includes(person.language)
    case 'company':
      return false
    case 'postcode':
      return condition.begins.some(
        begin => person.zip?.replaceAll(' ', '').toLowerCase().startsWith(begin.toLowerCase()) ?? false,
      )
    case 'dialCode':
      return person.phone !== undefined && condition.is.includes(person.phone)
    case 'attribute': {
      const value = { taste: person.taste, visits: person.visits, club: person.club }[condition.attribute]
      const comparison = condition.value
      switch (comparison.is) {
        case 'present':
          return value !== undefined
        case 'equal':
          return comparison.to.some(one =>
            typeof one === 'string' && typeof value === 'string' ? fold(one) === fold(value) : one === value,
          )
        case 'containing':
          return (
            typeof value === 'string' &&
            comparison.to.some(one =>
              one.endsWith('*')
                ? fold(value).includes(fold(one).trimEnd())
                : fold(one).trim() !== '' && fold(value).includes(fold(one)),
            )
          )
        case 'atLeast':
          return typeof value === 'number' && value >= comparison.to
        case 'atMost':
          return typeof value === 'number' && value <= comparison.to
      }
      return false
    }
    case 'preferredChannel':
      return person.preferred !== null && condition.is.includes(person.preferred)
    case 'stage':
      return condition.is.includes(person.stage)
    case 'vip':
      return person.isVip
    case 'known':
      return person.knownDays >= condition.days
    case 'records': {
      const rows = person.records.filter(
        one =>
          one.kind === condition.kind &&
          (condition.status.length === 0 || condition.status.includes(one.status)) &&
          (condition.days === null || one.days <= condition.days),
      )
      return within(condition.what === 'count' ? rows.length : rows.reduce((sum, one) => sum + one.amount, 0))
    }
    case 'lastRecord':
      return person.records.some(one => one.kind === condition.kind && one.days <= condition.days)
    case 'requests':
      return within(person.requests.filter(days => days <= condition.days).length)
    case 'satisfaction':
      return person.scores[0] !== undefined && within(person.scores[0])
    case 'tag':
      return person.requests.length > 0 && condition.is.some(tag => person.tags.includes(tag.toLowerCase()))
  }
}

/** Words between single spaces, without case and accents. */
const fold = (text: string): string => {
  const plain = text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
  return ` ${plain.trim()} `
}

function ageOn(born: string, now: Date): number {
  const [day, today] = [born, now.toISOString().slice(0, 10)]
  const years = Number(today.slice(0, 4)) - Number(day.slice(0, 4))
  return today.slice(5) < day.slice(5) ? years - 1 : years
}

/** Writes drawn people, and what they did, as rows. */
export async function insertPeople(
  ground: Ground,
  tx: Tx,
  { id: workspaceId, channelId }: { id: string; channelId: string },
  drawn: readonly Drawn[],
  now: Date,
): Promise<Person[]> {
  const ago = (days: number) => new Date(now.getTime() - days * 86_400_000)
  const [survey] = await tx
    .selectFrom('surveys')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .execute()
  let number = 1000
  const people = drawn.map(one => ({ ...one, id: ground.newId() }))
  for (const [nth, { id: contactId, ...one }] of people.entries()) {
    const attributes = { born: one.born, zip: one.zip, taste: one.taste, visits: one.visits, club: one.club }
    await tx
      .insertInto('contacts')
      .values({
        ...{
          workspace_id: workspaceId,
          id: contactId,
          name: 'Anna',
          language: one.language,
          stage: one.stage,
        },
        ...{ is_vip: one.isVip, is_minor: one.isMinor, preferred_channel: one.preferred },
        ...{ attributes: JSON.stringify(attributes), created_at: ago(one.knownDays) },
      })
      .execute()
    if (one.phone)
      await tx
        .insertInto('identities')
        .values({
          ...{ workspace_id: workspaceId, id: ground.newId(), contact_id: contactId, kind: 'phone' },
          ...{ value: `${one.phone}6000${nth}`, shown: 'x' },
        })
        .execute()
    for (const record of one.records)
      await tx
        .insertInto('external_records')
        .values({
          ...{
            workspace_id: workspaceId,
            contact_id: contactId,
            type: record.kind,
            external_id: ground.newId(),
          },
          ...{ title: 'x', status: record.status, amount: record.amount, occurred_at: ago(record.days) },
        })
        .execute()
    for (const [index, days] of one.requests.entries()) {
      const ids = { conversation: ground.newId(), episode: ground.newId() }
      await tx
        .insertInto('conversations')
        .values({
          ...{ workspace_id: workspaceId, id: ids.conversation, number: ++number, contact_id: contactId },
          ...{ status: 'open', channel_kind: 'email', channel_id: channelId, episode_id: ids.episode },
          ...{ last_message_at: ago(days), created_at: ago(days), updated_at: ago(days) },
          tags: index === 0 ? one.tags : [],
        })
        .execute()
      await tx
        .insertInto('episodes')
        .values({
          ...{ workspace_id: workspaceId, id: ids.episode, conversation_id: ids.conversation, number: 1 },
          ...{ opened_at: ago(days), opened_by: 'contact' },
        })
        .execute()
      const score = one.scores[index]
      if (score === undefined) continue
      const invitation = ground.newId()
      await tx
        .insertInto('survey_invitations')
        .values({
          ...{ workspace_id: workspaceId, id: invitation, survey_id: survey!.id, contact_id: contactId },
          ...{ conversation_id: ids.conversation, episode_id: ids.episode, channel_kind: 'email' },
          ...{ language: 'fr', token_hash: Buffer.from(invitation), sent_at: ago(30), expires_at: ago(-30) },
        })
        .execute()
      await tx
        .insertInto('survey_answers')
        .values({
          ...{ workspace_id: workspaceId, invitation_id: invitation, survey_id: survey!.id, score },
          answered_at: ago(index + 1),
        })
        .execute()
    }
  }
  // A survey is about a request: without one, nothing was asked.
  return people.map(one => ({ ...one, scores: one.scores.slice(0, one.requests.length) }))
}
