import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { securityTxt } from './security-txt.ts'

async function shown(contact: string | undefined) {
  const app = Fastify()
  const clock = { now: () => new Date('2026-11-22T09:00:00Z') }
  await app.register(securityTxt({ contact, publicUrl: 'https://care.example', clock }))
  return app.inject({ url: '/.well-known/security.txt' })
}

test('HST-3: where to tell a flaw is said as RFC 9116 has it, and for less than a year', async () => {
  const answer = await shown('mailto:security@care.example')
  expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
  expect(answer.body.split('\n')).toEqual([
    'Contact: mailto:security@care.example',
    'Expires: 2027-05-21T00:00:00.000Z',
    'Preferred-Languages: fr, en',
    'Canonical: https://care.example/.well-known/security.txt',
    '',
  ])
})

test('HST-3: an operator who named nobody promises nothing', async () => {
  expect((await shown(undefined)).statusCode).toBe(404)
})
