import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { generateDemo } from './generate.ts'
import type { DemoPlan, Row, Rows } from './plan.ts'
import { tables } from './plan.ts'

const now = new Date('2026-11-21T10:42:00+01:00')

/** Walks a plan to its end: all rows of each table. */
function wholeOf(plan: DemoPlan): Required<Rows> {
  const all = Object.fromEntries(tables.map(table => [table, []])) as unknown as Required<Rows> // one empty list each
  const add = (rows: Rows) => {
    for (const [table, added] of Object.entries(rows))
      for (const row of added) (all[table as keyof Rows] as unknown[]).push(row)
  }
  add(plan.setting)
  for (const rows of plan.conversations()) add(rows)
  add(plan.closing())
  return all
}

const hashOf = (plan: DemoPlan) => {
  const hash = createHash('sha256')
  hash.update(JSON.stringify([plan.workspace, wholeOf(plan)]))
  for (const file of plan.files) hash.update(file.bytes)
  return hash.digest('hex')
}

let all: Required<Rows>
let plan: DemoPlan
beforeAll(() => {
  plan = generateDemo({ seed: 'test', now })
  all = wholeOf(plan)
})

const share = (part: number, whole: number) => part / whole
const member = (key: string) => all.members.find(each => each.email.startsWith(`${key}@`))!
const reasonOf = new Map<string, string>()
const textsOf = (direction: string) =>
  all.messages.filter(each => each.direction === direction).map(each => each.text!)

describe('the same seed tells the same year', () => {
  const small = { now, conversations: 300, contacts: 120 }

  test('to the byte, files included', () => {
    const first = hashOf(generateDemo({ ...small, seed: 'one' }))
    expect(hashOf(generateDemo({ ...small, seed: 'one' }))).toBe(first)
    expect(hashOf(generateDemo({ ...small, seed: 'two' }))).not.toBe(first)
    expect(hashOf(generateDemo({ ...small, seed: 'one', now: new Date(now.getTime() + 60_000) }))).not.toBe(
      first,
    )
  })

  test.each([
    ['a winter night', '2027-01-03T03:10:00+01:00'],
    ['a Monday at opening', '2026-06-01T08:31:00+02:00'],
    ['the day clocks change', '2026-03-29T12:00:00+02:00'],
    ['Valentine’s Day', '2027-02-14T18:00:00+01:00'],
    ['the last minute of a leap day', '2028-02-29T23:59:00+01:00'],
  ])('on %s, everything has happened before now and in order', (_, at) => {
    const { messages, events, conversations, episodes } = wholeOf(
      generateDemo({ ...small, seed: 'x', now: new Date(at) }),
    )
    const nowMs = new Date(at).getTime()
    for (const { at: when } of [...messages, ...events]) expect(new Date(when).getTime()).toBeLessThan(nowMs)
    expect(conversations).toHaveLength(300)
    const numbers = conversations
      .toSorted((one, other) => Number(one.created_at) - Number(other.created_at))
      .map(each => each.number)
    expect(numbers).toEqual(numbers.toSorted((one, other) => one - other))
    for (const { opened_at, first_reply_at, closed_at } of episodes) {
      if (first_reply_at) expect(Number(first_reply_at)).toBeGreaterThanOrEqual(Number(opened_at))
      if (closed_at) expect(Number(closed_at)).toBeGreaterThan(Number(opened_at))
    }
  })
})

describe('Maison Bleuet', () => {
  test('has twelve shops, a head office, a web site and one partner in another time zone', () => {
    expect(all.sites).toHaveLength(15)
    expect(all.sites.filter(site => site.kind === 'partner')).toMatchObject([
      { city: 'Almada', time_zone: 'Europe/Lisbon' },
    ])
    expect(all.calendars.map(calendar => calendar.holidays)).toEqual(
      expect.arrayContaining(['FR', 'FR-ALSACE-MOSELLE', 'FR-RE', 'none']),
    )
    const mails = all.channels.filter(channel => channel.kind === 'email')
    expect(mails.map(channel => channel.address)).toEqual([
      'bonjour@maison-bleuet.test',
      'hello@maison-bleuet.test',
      'pro@maison-bleuet.test',
    ])
  })

  test('D35 Q18: has advisers in teams of the five kinds, experts and a partner’s advisers', () => {
    expect(new Set(all.teams.map(team => team.kind))).toEqual(
      new Set(['telephony', 'digital', 'sales', 'store', 'field']),
    )
    const roles = (role: string) =>
      all.members.filter(each => each.role === role && each.status === 'active').length
    expect([
      roles('administrator'),
      roles('supervisor'),
      roles('adviser'),
      roles('collaborator'),
      roles('partner'),
    ]).toEqual([1, 3, 24, 9, 4])
    for (const team of all.teams) expect(all.team_members.some(each => each.team_id === team.id)).toBe(true)
    for (const each of all.members) expect((each.role === 'partner') === Boolean(each.partner_id)).toBe(true)
  })

  test('Q52 M22 E37 D29: its reasons cover the families of care, the three avoidable causes and the four grievances, each of high or low value', () => {
    const labels = all.reasons.map(reason => reason.label_en)
    expect(labels).toEqual(
      expect.arrayContaining([
        'After-sales',
        'Help (site and account)',
        'Assistance (flower care)',
        'Maintenance (office plants)',
        'Sales advice',
      ]),
    )
    expect(labels).toEqual(
      expect.arrayContaining([
        'Late delivery',
        'Order status',
        'Missing product information',
        'Not as described',
      ]),
    )
    expect(labels).toEqual(
      expect.arrayContaining([
        'Waiting on the phone',
        'E-mail answer time',
        'Hard to reach',
        'Missing channel',
      ]),
    )
    const reasons = all.reasons.filter(reason => reason.parent_id)
    const high = reasons.filter(reason => reason.value === 'high').length
    expect(share(high, reasons.length)).toBeGreaterThan(0.3)
    expect(share(high, reasons.length)).toBeLessThan(0.7)
    const used = new Set(all.conversations.map(each => each.reason_id))
    for (const reason of reasons) expect(used.has(reason.id), reason.label_en).toBe(true)
  })

  test('writes to nobody real: every address is of a reserved domain, every number of a range kept for fiction', () => {
    for (const { kind, value } of all.identities)
      expect(value).toMatch(
        kind === 'visitor'
          ? /^[0-9a-f-]{36}$/
          : kind === 'email'
            ? /\.(example|test)$/
            : /^(\+3363998\d{4}|\+3346571\d{4}|\+447700900\d{3})$/,
      )
    for (const each of all.members) expect(each.email).toMatch(/\.test$/)
  })
})

test('A7: some requests came by the form of the site, with what was filled in, and were answered by e-mail', () => {
  const forms = all.conversations.filter(each => each.channel_kind === 'form')
  expect(forms.map(({ status }) => status).sort()).toEqual(['closed', 'closed', 'closed', 'new'])
  for (const { id } of forms) {
    const [first, ...others] = all.messages.filter(
      each => each.conversation_id === id && each.direction !== 'note',
    )
    expect(first).toMatchObject({ channel_kind: 'form', direction: 'in' })
    expect((first!.metadata as unknown as { form: { lines: unknown[] } }).form.lines.length).toBeGreaterThan(
      1,
    )
    expect(others.every(each => each.channel_kind === 'email')).toBe(true)
    expect(all.receipts.filter(each => each.conversation_id === id)).toHaveLength(1)
  }
})

describe('chats', () => {
  let chats: (typeof all)['conversations']
  beforeAll(() => {
    chats = all.conversations.filter(each => each.channel_kind === 'chat')
  })
  const said = (id: string) => all.messages.filter(each => each.conversation_id === id)

  test('a dozen over the year, in both languages, each with the session of its visitor', () => {
    expect(chats.length).toBeGreaterThanOrEqual(12)
    expect(new Set(chats.map(each => each.language))).toEqual(new Set(['fr', 'en']))
    for (const { id } of chats)
      expect(all.chat_sessions.filter(each => each.conversation_id === id)).toHaveLength(1)
    const days = chats.map(each => (now.getTime() - (each.created_at as Date).getTime()) / 86_400_000)
    expect(Math.max(...days)).toBeGreaterThan(100)
    for (const each of chats.filter(({ status }) => status === 'closed'))
      expect(said(each.id).every(({ channel_kind: kind }) => kind === 'chat')).toBe(true)
  })

  test('one waits to be taken, one goes on by e-mail', () => {
    expect(chats.filter(each => each.status === 'new' && each.assignee_id === null)).toHaveLength(1)
    const kinds = chats.map(({ id }) => [...new Set(said(id).map(each => each.channel_kind))])
    expect(kinds.filter(each => each.length === 2)).toEqual([['chat', 'email']])
  })
})

describe('the year', () => {
  test('holds 10,000 conversations of 2,000 people, four of whom have a second card, about 78 % in French', () => {
    expect(all.conversations).toHaveLength(10_000)
    expect(all.contacts).toHaveLength(2_004)
    const french = share(all.conversations.filter(each => each.language === 'fr').length, 10_000)
    expect(french).toBeGreaterThan(0.76)
    expect(french).toBeLessThan(0.8)
    expect(new Set(all.conversations.map(each => each.number)).size).toBe(10_000)
  })

  test('closed conversations have two to eight messages, a few more when they were reopened', () => {
    for (const each of all.conversations.filter(({ status }) => status === 'closed')) {
      expect(each.message_count).toBeGreaterThanOrEqual(2)
      expect(each.message_count).toBeLessThanOrEqual(each.episode_number! > 1 ? 10 : 8)
    }
  })

  test('follows a florist’s seasons and weeks', () => {
    const perDay = new Map<string, number>()
    for (const { created_at } of all.conversations) {
      const day = new Date(Number(created_at) + 3_600_000).toISOString().slice(0, 10)
      perDay.set(day, (perDay.get(day) ?? 0) + 1)
    }
    const around = (...days: string[]) =>
      days.reduce((sum, day) => sum + (perDay.get(day) ?? 0), 0) / days.length
    const ordinary = around(
      '2026-01-20',
      '2026-01-21',
      '2026-01-22',
      '2026-09-15',
      '2026-09-16',
      '2026-09-17',
    )
    expect(around('2026-02-13', '2026-02-14', '2026-02-15', '2026-02-16')).toBeGreaterThan(1.6 * ordinary)
    // The last Sunday of May 2026 is the 31st.
    expect(around('2026-05-29', '2026-05-30', '2026-05-31', '2026-06-01')).toBeGreaterThan(1.5 * ordinary)
    expect(around('2026-08-11', '2026-08-12', '2026-08-13')).toBeLessThan(ordinary)
    const weekdays = Array.from({ length: 7 }, () => 0)
    const hours = Array.from({ length: 24 }, () => 0)
    for (const { created_at } of all.conversations) {
      const date = new Date(created_at)
      weekdays[date.getUTCDay()]! += 1
      hours[date.getUTCHours()]! += 1
    }
    expect(weekdays[1]).toBeGreaterThan(1.5 * weekdays[0]!)
    expect(hours[9]).toBeGreaterThan(10 * hours[2]!)
  })

  test('ids are minted at their own date', () => {
    const msOf = (id: string) => Number.parseInt(id.replace('-', '').slice(0, 12), 16)
    const dated = [
      ...[...all.messages, ...all.events].map(({ id, at }) => ({ id, at: Number(at) })),
      ...all.conversations.map(({ id, created_at }) => ({ id, at: Number(created_at) })),
    ]
    expect(dated.filter(({ id, at }) => msOf(id) !== at)).toEqual([])
    for (const rows of [all.messages, all.events, all.contacts, all.identities, all.episodes])
      expect(new Set(rows.map(each => each.id)).size).toBe(rows.length)
  })

  test('orders, deliveries, invoices and subscriptions are on the cards of those who bought', () => {
    const types = new Map<string, number>()
    for (const { type } of all.external_records) types.set(type, (types.get(type) ?? 0) + 1)
    expect(types.get('order')).toBeGreaterThan(5_000)
    expect(types.get('delivery')).toBe(types.get('order'))
    expect(types.get('invoice')).toBeGreaterThan(500)
    expect(types.get('subscription')).toBeGreaterThan(50)
    expect(new Set(all.external_records.map(each => `${each.type}/${each.external_id}`)).size).toBe(
      all.external_records.length,
    )
    expect(
      all.external_records.filter(each => !/^https:\/\/[a-z]+\.maison-bleuet\.test\//.test(each.url!)),
    ).toEqual([])
  })

  test('late deliveries please less, and have grown in one region for three weeks', () => {
    for (const reason of all.reasons) reasonOf.set(reason.id, reason.label_en)
    const reasonOfInvitation = new Map(
      all.survey_invitations.map(each => [each.id, reasonOf.get(each.reason_id ?? '')]),
    )
    const mean = (late: boolean) => {
      const scores = all.survey_answers
        .filter(each => (reasonOfInvitation.get(each.invitation_id) === 'Late delivery') === late)
        .map(each => each.score)
      expect(scores.length).toBeGreaterThan(100)
      return scores.reduce((sum, score) => sum + score, 0) / scores.length
    }
    expect(mean(true)).toBeLessThan(mean(false) - 0.5)

    const lateIn = (region: string, fromMs: number, toMs: number) =>
      all.conversations.filter(
        each =>
          reasonOf.get(each.reason_id ?? '') === 'Late delivery' &&
          Number(each.created_at) >= fromMs &&
          Number(each.created_at) < toMs &&
          (each.fields as { region?: string }).region === region,
      ).length
    const week = 7 * 86_400_000
    const recent = lateIn('Auvergne-Rhône-Alpes', now.getTime() - 3 * week, now.getTime()) / 3
    const before = lateIn('Auvergne-Rhône-Alpes', now.getTime() - 23 * week, now.getTime() - 3 * week) / 20
    expect(recent).toBeGreaterThan(2 * before)
  })
})

describe('the words', () => {
  test('are those of people: no filler, no hole, and nearly all different', () => {
    const said = [
      ...textsOf('in'),
      ...textsOf('out'),
      ...textsOf('note'),
      ...all.conversations.map(each => each.subject!),
    ]
    expect(
      said.filter(text => /lorem|ipsum|dolor sit|[{}]|\bnull\b/i.test(text) || /undefined|NaN/.test(text)),
    ).toEqual([])
    expect(said.filter(text => text !== text.trim() || text === '')).toEqual([])
    expect(share(new Set(textsOf('in')).size, textsOf('in').length)).toBeGreaterThan(0.7)
    expect(share(new Set(textsOf('out')).size, textsOf('out').length)).toBeGreaterThan(0.7)
  })

  test('advisers write French as it is printed', () => {
    const language = new Map(all.conversations.map(each => [each.id, each.language]))
    const french = all.messages
      .filter(each => each.direction !== 'in' && language.get(each.conversation_id) === 'fr')
      .map(each => each.text!)
    expect(french.length).toBeGreaterThan(10_000)
    expect(
      french.filter(text => / [;!?:»]|« |'|\.\.\.|\d (?:h|€|%|cm|kg|min)(?![\p{L}\d])/u.test(text)),
    ).toEqual([])
  })

  test('customers make slips, some of them', () => {
    const french = all.messages
      .filter(each => each.direction === 'in' && each.language === 'fr')
      .map(each => each.text!)
    const plain = french.filter(text => /['?]/.test(text) && / \?|'/.test(text)).length
    const shortened = french.filter(text => /\b(svp|bcp|cest|tjrs|kesce)\b/.test(text)).length
    expect(share(plain, french.length)).toBeGreaterThan(0.3)
    expect(shortened).toBeGreaterThan(100)
    expect(share(shortened, french.length)).toBeLessThan(0.15)
  })
})

describe('today', () => {
  const view = (fits: (conversation: Row<'conversations'>) => boolean) => all.conversations.filter(fits)
  const isActive = (each: Row<'conversations'>) =>
    each.status !== 'closed' && each.status !== 'snoozed' && !each.is_spam

  test('every view of Léa’s desk has something in it', () => {
    const lea = member('lea.marchand')
    const mine = view(each => each.assignee_id === lea.id && isActive(each))
    expect(mine.length).toBeGreaterThanOrEqual(9)
    expect(mine.some(each => each.status === 'waiting')).toBe(true)
    expect(mine.some(each => each.status === 'on_hold')).toBe(true)
    expect(mine.some(each => each.episode_number === 2)).toBe(true)
    expect(view(each => each.assignee_id === null && isActive(each)).length).toBeGreaterThanOrEqual(6)
    expect(view(each => each.status === 'snoozed').length).toBeGreaterThanOrEqual(3)
    expect(view(each => each.is_spam === true)).toHaveLength(3)
    expect(all.mentions.filter(each => each.member_id === lea.id).length).toBeGreaterThanOrEqual(3)
    expect(all.drafts).toMatchObject([{ member_id: lea.id, kind: 'reply' }])
    expect(all.receipts.filter(({ state }) => state !== 'parsed')).toMatchObject([
      { state: 'parked', reason: 'mail.nested_too_deep' },
    ])
    const late = mine.filter(
      each => each.waiting_since && now.getTime() - Number(each.waiting_since) > 24 * 3_600_000,
    )
    expect(late.length).toBeGreaterThanOrEqual(1)
  })

  test('experts, shops and technicians have been asked, the partner has its own', () => {
    for (const key of ['sylvie.aubert', 'claire.bonnet', 'didier.chauvet', 'catherine.rolland'])
      expect(
        all.conversation_shares.some(each => each.member_id === member(key).id),
        key,
      ).toBe(true)
    const azur = all.teams.find(team => team.partner_id)!
    expect(view(each => each.team_id === azur.id && isActive(each)).length).toBeGreaterThanOrEqual(1)
  })

  test('shows a very good customer’s late order with a photo, an English one, a newsletter, a bounce, an absence, a long history', () => {
    const messages = (who: string) =>
      all.messages.filter(each => each.from_name === who && Number(each.at) > now.getTime() - 3 * 86_400_000)
    expect(messages('Anna Pereira').some(each => each.attachment_count! > 0)).toBe(true)
    expect(all.contacts.find(each => each.name === 'Anna Pereira')).toMatchObject({
      is_vip: true,
      preferred_channel: 'phone',
    })
    expect(messages('Oliver Whitfield').at(-1)?.language).toBe('en')
    expect(messages('Pépinières du Val')).toMatchObject([
      { automatic: 'list', metadata: { remoteImages: 3 } },
    ])
    expect(messages('Josiane Perrin').at(-1)?.full_text).toContain('> Bonjour Madame Perrin,')
    expect(all.messages.some(each => each.automatic === 'outOfOffice')).toBe(true)
    expect(all.messages.some(each => each.delivery_status === 'bounced')).toBe(true)
    expect(messages('Chloé Nguyen').at(-1)?.html).toContain('data-cid="bouquet-chloe"')
  })
})

describe('surveys and recoveries', () => {
  test('each closed episode was asked about, or the reason why not is kept, and nobody twice in thirty days', () => {
    const decided = new Set([...all.survey_invitations, ...all.survey_refusals].map(each => each.episode_id))
    expect(decided.size).toBe(all.survey_invitations.length + all.survey_refusals.length)
    const asked = new Map<string, number>()
    const scenes = new Set(['Thomas Wagner', 'Camille Lefèvre'])
    const nameOf = new Map(all.contacts.map(each => [each.id, each.name]))
    for (const { contact_id, sent_at } of all.survey_invitations.toSorted(
      (one, other) => Number(one.sent_at) - Number(other.sent_at),
    )) {
      if (scenes.has(nameOf.get(contact_id)!)) continue
      const before = asked.get(contact_id)
      if (before !== undefined) expect(Number(sent_at) - before).toBeGreaterThanOrEqual(30 * 86_400_000)
      asked.set(contact_id, Number(sent_at))
    }
    expect(all.survey_answers.length).toBeGreaterThan(1_500)
    for (const { score, answered_at } of all.survey_answers) {
      expect([1, 2, 3, 4, 5]).toContain(score)
      expect(Number(answered_at)).toBeLessThan(now.getTime())
    }
    expect(
      share(all.survey_answers.filter(each => each.comment).length, all.survey_answers.length),
    ).toBeGreaterThan(0.3)
  })

  test('each bad answer has its recovery; old ones have an outcome, some still wait', () => {
    const bad = all.survey_answers.filter(each => each.score <= 2).map(each => each.invitation_id)
    expect(new Set(all.recoveries.map(each => each.invitation_id))).toEqual(new Set(bad))
    const supervisors = new Set(all.members.filter(each => each.role === 'supervisor').map(each => each.id))
    for (const each of all.recoveries) {
      expect(supervisors.has(each.owner_id!)).toBe(true)
      expect(each.state === 'repaired').toBe(each.outcome !== null)
      expect(each.outcome === null).toBe(each.closed_at === null)
      expect(Number(each.due_at)).toBeGreaterThan(Number(each.opened_at))
    }
    expect(all.recoveries.filter(each => each.outcome).length).toBeGreaterThan(100)
    expect(all.recoveries.some(each => each.state === 'to_take')).toBe(true)
  })
})

test('events tell what happened: one opening per conversation, one closure per closed episode', () => {
  const count = (type: string) => all.events.filter(each => each.type === type).length
  expect(count('conversation.opened')).toBe(10_000)
  expect(count('conversation.reopened')).toBe(all.episodes.filter(each => each.number > 1).length)
  expect(count('conversation.closed')).toBe(all.episodes.filter(each => each.closed_at).length)
  expect(count('message.received') + count('message.written') + count('message.noted')).toBe(
    all.messages.length,
  )
  expect(count('recovery.opened')).toBe(all.recoveries.length)
})

test('pictures are PNG and invoices are PDF', () => {
  expect(plan.files.length).toBeGreaterThan(100)
  for (const { type, bytes } of plan.files) {
    const start = Buffer.from(bytes).toString('latin1', 0, 4)
    expect(start).toBe(type === 'image/png' ? '\x89PNG' : '%PDF')
    expect(bytes.byteLength).toBeLessThan(30_000)
  }
})
