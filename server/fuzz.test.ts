import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toJSONSchema, type ZodType } from 'zod'
import { contract } from '#contract/index.ts'
import { type OwnDatabase, ownDatabase } from './platform/testing/postgres.ts'
import { type TestApp, testApp } from './testing/app.ts'
import { aHouse, type House, table } from './testing/crossing.ts'
import { rubbish, type Shape, shaped } from './testing/rubbish.ts'

/** Whatever is sent to a route, it is understood or refused: it never makes the program fail. */

let database: OwnDatabase
let app: TestApp
let house: House
beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database })
  house = await aHouse(app, 'zinnia', 'fz1')
})
afterAll(async () => {
  await app?.close()
  await database?.drop()
})

interface Route {
  method: string
  path: string
  shape: Shape
}

const routes = routesOf(contract)
const lines = new Map(table.map(line => [line.route, line]))

/** Most often the thing in the address exists, and what is said of it is what is tried. */
const seldom = fc.integer({ min: 0, max: 3 }).map(one => one === 0)

describe.each(routes.map(route => [`${route.method} ${route.path}`, route] as const))('%s', (_, route) => {
  const names = namesOf(route.shape)

  test('refuses rubbish and never fails', async () => {
    const some = fc.dictionary(fc.constantFrom(...names, 'unheard_of'), rubbish, { minKeys: 1, maxKeys: 4 })
    await fc.assert(
      fc.asyncProperty(some, seldom, (values, inAddress) => isAnswered(route, values, inAddress)),
      { numRuns: 25 },
    )
  })

  // Where nothing is asked there is nothing to draw.
  if (names.length === 0) return
  test('takes odd values of the right shape and never fails', async () => {
    const ids = Object.values(house.seen).filter(isId)
    await fc.assert(
      fc.asyncProperty(shaped(route.shape, ids), seldom, (values, inAddress) =>
        isAnswered(route, values as object, inAddress),
      ),
      { numRuns: 25 },
    )
  })
})

async function isAnswered(route: Route, values: object, alsoInAddress: boolean) {
  const line = lines.get(`${route.method} ${route.path}`)!
  const asked = line.ask(house.seen, house.seen)
  const places = alsoInAddress ? values : {}
  const path = withPlaces(route.path, asked.path, places)
  const others = Object.entries(values).filter(([name]) => !route.path.includes(`{${name}}`))
  const query = new URLSearchParams(asked.query)
  const isRead = route.method === 'GET' || route.method === 'DELETE'
  if (isRead)
    for (const [name, value] of others) for (const one of [value].flat()) query.set(name, asText(one))
  const body = isRead ? undefined : { ...(asked.body as object), ...Object.fromEntries(others) }
  const url = query.size > 0 ? `${path}?${query}` : path
  const answer = await house.people.administrator({ method: route.method, path: url, body })
  if (answer.status >= 500)
    throw new Error(`${answer.status} for ${url} ${JSON.stringify(body)?.slice(0, 2000)}: ${answer.body}`)
}

/** The address with its places filled by other values, where there are some. */
function withPlaces(template: string, path: string, values: object): string {
  const places = template.split('/')
  return path
    .split('/')
    .map((segment, index) => {
      const name = /^\{(\w+)\}$/.exec(places[index] ?? '')?.[1]
      return name !== undefined && name in values
        ? encodeURIComponent(asText(values[name as never]).toWellFormed())
        : segment
    })
    .join('/')
}

/** The names of an input, of all its kinds where it has several. */
const namesOf = ({ properties = {}, anyOf = [], oneOf = [] }: Shape): string[] => [
  ...new Set([...Object.keys(properties), ...[...anyOf, ...oneOf].flatMap(namesOf)]),
]

const asText = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value))
const isId = (value: unknown) => typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value)

function routesOf(part: unknown): Route[] {
  if (typeof part !== 'object' || part === null) return []
  const procedure = (
    part as { '~orpc'?: { route: { method: string; path: string }; inputSchema?: ZodType } }
  )['~orpc']
  if (!procedure) return Object.values(part).flatMap(routesOf)
  const { method, path } = procedure.route
  const shape = procedure.inputSchema
    ? (toJSONSchema(procedure.inputSchema, { io: 'input', unrepresentable: 'any' }) as Shape)
    : {}
  return [{ method, path, shape }]
}

test('every route is tried with its own names', () => {
  expect(routes.length).toBeGreaterThan(90)
  expect(routes.filter(({ method, path }) => !lines.has(`${method} ${path}`))).toEqual([])
  expect(routes.find(({ path }) => path === '/contacts')!.shape.properties).toHaveProperty('cursor')
})
