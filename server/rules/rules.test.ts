import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Condition, type RuleAction, RuleBody } from '#contract/rules.ts'
import { fold } from '#server/platform/fold.ts'
import { requireWords } from './checks.ts'
import { readyRule } from './conditions.ts'
import { type AskedRule, decide, type Standing } from './deciding.ts'
import { type Facts, folded } from './facts.ts'

const day = 86_400_000
const at = new Date('2026-11-20T10:00:00Z')
const id = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`
const request = (more: Partial<Facts> = {}): Facts => ({
  channelId: id(1),
  channelKind: 'email',
  to: ['bonjour@maison.test'],
  from: 'anna@client.test',
  subject: 'Ma commande 88213',
  text: 'Bonjour, le vase est arrivé cassé. Je voudrais être remboursée, s’il vous plaît.',
  language: 'fr',
  segmentIds: [id(7)],
  touch: 'high',
  contact: { plan: 'Premium', orders: 12, isClub: true, grade: 'A+' },
  company: {},
  records: [{ kind: 'order', status: 'in_transit' }],
  isOpen: true,
  previous: [new Date(at.getTime() - 2 * day), new Date(at.getTime() - 40 * day)],
  isVip: false,
  hasAttachments: false,
  at,
  ...more,
})
const holds = (condition: object, facts = request()) =>
  readyRule({ all: [Condition.parse(condition)], any: [] }).holds(folded(facts))

describe('a condition', () => {
  test.for<[object, boolean, string]>([
    [{ on: 'words', has: ['casse'] }, true, 'without its accent'],
    [{ on: 'words', has: ['CASSÉ'] }, true, 'in capitals'],
    [{ on: 'words', has: ['cass'] }, false, 'only whole words'],
    [{ on: 'words', has: ['rembours*'] }, true, 'whatever its ending'],
    [{ on: 'words', has: ['arrivé cassé'] }, true, 'a phrase'],
    [{ on: 'words', has: ['cassé arrivé'] }, false, 'a phrase in its order'],
    [{ on: 'words', has: ["s'il vous plait"] }, true, 'another apostrophe'],
    [{ on: 'words', in: 'subject', has: ['cassé'] }, false, 'not in the subject'],
    [{ on: 'words', in: 'subject', has: ['88213'] }, true, 'a number'],
    [{ on: 'words', has: ['8821'] }, false, 'not a part of a number'],
    [{ on: 'words', has: ['!!!'] }, false, 'nothing but signs is never there'],
    [{ on: 'words', has: ['arriv* cass*'] }, true, 'a phrase, whatever the endings of its words'],
    [{ on: 'words', has: ['je voud* être rembours*'] }, true, 'one ending among others'],
    [{ on: 'words', has: ['arriv* rembours*'] }, false, 'a star stays in its word'],
    [{ on: 'words', has: ['riv* cassé'] }, false, 'a star before a phrase is no beginning'],
    [{ on: 'words', has: ['cass* je'] }, true, 'whatever stands between its words'],
    [{ on: 'words', in: 'subject', has: ['commande n° 88213'] }, false, 'a word more'],
    [{ on: 'words', has: ['livraison', 'vase'] }, true, 'one of several'],
    [{ on: 'words', has: ['vase'], not: true }, false, 'turned round'],
    [{ on: 'channel', is: [id(1)] }, true, 'its channel'],
    [{ on: 'channelKind', is: ['chat'] }, false, 'another kind of channel'],
    [{ on: 'to', is: ['BONJOUR@maison.test'] }, true, 'our address'],
    [{ on: 'from', is: ['@client.test'] }, true, 'a domain'],
    [{ on: 'from', is: ['@ient.test'] }, false, 'the end of a domain is not the domain'],
    [{ on: 'from', is: ['luc@client.test'] }, false, 'somebody else there'],
    [{ on: 'language', is: ['en'] }, false, 'another language'],
    [{ on: 'segment', is: [id(6), id(7)] }, true, 'one of their segments'],
    [{ on: 'contact', attribute: 'plan', value: { is: 'equal', to: ['premium'] } }, true, 'a plan'],
    [{ on: 'contact', attribute: 'orders', value: { is: 'atLeast', to: 12 } }, true, 'at least'],
    [{ on: 'contact', attribute: 'orders', value: { is: 'atMost', to: 11 } }, false, 'at most'],
    [{ on: 'contact', attribute: 'plan', value: { is: 'atLeast', to: 1 } }, false, 'a word is no number'],
    [{ on: 'contact', attribute: 'isClub', value: { is: 'equal', to: [true] } }, true, 'yes or no'],
    [{ on: 'contact', attribute: 'none', value: { is: 'present' } }, false, 'nothing there'],
    [
      { on: 'contact', attribute: 'none', value: { is: 'present' }, not: true },
      true,
      'nothing there, turned round',
    ],
    [
      { on: 'contact', attribute: 'plan', value: { is: 'containing', to: ['prem*'] } },
      true,
      'a part of a value',
    ],
    [{ on: 'contact', attribute: 'grade', value: { is: 'equal', to: ['a+'] } }, true, 'a sign is told'],
    [
      { on: 'contact', attribute: 'grade', value: { is: 'equal', to: ['A'] } },
      false,
      'another sign, another value',
    ],
    [{ on: 'record', kind: 'order' }, true, 'an order'],
    [{ on: 'record', kind: 'Order', status: ['In_Transit'] }, true, 'whatever its capitals'],
    [{ on: 'record', kind: 'order', status: ['delivered'] }, false, 'an order that has arrived'],
    [{ on: 'hours', isOpen: false }, false, 'closed'],
    [{ on: 'previous', least: 1, days: 7 }, true, 'wrote this week'],
    [{ on: 'previous', least: 2, days: 7 }, false, 'twice this week'],
    [{ on: 'previous', least: 2, days: 60 }, true, 'twice in two months'],
    [{ on: 'vip' }, false, 'nobody in particular'],
    [{ on: 'attachments', not: true }, true, 'no file'],
  ])('%j is %s: %s', ([condition, expected]) => {
    expect(holds(condition)).toBe(expected)
  })

  test.for<[string, string, boolean]>([
    ['c++', 'J’écris en C++.', true],
    ['c++', 'J’écris en C.', false],
    ['c++', 'Des vitamines (C), s’il vous plaît', false],
    ['c+', 'J’écris en C++.', false],
    ['c#', 'Du C#, du vrai', true],
    ['c', 'J’écris en C++.', true],
    ['c++*', 'En C++17 !', true],
    ['50 %', 'Une remise de 50% ?', true],
    ['50%', 'Une remise de 50\u00a0% ?', true],
    ['50 %', 'Une remise de 50 euros', false],
    ['50 %', 'Une remise de 150 %', false],
    ['€', 'Il reste 20€ à payer', true],
    ['R&D', 'Le service r & d', true],
    ['R&D', 'R, puis D', false],
    ['rembours* 20 €', 'Remboursez-moi 20 €', false],
    ['rembours* moi 20 €', 'Remboursez-moi 20 €', true],
    ['+33', 'Mon numéro : +33 6 12', true],
    ['+33', 'Il en reste 33', false],
    ['commande n° 12', 'Ma commande n 12', true],
    ['dupont (fils)', 'Chez Dupont, fils', true],
    ['*', 'Rien', false],
  ])('%s in “%s”: %s, as its signs count', ([words, text, expected]) => {
    expect(holds({ on: 'words', in: 'text', has: [words] }, request({ text }))).toBe(expected)
  })

  test.for([
    ['*boursement', 'rule.star_inside'],
    ['rem*ment', 'rule.star_inside'],
    ['commande * retard', 'rule.star_inside'],
    ['**', 'rule.no_letters'],
    ['!!!', 'rule.no_letters'],
    ['rembours* commande*', undefined],
    ['« rembours* », svp', undefined],
    ['c++*', undefined],
    ['€', undefined],
  ] as const)('words that could never be found are refused: %s, %s', ([words, code]) => {
    const conditions = [
      { on: 'words', has: ['vase', words] },
      { on: 'contact', attribute: 'plan', value: { is: 'containing', to: [words] } },
    ].map(one => Condition.parse(one))
    for (const condition of conditions) {
      const told = expect(() => requireWords([condition]), condition.on)
      if (code) told.toThrow(expect.objectContaining({ code, values: { words } }))
      else told.not.toThrow()
    }
  })

  test('turned round, it holds exactly where it does not', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 20 }),
        fc.string({ maxLength: 100 }),
        (words, text) => {
          fc.pre(words.trim() !== '')
          const one = { on: 'words', has: [words] }
          expect(holds({ ...one, not: true }, request({ text }))).toBe(!holds(one, request({ text })))
        },
      ),
    )
  })

  test('folding says the same of a text that is folded already, and of its decomposed letters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), text => {
        expect(fold(fold(text))).toBe(fold(text))
        expect(fold(text.normalize('NFD'))).toBe(fold(text.normalize('NFC')))
      }),
    )
    expect(fold('Œuf « À la coque »  n° 2')).toBe(' oeuf a la coque n 2 ')
  })
})

const nothing: Standing = {
  ...{ isComplaint: false, isComplex: false, isAnswered: false, isUnanswerable: false },
  ...{
    complaintReasonIds: new Set<string>(),
    complexReasonIds: new Set<string>(),
    settled: new Set<RuleAction['do']>(),
    takenTags: new Set<string>(),
  },
}
const aRule = (number: number, body: object, isWatched = false): AskedRule => {
  const parsed = RuleBody.parse(body)
  return { id: id(number), version: 1, body: parsed, isWatched, ...readyRule(parsed) }
}
const reply = { do: 'reply', cannedAnswerId: id(50) }
const team = (number: number) => ({ do: 'setTeam', teamId: id(number) })
const tag = (name: string) => ({ do: 'addTag', tag: name })
const broken = { on: 'words', has: ['casse'] }

describe('rules', () => {
  test('are asked in their order: the first to say a team has its way, tags add up', () => {
    const { hits } = decide(
      [
        aRule(1, { all: [broken], actions: [team(10), tag('broken')] }),
        aRule(2, { actions: [team(11), tag('all')] }),
      ],
      folded(request()),
      nothing,
    )
    expect(hits.map(({ actions }) => actions)).toEqual([[team(10), tag('broken')], [tag('all')]])
    expect(hits[1]!.leftOut).toEqual([{ action: team(11), because: 'said_before' }])
  })

  test('all of one list and one of the other; with neither, always', () => {
    const which = (body: object) =>
      decide([aRule(1, { ...body, actions: [tag('x')] })], folded(request()), nothing).hits.length
    expect(which({ all: [broken], any: [{ on: 'vip' }, { on: 'hours', isOpen: true }] })).toBe(1)
    expect(which({ all: [broken], any: [{ on: 'vip' }] })).toBe(0)
    expect(which({ all: [broken, { on: 'vip' }], any: [{ on: 'hours', isOpen: true }] })).toBe(0)
    expect(which({})).toBe(1)
  })

  test('one that is the last ends it; one that is only watched does nothing, ends nothing, and is counted', () => {
    const { hits } = decide(
      [
        aRule(1, { actions: [team(10)], isLast: true }, true),
        aRule(2, { actions: [team(11)], isLast: true }),
        aRule(3, { actions: [tag('never')] }),
      ],
      folded(request()),
      nothing,
    )
    expect(hits.map(({ ruleId, isWatched, actions }) => [ruleId, isWatched, actions])).toEqual([
      [id(1), true, []],
      [id(2), false, [team(11)]],
    ])
  })

  test.for([
    { why: 'complaint', ground: { isComplaint: true }, text: 'Où est ma commande ?' },
    { why: 'detailed', ground: {}, text: 'Je vous écris pour la troisième fois. '.repeat(10) },
    {
      why: 'answered_before',
      ground: { isAnswered: true },
      text: 'Où est ma commande ?',
    },
    { why: 'robot', ground: { isUnanswerable: true }, text: 'Où est ma commande ?' },
    { why: undefined, ground: {}, text: 'Où est ma commande ?' },
  ] as const)(
    'E49: a ready-made answer to “$text” is left out because it is $why',
    ({ why, ground, text }) => {
      const { hits } = decide([aRule(1, { actions: [reply, tag('asked')] })], folded(request({ text })), {
        ...nothing,
        ...ground,
      })
      expect(hits[0]!.leftOut).toEqual(why ? [{ action: reply, because: why }] : [])
      expect(hits[0]!.actions).toEqual(why ? [tag('asked')] : [reply, tag('asked')])
    },
  )

  test('no two answers go to one message', () => {
    const { hits } = decide(
      [aRule(1, { actions: [reply] }), aRule(2, { actions: [reply] })],
      folded(request({ text: 'Allô ?' })),
      nothing,
    )
    expect(hits.flatMap(({ actions }) => actions)).toEqual([reply])
  })

  test('E49: a rule that finds a complaint takes the answer of the others away, before it or after', () => {
    const complaint = { do: 'setReason', reasonId: id(90) }
    const standing = { ...nothing, complaintReasonIds: new Set([id(90)]) }
    for (const [first, second] of [
      [[reply], [complaint]],
      [[complaint], [reply]],
    ]) {
      const { hits } = decide(
        [aRule(1, { actions: first }), aRule(2, { actions: second })],
        folded(request()),
        standing,
      )
      expect(hits.flatMap(({ actions }) => actions)).toEqual([complaint])
      expect(hits.flatMap(({ leftOut }) => leftOut)).toEqual([{ action: reply, because: 'complaint' }])
    }
  })

  test('what a person said of it is not said otherwise', () => {
    const { hits } = decide([aRule(1, { actions: [team(10), tag('x')] })], folded(request()), {
      ...nothing,
      settled: new Set(['setTeam']),
    })
    expect(hits[0]).toMatchObject({
      actions: [tag('x')],
      leftOut: [{ action: team(10), because: 'in_hand' }],
    })
  })
})
