import { describe, expect, test } from 'vitest'
import { contract } from '../../contract/index.ts'
import { ApiProblem, isProblem, Unreachable } from './api-problem.ts'
import { createApi } from './client.ts'
import { createSteadyFetch } from './steady-fetch.ts'

function anApi(answer: (request: Request, attempt: number) => Response | Error) {
  const seen: Request[] = []
  let keys = 0
  const signedOut: string[] = []
  const api = createApi({
    origin: 'http://boucle.test',
    routes: contract,
    fetch: createSteadyFetch({
      fetch: async request => {
        const asked = request as Request // the link always passes a Request
        seen.push(asked)
        const result = answer(asked, seen.length)
        if (result instanceof Error) throw result
        return result
      },
      wait: async () => undefined,
      random: () => 0.5,
    }),
    language: () => 'fr',
    workspace: () => 'maison-bleuet',
    newKey: () => {
      keys += 1
      return `key-${keys}`
    },
    onSignedOut: () => signedOut.push('out'),
  })
  return { ...api, seen, signedOut }
}

const json = (body: unknown, status = 200, type = 'application/json') =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': type } })
const id = '0199e0a0-0000-7000-8000-000000000001'
const counts = { open: 3, mine: 1, late: 0 }

describe('every call', () => {
  test('names the workspace and the language of the person', async () => {
    const { call, seen } = anApi(() => json(counts))
    expect(await call.loops.recoveryCounts()).toEqual(counts)
    expect(seen[0]!.url).toBe('http://boucle.test/api/v1/recovery-counts')
    expect(seen[0]!.headers.get('boucle-workspace')).toBe('maison-bleuet')
    expect(seen[0]!.headers.get('accept-language')).toBe('fr')
    expect(seen[0]!.headers.has('idempotency-key')).toBe(false)
  })

  test('puts filters in the query and ids in the path', async () => {
    const { call, seen } = anApi(() => json({ items: [], next: null }))
    await call.conversations.list({ view: 'mine', status: ['open', 'waiting'] })
    const url = new URL(seen[0]!.url)
    expect(url.pathname).toBe('/api/v1/conversations')
    expect(url.searchParams.get('view')).toBe('mine')
    await call.workspaces.deactivateMember({ id }).catch(() => undefined)
    expect(new URL(seen[1]!.url).pathname).toBe(`/api/v1/members/${id}/deactivation`)
  })
})

describe('a POST', () => {
  test('carries one key for the act, the same when the network makes it repeat', async () => {
    const { call, seen } = anApi((_request, attempt) =>
      attempt < 3
        ? attempt === 1
          ? new TypeError('network')
          : json({}, 503)
        : json({ slug: 'bleuet' }, 201),
    )
    await call.workspaces.demoSession({ role: 'adviser' })
    expect(seen.map(request => request.headers.get('idempotency-key'))).toEqual(['key-1', 'key-1', 'key-1'])
    expect(await seen[2]!.json()).toEqual({ role: 'adviser' })
  })

  test('made again by the person on purpose can keep its key', async () => {
    const { call, seen } = anApi(() => json({ slug: 'bleuet' }, 201))
    await call.workspaces.demoSession({ role: 'adviser' }, { context: { idempotencyKey: 'mine' } })
    expect(seen[0]!.headers.get('idempotency-key')).toBe('mine')
  })
})

describe('a refusal', () => {
  const problem = {
    type: 'about:blank',
    title: 'Déjà close',
    detail: 'Karim a clos cette conversation.',
    status: 409,
    code: 'conversation.already_closed',
    errors: [{ path: 'subject', message: 'Trop long' }],
  }

  test('keeps its stable code, its sentence and its fields, although it is problem+json', async () => {
    const { call } = anApi(() => json(problem, 409, 'application/problem+json; charset=utf-8'))
    const error = await call.loops.getRecovery({ id }).catch(thrown => thrown)
    expect(error).toBeInstanceOf(ApiProblem)
    expect(error).toMatchObject({
      code: problem.code,
      title: problem.title,
      detail: problem.detail,
      status: 409,
    })
    expect(error.fields).toEqual(problem.errors)
    expect(isProblem(error, 'conversation.already_closed')).toBe(true)
    expect(isProblem(error, 'conversation.not_found')).toBe(false)
  })

  test('is not asked twice', async () => {
    const { call, seen } = anApi(() => json(problem, 409, 'application/problem+json'))
    await call.loops.getRecovery({ id }).catch(() => undefined)
    expect(seen).toHaveLength(1)
  })

  test('for want of a session leads to the sign-in page', async () => {
    const { call, signedOut } = anApi(() =>
      json({ ...problem, status: 401 }, 401, 'application/problem+json'),
    )
    await call.workspaces.me().catch(() => undefined)
    expect(signedOut).toEqual(['out'])
  })
})

test('without a network the call is tried three times, then says so', async () => {
  const { call, seen } = anApi(() => new TypeError('Failed to fetch'))
  await expect(call.loops.recoveryCounts()).rejects.toBeInstanceOf(Unreachable)
  expect(seen).toHaveLength(3)
})
