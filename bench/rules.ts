// 200 rules asked of a message, as they are when it comes: its words folded, each rule looked at in its order.
import { type RuleAction, RuleBody } from '#contract/rules.ts'
import { readyRule } from '#server/rules/conditions.ts'
import { decide } from '#server/rules/deciding.ts'
import { type Facts, folded } from '#server/rules/facts.ts'
import { conclude, percentile, round, say } from './measure.ts'

const count = 200
const messages = 2000
const id = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`
const themes = [
  'rembours*',
  'retard',
  'cassé',
  'facture',
  'adresse',
  'annul*',
  'échange',
  'garantie',
  'colis perdu',
  'mot de passe',
]
const rules = Array.from({ length: count }, (_, at) => {
  const body = RuleBody.parse({
    all: [
      {
        on: 'words',
        has: [
          themes[at % themes.length]!,
          `référence ${at}`,
          `produit ${at * 7}`,
          'service client',
          'merci de',
        ],
      },
      { on: 'channelKind', is: ['email', 'form'] },
      ...(at % 3 === 0
        ? [{ on: 'contact', attribute: 'plan', value: { is: 'equal', to: ['premium'] } }]
        : []),
    ],
    any:
      at % 4 === 0
        ? [
            { on: 'from', is: [`@client${at}.test`] },
            { on: 'previous', least: 2, days: 30 },
          ]
        : [],
    actions: [
      { do: 'addTag', tag: `tag ${at}` },
      { do: 'setTeam', teamId: id(at) },
    ],
  })
  return { id: id(at), version: 1, body, isWatched: false, ...readyRule(body) }
})
const sentence =
  'Bonjour, je n’ai toujours pas reçu ma commande passée il y a dix jours, pouvez-vous me dire où elle en est ? '
const facts = (at: number): Facts => ({
  channelId: id(1),
  channelKind: 'email',
  to: ['bonjour@maison.test'],
  from: `anna@client${at % 300}.test`,
  subject: `Commande ${at} : ${themes[at % themes.length]}`,
  text: sentence.repeat(1 + (at % 20)),
  language: 'fr',
  segmentIds: [],
  touch: null,
  contact: { plan: at % 2 === 0 ? 'Premium' : 'Libre' },
  company: {},
  records: [],
  isOpen: true,
  previous: [],
  isVip: false,
  hasAttachments: false,
  at: new Date('2026-11-20T10:00:00Z'),
})

const standing = {
  ...{ isComplaint: false, isComplex: false, isAnswered: false, isUnanswerable: false },
  ...{
    complaintReasonIds: new Set<string>(),
    complexReasonIds: new Set<string>(),
    settled: new Set<RuleAction['do']>(),
    takenTags: new Set<string>(),
  },
}
const times: number[] = []
let hits = 0
for (let at = -messages; at < messages; at++) {
  const one = facts(Math.abs(at))
  const before = performance.now()
  hits += decide(rules, folded(one), standing).hits.length
  if (at >= 0) times.push(performance.now() - before)
}
say(
  `${count} rules on messages of ${sentence.length} to ${sentence.length * 20} letters: p50 ${round(percentile(times, 0.5), 3)} ms, p99 ${round(percentile(times, 0.99), 3)} ms, ${round(hits / messages / 2)} hits each`,
)
conclude({
  bench: 'rules',
  rules: count,
  p50Ms: round(percentile(times, 0.5), 3),
  p99Ms: round(percentile(times, 0.99), 3),
})
