import fc from 'fast-check'

/** What a JSON schema says of a value, as far as what follows reads it. */
export interface Shape {
  type?: string
  format?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: Shape[]
  oneOf?: Shape[]
  items?: Shape
  prefixItems?: Shape[]
  minItems?: number
  properties?: Record<string, Shape>
  required?: string[]
  additionalProperties?: Shape | boolean
  propertyNames?: Shape
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
}

const odd = [
  '\0',
  'a\0b',
  '\ud800',
  '%',
  '%00',
  '..',
  '../../etc/passwd',
  '{{constructor}}',
  '=cmd()',
  "'; drop table contacts; --",
  '\\',
  '•'.repeat(30_000),
  'NaN',
  '-1',
  '1e309',
  '99999999999999999999999',
  '0x10',
  '\u202e\u0000\ufeff',
  'İıſ'.repeat(90),
]
const times = [
  '2026-02-30',
  '0000-00-00T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '-271821-04-20T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  '9999-12-31T23:59:59.999999999Z',
  '9999-12-31T23:59:59+23:59',
]
const cursors = [
  ['2026-01-01T00:00:00.000Z', 'x'],
  ['x', '019ab3f0-0000-7000-8000-000000000000'],
  ['name', '\0', '019ab3f0-0000-7000-8000-000000000000'],
  ['change', '9999-99-99', '019ab3f0-0000-7000-8000-000000000000'],
  ['2026-01-01T00:00:00.000000Z', '\0'],
  [1, 2],
  null,
].map(key => Buffer.from(JSON.stringify(key)).toString('base64url'))
const noIds = [
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '019ab3f0-0000-7000-8000-00000000000g',
]

/** Texts that programs stumble over. */
export const oddText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(...odd, ...times, ...cursors, ...noIds),
)

const oddNumber = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, -1, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308, 5e-324, 0.1),
)

/** Values of any kind, wherever they come. */
export const rubbish: fc.Arbitrary<unknown> = fc.oneof(
  oddText,
  oddNumber,
  fc.constantFrom(null, true, false, [], {}, [[]], [null], { length: -1 }, { toString: 1 }),
  fc.array(oddText, { maxLength: 4 }),
  fc.array(oddNumber, { maxLength: 4 }),
  fc.dictionary(oddText, fc.oneof(oddText, oddNumber), { maxKeys: 4 }),
)

/** Values of the right shape, as odd as the shape lets them be; `ids` are ids of things that exist. */
export function shaped(shape: Shape, ids: string[]): fc.Arbitrary<unknown> {
  if (shape.const !== undefined) return fc.constant(shape.const)
  if (shape.enum) return fc.constantFrom(...shape.enum)
  const kinds = shape.anyOf ?? shape.oneOf
  if (kinds) return fc.oneof(...kinds.map(one => shaped(one, ids)))
  switch (shape.type) {
    case 'string':
      return textOf(shape, ids)
    case 'integer':
      return fc.integer(boundsOf(shape))
    case 'number':
      return fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer())
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      if (shape.prefixItems) return fc.tuple(...shape.prefixItems.map(one => shaped(one, ids)))
      return fc.array(shaped(shape.items ?? {}, ids), { minLength: shape.minItems ?? 0, maxLength: 3 })
    case 'object':
      return objectOf(shape, ids)
    default:
      return rubbish
  }
}

function objectOf({ properties, required, additionalProperties, propertyNames }: Shape, ids: string[]) {
  if (!properties) {
    const values = typeof additionalProperties === 'object' ? shaped(additionalProperties, ids) : rubbish
    const names = propertyNames?.enum ? fc.constantFrom(...(propertyNames.enum as string[])) : oddText
    return fc.dictionary(names, values, { maxKeys: 3 })
  }
  const parts = Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, shaped(one, ids)]))
  return fc.record(parts, { requiredKeys: required ?? [] })
}

function textOf({ format, minLength = 0, maxLength = 5000 }: Shape, ids: string[]): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.constantFrom(...ids, ...noIds.slice(0, 2))
  if (format === 'date-time') return fc.constantFrom(new Date().toISOString(), ...times.slice(2))
  if (format === 'date') return fc.constantFrom('2026-11-21', '0001-01-01', '9999-12-31', '2024-02-29')
  if (format === 'email') return fc.constantFrom(...ids.map(id => `${id.slice(-12)}@mail.test`))
  return oddText.map(text => text.padEnd(minLength, 'x').slice(0, maxLength))
}

function boundsOf({ minimum = -(2 ** 53), maximum = 2 ** 53 }: Shape) {
  // fast-check counts in 32 bits here; the far ends come from `rubbish`.
  return { min: Math.max(minimum, -(2 ** 31)), max: Math.min(maximum, 2 ** 31 - 1) }
}
