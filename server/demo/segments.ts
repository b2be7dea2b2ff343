import { SegmentBody, type Touch } from '#contract/segments.ts'
import type { Row } from './plan.ts'
import { typesetFrench } from './typography.ts'

const isIn = (family: string, attribute: string, value: string) => ({
  ...{ on: 'attribute', family, attribute },
  value: { is: 'equal', to: [value] },
})

/** Those that decide on high touch come first. */
const written: { name: string; touch: Touch | null; all: object[] }[] = [
  { name: 'VIP', touch: 'high', all: [{ on: 'vip' }] },
  {
    name: 'Grandes commandes de l’année',
    touch: 'high',
    all: [{ on: 'records', kind: 'order', days: 365, what: 'amount', from: 200, to: null }],
  },
  { name: 'Fidélité Pivoine', touch: 'high', all: [isIn('psychographic', 'loyalty', 'Pivoine')] },
  { name: 'Clientèle de Lyon', touch: null, all: [isIn('geographic', 'store', 'Lyon')] },
  {
    name: 'Anglophones',
    touch: null,
    all: [{ on: 'language', is: ['en'] }],
  },
  {
    name: 'Sans commande depuis un an',
    touch: 'low',
    all: [{ on: 'lastRecord', kind: 'order', days: 365, not: true }],
  },
]

/** The segments of the shop, on the four families (M3). */
export const buildSegments = (next: () => string, created: Date): Row<'segments'>[] =>
  written.map(({ name, touch, all }, position) => ({
    ...{ id: next(), name: typesetFrench(name), position, touch, version: 1, archived_at: null },
    ...{ body: JSON.stringify(SegmentBody.parse({ all })), created_at: created, updated_at: created },
  }))
