import { expect, test } from 'vitest'
import { ApiProblem, Unreachable } from '../api/api-problem.ts'
import { createAuth } from './auth.ts'

function answering(status: number, body: unknown) {
  const asked: { url: string; init: RequestInit }[] = []
  const auth = createAuth({
    fetch: async (url, init) => {
      asked.push({ url: String(url), init: init ?? {} })
      return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
    },
    language: () => 'fr',
  })
  return { auth, asked }
}

test('a question goes in the language of the page, and its answer comes back', async () => {
  const { auth, asked } = answering(200, { methods: ['password'], company: null })
  expect(await auth.methods('lea@essai.test')).toEqual({ methods: ['password'], company: null })
  expect(asked[0]?.url).toBe('/api/auth/methods')
  expect(asked[0]?.init.headers).toMatchObject({ 'accept-language': 'fr' })
  expect(JSON.parse(String(asked[0]?.init.body))).toEqual({ email: 'lea@essai.test' })
})

test('reading sends no body', async () => {
  const { auth, asked } = answering(200, [])
  await auth.passkeys()
  expect(asked[0]?.init).toMatchObject({ method: 'GET' })
  expect(asked[0]?.init.body).toBeUndefined()
})

test('changing the password ends the other sessions', async () => {
  const { auth, asked } = answering(200, {})
  await auth.changePassword('ancien mot', 'nouveau mot')
  expect(JSON.parse(String(asked[0]?.init.body))).toEqual({
    currentPassword: 'ancien mot',
    newPassword: 'nouveau mot',
    revokeOtherSessions: true,
  })
})

test('a refusal is a problem with its code and its sentence', async () => {
  const { auth } = answering(401, {
    code: 'signin.wrong_code',
    title: 'Ce code n’est pas le bon.',
    status: 401,
  })
  const refused = auth.verifyCode('000000', false)
  await expect(refused).rejects.toBeInstanceOf(ApiProblem)
  await expect(refused).rejects.toMatchObject({
    code: 'signin.wrong_code',
    title: 'Ce code n’est pas le bon.',
  })
})

test('no network, and an answer that is not ours, are a server that cannot be reached', async () => {
  const cut = createAuth({
    fetch: () => Promise.reject(new TypeError('Failed to fetch')),
    language: () => 'en',
  })
  await expect(cut.session()).rejects.toBeInstanceOf(Unreachable)
  const proxy = createAuth({
    fetch: async () => new Response('<h1>Bad gateway</h1>', { status: 502 }),
    language: () => 'en',
  })
  await expect(proxy.session()).rejects.toBeInstanceOf(Unreachable)
})
