import { afterAll, beforeAll, expect, test } from 'vitest'
import { aBrowser, aMailAddress, anAddress, type SignInApp, signInApp } from './testing/app.ts'
import { createThrottle } from './throttle.ts'

const password = 'correct horse battery'
let world: SignInApp

beforeAll(async () => {
  world = await signInApp({
    rateLimit: {
      secretPerAddress: { max: 6, windowSeconds: 60 },
      passwordPerAccountAndAddress: { max: 3, windowSeconds: 900 },
      passwordPerAccount: { max: 5, windowSeconds: 900 },
      mailPerAccount: { max: 2, windowSeconds: 900 },
    },
  })
})
afterAll(() => world.close())

const tryToEnter = (ip: string, email = aMailAddress(), secret = 'wrong password') =>
  aBrowser(world, { ip }).post('/sign-in/email', { email, password: secret })

async function statusesOf(count: number, attempt: () => ReturnType<typeof tryToEnter>) {
  const statuses: number[] = []
  for (let i = 0; i < count; i++) statuses.push((await attempt()).statusCode)
  return statuses
}

test('an address that tries too often waits; its neighbours do not', async () => {
  const [office, other] = [anAddress(), anAddress()]
  expect(await statusesOf(7, () => tryToEnter(office))).toEqual([401, 401, 401, 401, 401, 401, 429])
  expect((await tryToEnter(other)).statusCode).toBe(401)

  const refused = await tryToEnter(office)
  expect(refused.json()).toMatchObject({
    code: 'signin.too_many_attempts',
    title: 'Trop d’essais. Attendez une minute, puis recommencez.',
  })
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(50)
  world.clock.at = new Date(world.clock.at.getTime() + 61_000)
  expect((await tryToEnter(office)).statusCode).toBe(401)
})

test('a caller cannot choose the address they are counted under', async () => {
  const ip = anAddress()
  const withClaim = (claimed: string) =>
    aBrowser(world, { ip }).post(
      '/sign-in/email',
      { email: aMailAddress(), password },
      {
        'x-boucle-caller-address': claimed,
        'x-forwarded-for': claimed,
        'x-real-ip': claimed,
        'cf-connecting-ip': claimed,
      },
    )
  const statuses = await statusesOf(7, () => withClaim(anAddress()))
  expect(statuses.at(-1)).toBe(429)
})

test('one line of IPv6 addresses is one caller', async () => {
  const line = anAddress().replace(/::1$/, '')
  let host = 0
  const statuses = await statusesOf(7, () => tryToEnter(`${line}::${(++host).toString(16)}`))
  expect(statuses.at(-1)).toBe(429)
})

test('wrong passwords shut an account for the address that tries them, and leave its owner the door', async () => {
  const email = aMailAddress()
  await world.auth.createUser(email, 'Nadia', password)
  const thief = anAddress()
  expect(await statusesOf(4, () => tryToEnter(thief, email))).toEqual([401, 401, 401, 429])
  expect((await tryToEnter(thief, email.toUpperCase(), password)).statusCode).toBe(429)
  expect((await tryToEnter(anAddress(), email, password)).statusCode).toBe(200)
})

test('an account tried from everywhere closes for a while, a success forgets the mistakes before it', async () => {
  const email = aMailAddress()
  await world.auth.createUser(email, 'Nadia', password)
  expect(await statusesOf(4, () => tryToEnter(anAddress(), email))).toEqual([401, 401, 401, 401])
  expect((await tryToEnter(anAddress(), email, password)).statusCode).toBe(200)
  expect(await statusesOf(6, () => tryToEnter(anAddress(), email))).toEqual([401, 401, 401, 401, 401, 429])
  expect((await tryToEnter(anAddress(), email, password)).statusCode).toBe(429)
  world.clock.at = new Date(world.clock.at.getTime() + 901_000)
  expect((await tryToEnter(anAddress(), email, password)).statusCode).toBe(200)
})

test('nobody’s mailbox is filled with reset mails, known or not', async () => {
  const known = aMailAddress()
  await world.auth.createUser(known, 'Nadia', password)
  for (const email of [known, aMailAddress()]) {
    const ask = () => aBrowser(world).post('/request-password-reset', { email })
    expect(await statusesOf(3, ask)).toEqual([200, 200, 429])
  }
  await world.auth.settle()
  expect(world.mails.filter(({ to }) => to === known)).toHaveLength(2)
})

test('a hundred attempts at the same instant are counted as a hundred', async () => {
  const throttle = createThrottle(world.pool, world.clock)
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => throttle.take('a race', { max: 7, windowSeconds: 60 })),
  )
  expect(answers.filter(({ allowed }) => allowed)).toHaveLength(7)
})
