import { toJSONSchema, type ZodType } from 'zod'
import { contract } from '../contract/index.ts'
import { webhookEventTypes, webhookPayload } from '../contract/webhook-events.ts'

interface Operation {
  domain: string
  name: string
  method: string
  path: string
  summary: string
  input: ZodType | undefined
  output: ZodType | undefined
}

/** What JSON Schema says of a value, as far as what follows reads it. */
interface Shape {
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  anyOf?: Shape[]
  oneOf?: Shape[]
  allOf?: Shape[]
  items?: Shape
  prefixItems?: Shape[]
  properties?: Record<string, Shape>
  required?: string[]
  additionalProperties?: Shape | boolean
}

/** The TypeScript of every operation of the contract: its way, and the types of what goes in and comes out. */
export function operationsSource(): string {
  const operations = operationsOf(contract)
  const byDomain = Map.groupBy(operations, ({ domain }) => domain)
  return `${[
    '// Made by scripts/sdk.ts from the contract: not to be changed by hand.',
    'export interface CallOptions {',
    '  signal?: AbortSignal',
    '  /** Names the attempt, so that the same one again finds the first answer; made for you where there is none. */',
    '  idempotencyKey?: string',
    '}',
    '',
    '/** Everything that the API can do, by domain. */',
    'export interface Boucle {',
    ...[...byDomain].flatMap(([domain, all]) => [`  ${domain}: {`, ...all.flatMap(methodOf), '  }']),
    '}',
    '',
    '/** Method and path of each operation. */',
    'export const operations = {',
    ...[...byDomain].flatMap(([domain, all]) => [
      `  ${domain}: {`,
      ...all.map(({ name, method, path }) => `    ${name}: ['${method}', '${path}'],`),
      '  },',
    ]),
    '} as const',
    '',
    '/** What is posted to a webhook, by its type. */',
    `export type WebhookPayload =`,
    ...webhookEventTypes.map(type => `  | ${typeOf(shapeOf(webhookPayload(type), 'output'))}`),
  ].join('\n')}\n`
}

function methodOf({ name, summary, method, path, input, output }: Operation): string[] {
  const given = input && shapeOf(input, 'input')
  const isNeeded = (given?.required ?? []).length > 0
  const takes = given ? `input${isNeeded ? '' : '?'}: ${typeOf(given)}` : 'input?: undefined'
  const gives = output ? typeOf(shapeOf(output, 'output')) : 'unknown'
  return [
    `    /** ${summary}: \`${method} ${path}\`. */`,
    `    ${name}(${takes}, options?: CallOptions): Promise<${gives}>`,
  ]
}

function operationsOf(router: object): Operation[] {
  return Object.entries(router).flatMap(([domain, routes]) =>
    Object.entries(routes as object).map(([name, procedure]) => {
      const { route, inputSchema, outputSchema } = (
        procedure as {
          '~orpc': {
            route: { method: string; path: string; summary: string }
            inputSchema?: ZodType
            outputSchema?: ZodType
          }
        }
      )['~orpc']
      return { domain, name, ...route, input: inputSchema, output: outputSchema }
    }),
  )
}

/** What a caller writes or reads: what the server makes of a text in an address is said as what it means. */
function shapeOf(schema: ZodType, io: 'input' | 'output'): Shape {
  return toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const { def } = zodSchema._zod as {
        def: { type: string; coerce?: boolean; out?: { _zod: { def: { type: string } } } }
      }
      if (def.coerce && def.type === 'number') jsonSchema.type = 'number'
      if (def.type === 'pipe' && def.out?._zod.def.type === 'boolean') {
        for (const key of Object.keys(jsonSchema)) delete jsonSchema[key]
        jsonSchema.type = 'boolean'
      }
    },
  }) as Shape
}

function typeOf(shape: Shape): string {
  if (shape.const !== undefined) return JSON.stringify(shape.const)
  if (shape.enum) return shape.enum.map(one => JSON.stringify(one)).join(' | ')
  const some = shape.anyOf ?? shape.oneOf
  if (some) return [...new Set(some.map(typeOf))].join(' | ')
  if (shape.allOf) return shape.allOf.map(typeOf).join(' & ')
  if (Array.isArray(shape.type)) return shape.type.map(type => typeOf({ ...shape, type })).join(' | ')
  switch (shape.type) {
    case 'string':
    case 'boolean':
    case 'null':
      return shape.type
    case 'integer':
    case 'number':
      return 'number'
    case 'array':
      if (shape.prefixItems) return `[${shape.prefixItems.map(typeOf).join(', ')}]`
      return `Array<${typeOf(shape.items ?? {})}>`
    case 'object':
      return objectOf(shape)
    default:
      return 'unknown'
  }
}

function objectOf({ properties, required = [], additionalProperties }: Shape): string {
  if (!properties || Object.keys(properties).length === 0)
    return `Record<string, ${typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'unknown'}>`
  const fields = Object.entries(properties).map(([name, shape]) => {
    const isOptional = !required.includes(name)
    // As TypeScript's strictest reading has it: undefined may be given where nothing may be.
    return `${/^\w+$/.test(name) ? name : JSON.stringify(name)}${isOptional ? '?' : ''}: ${typeOf(shape)}${isOptional ? ' | undefined' : ''}`
  })
  return `{ ${fields.join('; ')} }`
}
