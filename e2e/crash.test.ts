import { setTimeout as pause } from 'node:timers/promises'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Program, startProgram } from './program.ts'

let program: Program
let headers: Record<string, string>

const address = 'bonjour@fleurs.test'
const senders = ['anna', 'luc', 'ines', 'paul']

beforeAll(async () => {
  program = await startProgram()
  const answer = await fetch(`${program.url}/api/v1/set-up`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      workspaceName: 'Fleurs',
      language: 'fr',
      name: 'Ada',
      email: 'ada@fleurs.test',
      password: 'mot de passe long',
      address,
    }),
  })
  expect(answer.status, await answer.clone().text()).toBe(201)
  headers = {
    cookie: answer.headers
      .getSetCookie()
      .map(cookie => cookie.split(';')[0])
      .join('; '),
    'content-type': 'application/json',
  }
}, 60_000)
afterAll(() => program?.remove())

/** Sends a mail as a real server does: again and again until it hears 250. */
async function sendUntilAccepted(from: string, index: number): Promise<void> {
  const message = {
    from: `${from}@mail.test`,
    to: address,
    subject: `Demande de ${from}`,
    text: `Message numéro ${index} de ${from}, bonjour.`,
    messageId: `<${from}-${index}@mail.test>`,
    date: new Date(1_770_000_000_000 + index * 1000),
    ...(index > 0 && { references: [`<${from}-0@mail.test>`] }),
  }
  for (;;) {
    const transport = createTransport({
      host: '127.0.0.1',
      port: program.smtpPort,
      ignoreTLS: true,
      connectionTimeout: 2000,
      greetingTimeout: 2000,
      socketTimeout: 5000,
    })
    try {
      await transport.sendMail(message)
      return
    } catch {
      await pause(100)
    } finally {
      transport.close()
    }
  }
}

async function api<Body>(path: string): Promise<Body> {
  for (;;) {
    try {
      const answer = await fetch(`${program.url}/api/v1${path}`, { headers })
      if (answer.ok) return (await answer.json()) as Body
    } catch {
      // it is starting again
    }
    await pause(100)
  }
}

test('kill -9 of the server and of its database in mid-work, five times: nothing acknowledged is lost, nothing is twice, order is kept per sender', async () => {
  const perSender = 12
  let working = true
  const sending = Promise.all(
    senders.map(async sender => {
      for (let index = 0; index < perSender; index++) {
        await sendUntilAccepted(sender, index)
        await pause(60)
      }
    }),
  ).finally(() => {
    working = false
  })
  for (let round = 0; round < 5; round++) {
    await pause(300 + round * 170)
    if (round % 2 === 0) {
      await program.kill()
      await program.restart()
    } else {
      program.killDatabase()
      await pause(1500)
    }
  }
  await sending
  expect(working).toBe(false)

  // Everything is understood in the end.
  for (let wait = 0; wait < 100; wait++) {
    if ((await api<{ items: unknown[] }>('/receipts?state=stored')).items.length === 0) break
    await pause(200)
  }
  expect((await api<{ items: unknown[] }>('/receipts?state=parked')).items).toEqual([])
  const { items } = await api<{ items: { id: string; contact: { name: string } }[] }>(
    '/conversations?view=all&limit=100',
  )
  const texts = new Map<string, string[]>()
  for (const { id } of items) {
    const thread = await api<{ items: { text: string; direction: string; from: { address: string } }[] }>(
      `/conversations/${id}/messages?limit=100`,
    )
    for (const message of thread.items) {
      const sender = message.from.address!.split('@')[0]!
      texts.set(sender, [...(texts.get(sender) ?? []), message.text])
    }
  }
  for (const sender of senders)
    expect(texts.get(sender), sender).toEqual(
      Array.from({ length: perSender }, (_none, index) => `Message numéro ${index} de ${sender}, bonjour.`),
    )
  expect(items).toHaveLength(senders.length)
}, 120_000)
