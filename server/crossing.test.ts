import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '#contract/common.ts'
import { contract } from '#contract/index.ts'
import { type OwnDatabase, ownDatabase } from './platform/testing/postgres.ts'
import { type TestApp, testApp } from './testing/app.ts'
import { type Answer, askAs, type Send } from './testing/crossing/callers.ts'
import { everybody } from './testing/crossing/line.ts'
import { aHouse, type House, type Line, type Records, table } from './testing/crossing.ts'

/** SEC-5: every route, as every role, inside its workspace and from another one. The table says what must come back. */

let database: OwnDatabase
let folder: string
let app: TestApp
let ours: House
let theirs: House
beforeAll(async () => {
  database = await ownDatabase()
  folder = await mkdtemp(join(tmpdir(), 'boucle-desk-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Boucle</title>')
  await writeFile(join(folder, 'assets', 'desk.js'), '')
  // Slower than the day, so that what waits still waits while the rows of a workspace are compared.
  const start = Date.now()
  let asked = 0
  const clock = { now: () => new Date(start + Math.floor(asked++ / 8)) }
  app = await testApp({ database, webFolder: folder, clock })
  ours = await aHouse(app, 'zinnia', 'qa7')
  theirs = await aHouse(app, 'pivoine', 'kz4')
  await app.settle()
  // What the clock of the machine may ring for in the middle of a comparison has then nothing left to note.
  for (const timer of app.email.chores.timers) if (timer.name === 'email.silence') await timer.run()
})
afterAll(async () => {
  await app?.close()
  await database?.drop()
  await rm(folder, { recursive: true, force: true })
})

interface Cell {
  who: string
  on: string
  expected: number
  answer: Answer
  /** Words that may not come back. */
  secret: string[]
}

test('every route has its line, and every line its route', () => {
  const lines = new Set(table.map(line => line.route))
  const routes = new Set([...routesOfContract(contract), ...routesBeside()])
  expect([...routes].filter(route => !lines.has(route))).toEqual([])
  expect([...lines].filter(route => !routes.has(route))).toEqual([])
})

describe.each(table.map(line => [line.way ? `${line.route}, ${line.way}` : line.route, line] as const))(
  'SEC-5: %s',
  (_, line) => {
    test('answers each role, each kind of key and nobody as it must', async () => {
      expect(wrong(await ownCells(line))).toEqual([])
    })
    test('shows nobody what is hidden from them', async () => {
      expect(wrong(await hiddenCells(line))).toEqual([])
    })
    test('lets nothing cross from one workspace to the other', async () => {
      expect(wrong(await foreignCells(line))).toEqual([])
    })
  },
)

async function ownCells(line: Line): Promise<Cell[]> {
  const cells: Cell[] = []
  const add = async (who: string, send: Send, expected: number, secret: string[]) => {
    const fresh = expected < 300 && line.fresh ? await line.fresh(ours, app) : {}
    const at: Records = { ...ours.seen, ...fresh }
    const answer = await send({ method: methodOf(line), ...line.ask(at, at) })
    cells.push({ who, on: 'what they may see', expected, answer, secret: [...secret, ...wordsOf(theirs)] })
  }
  for (const role of everybody) await add(role, ours.people[role], expectedOf(line, role), secretsOf(role))
  await add('a key', ours.key, keyStatus(line), [ours.words.oneTime])
  await add('a key of one team', ours.teamKey, teamKeyStatus(line), secretsOfTeamKey())
  if (line.scope && !line.peopleOnly)
    await add(`a key without ${line.scope}`, await ours.keyWithout(line.scope), 403, wordsOf(ours))
  const isOpen = line.to === 'anyone'
  await add(
    'nobody',
    askAs(app, {}),
    line.nobody ?? (isOpen ? (line.ok ?? 200) : 401),
    isOpen ? [] : wordsOf(ours),
  )
  return cells
}

async function hiddenCells(line: Line): Promise<Cell[]> {
  const { seen, hidden } = ours
  const { at, second } = customersIn(line)
  const cells: Cell[] = []
  for (const role of ['collaborator', 'partner'] as const) {
    const isRefused = expectedOf(line, role) === 403
    const add = async (on: string, one: Records, other: Records, expected = 404) => {
      const answer = await ours.people[role]({ method: methodOf(line), ...line.ask(one, other) })
      cells.push({ who: role, on, expected: isRefused ? 403 : expected, answer, secret: secretsOf(role) })
    }
    if (line.to !== 'anyone' && (at || second)) await add('what is hidden', hidden, hidden, line.hidden)
    if (at && second) await add('something hidden beside', seen, hidden, line.hiddenSecond)
  }
  if (line.to === 'anyone' || !(at || second)) return cells
  const isRefused = teamKeyStatus(line) === 403
  for (const [on, one, other, expected = 404] of [
    ['what is hidden', hidden, hidden, line.hidden] as const,
    ...(at && second ? [['something hidden beside', seen, hidden, line.hiddenSecond] as const] : []),
  ]) {
    const answer = await ours.teamKey({ method: methodOf(line), ...line.ask(one, other) })
    const secret = secretsOfTeamKey()
    cells.push({ who: 'a key of one team', on, expected: isRefused ? 403 : expected, answer, secret })
  }
  return cells
}

async function foreignCells(line: Line): Promise<Cell[]> {
  const { at, second } = usesOf(line)
  const before = await printOf(theirs)
  const cells: Cell[] = []
  const callers = [['administrator', ours.people.administrator] as const, ['key', ours.key] as const]
  for (const [who, send] of callers.slice(0, line.peopleOnly ? 1 : 2)) {
    const add = async (on: string, one: Records, other: Records, expected: number) => {
      const answer = await send({ method: methodOf(line), ...line.ask(one, other) })
      // What a link shows, it shows to whoever holds it.
      const secret = line.to === 'anyone' ? [] : wordsOf(theirs)
      cells.push({ who: `${who} of another workspace`, on, expected, answer, secret })
    }
    if (at.size + second.size > 0)
      await add('records of the other', theirs.seen, theirs.seen, line.foreign ?? 404)
    else await add('the same request', ours.seen, ours.seen, expectedOf(line, 'administrator'))
    if (at.size > 0 && second.size > 0)
      await add('a record of the other beside their own', ours.seen, theirs.seen, line.foreignSecond ?? 404)
  }
  expect(await printOf(theirs), 'a row of the other workspace changed').toEqual(before)
  return cells
}

function wrong(cells: Cell[]): string[] {
  return cells.flatMap(({ who, on, expected, answer, secret }) => {
    const found = secret.filter(word => answer.text.includes(word))
    const leaks = found.map(word => `${who}, on ${on}: reads «${word}» in ${answer.text.slice(0, 3000)}`)
    if (answer.status === expected) return leaks
    return [
      `${who}, on ${on}: ${answer.status} instead of ${expected}: ${answer.body.slice(0, 300)}`,
      ...leaks,
    ]
  })
}

const methodOf = (line: Line) => line.route.split(' ')[0]!

/** What a line says that a role gets on what it may see. */
function expectedOf(line: Line, role: Role): number {
  const usual = line.to === 'anyone' || line.to.includes(role) ? (line.ok ?? 200) : 403
  return line.except?.[role] ?? usual
}

function keyStatus(line: Line): number {
  return line.key ?? (line.peopleOnly ? 403 : expectedOf(line, 'administrator'))
}

/** What an adviser's key of the partner's team gets: what both of these roles may do, and people need not. */
function teamKeyStatus(line: Line): number {
  if (line.peopleOnly) return line.key ?? 403
  const { to, except } = line
  const mayCall = (role: Role) => to === 'anyone' || to.includes(role) || except?.[role] !== undefined
  return mayCall('adviser') && mayCall('partner') ? expectedOf(line, 'adviser') : 403
}

/** It sees its customers whole, unlike a partner's adviser, and nothing of the others. */
function secretsOfTeamKey(): string[] {
  const { hidden, draft, guarded, oneTime } = ours.words
  return [oneTime, draft, guarded, hidden]
}

/** Words that somebody may never read, whatever they ask. */
function secretsOf(role: Role): string[] {
  const { hidden, fields, inHouse, draft, guarded, oneTime } = ours.words
  if (role === 'administrator') return [oneTime]
  if (role === 'collaborator') return [oneTime, draft, guarded, hidden]
  if (role === 'partner') return [oneTime, draft, guarded, hidden, fields, inHouse]
  return [oneTime, draft, guarded]
}

const wordsOf = (house: House) => Object.values(house.words)

/** The records that a line names, seen by letting it ask. */
function usesOf(line: Line) {
  const watched = () => {
    const read = new Set<string>()
    const records = new Proxy(ours.seen, {
      get(target, name) {
        read.add(String(name))
        return Reflect.get(target, name)
      },
    })
    return { read, records }
  }
  const [at, second] = [watched(), watched()]
  line.ask(at.records, second.records)
  return { at: at.read, second: second.read }
}

/** Whether a line names what belongs to customers: what may be hidden from somebody. */
function customersIn(line: Line) {
  const uses = usesOf(line)
  const some = (names: Set<string>) =>
    [...names].some(name => ours.seen[name as keyof Records] !== ours.hidden[name as keyof Records])
  return { at: some(uses.at), second: some(uses.second) }
}

/** Every row of a workspace, as one number a table. */
/** Asked a thousand times: planned once. */
let prints: string | undefined

async function printOf(house: House): Promise<Record<string, string>> {
  const { system } = app.ground.db.pools
  if (prints === undefined) {
    const tables = await system.query<{ name: string }>(
      `select c.oid::regclass::text as name
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and c.relname <> 'vocabulary' -- words are learnt each minute by a timer, whoever calls`,
    )
    prints = tables.rows
      .map(
        ({ name }) =>
          `select '${name}' as name, md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as print
          from ${name} t where workspace_id = $1`,
      )
      .join(' union all ')
  }
  const { rows } = await system.query<{ name: string; print: string }>({
    ...{ name: 'prints', text: prints, values: [house.id] },
  })
  return Object.fromEntries(rows.map(({ name, print }) => [name, print]))
}

function routesOfContract(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return []
  const { route } = (part as { '~orpc'?: { route: { method: string; path: string } } })['~orpc'] ?? {}
  return route ? [`${route.method} ${route.path}`] : Object.values(part).flatMap(routesOfContract)
}

/** What Fastify serves beside the contract, read from its own tree of routes. */
function routesBeside(): string[] {
  const above: string[] = []
  const routes: string[] = []
  for (const line of app.http.printRoutes({ commonPrefix: false }).split('\n')) {
    const found = /^([│├└─ ]*)(.+?) \(([A-Z, ]+)\)/.exec(line)
    if (!found) continue
    const depth = found[1]!.length / 4
    above.splice(depth - 1, Number.POSITIVE_INFINITY, found[2]!)
    const path = above.slice(0, depth).join('')
    if ((path === '*' || path === '/*') && app.http.hasRoute({ method: 'GET', url: '/api/v1/*' })) continue // the contract
    for (const method of found[3]!.split(', ')) if (method !== 'HEAD') routes.push(`${method} ${path}`)
  }
  expect(routes).toContain('POST /api/v1/uploads')
  return routes
}
