import { setTimeout as pause } from 'node:timers/promises'
import { createTransport } from 'nodemailer'
import type { Program } from './program.ts'
import { type Shop, shopAddress } from './shop.ts'

/** What the mail of a sender says; its number tells its place. */
export const wordsOf = (sender: string, index: number) => `Message numéro ${index} de ${sender}, bonjour.`

/** Sends a mail as a real server does: again and again until it hears 250. Gives the number of refusals on the way. */
export async function sendUntilAccepted({ program }: Shop, sender: string, index: number): Promise<number> {
  const message = {
    from: `${sender}@mail.test`,
    to: shopAddress,
    subject: `Demande de ${sender}`,
    text: wordsOf(sender, index),
    messageId: `<${sender}-${index}@mail.test>`,
    date: new Date(1_770_000_000_000 + index * 1000),
    ...(index > 0 && { references: [`<${sender}-0@mail.test>`] }),
  }
  for (let refusals = 0; ; refusals++) {
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
      return refusals
    } catch {
      await pause(100)
    } finally {
      transport.close()
    }
  }
}

/** Kills server and database in turn, each after a moment of work. */
export async function killInTurn(program: Program, times: number, restMs: (round: number) => number) {
  for (let round = 0; round < times; round++) {
    await pause(restMs(round))
    if (round % 2 === 0) {
      await program.kill()
      await program.restart()
    } else {
      program.killDatabase()
      await pause(1500)
    }
  }
}

/** Waits until every mail is understood; gives the texts of each sender in the order of their threads, and what was parked. */
export async function whatArrived(shop: Shop) {
  while ((await ask(shop, '/receipts?state=stored')).items.length > 0) await pause(200)
  const parked = (await ask(shop, '/receipts?state=parked')).items
  const conversations = await everything<{ id: string }>(shop, '/conversations?view=all&limit=100')
  const texts = new Map<string, string[]>()
  for (const { id } of conversations) {
    const messages = await everything<{ text: string; direction: string; from: { address: string } }>(
      shop,
      `/conversations/${id}/messages?limit=100`,
    )
    for (const { text, direction, from } of messages) {
      if (direction !== 'in') continue
      const sender = from.address.split('@')[0]!
      texts.set(sender, [...(texts.get(sender) ?? []), text])
    }
  }
  return { texts, parked, conversations }
}

async function everything<Item>(shop: Shop, path: string): Promise<Item[]> {
  const items: Item[] = []
  for (let after: string | null = ''; after !== null; ) {
    const page: Page<Item> = await ask(
      shop,
      after === '' ? path : `${path}&cursor=${encodeURIComponent(after)}`,
    )
    items.push(...page.items)
    after = page.next ?? null
  }
  return items
}

interface Page<Item> {
  items: Item[]
  next?: string | null
}

async function ask<Item>({ program, headers }: Shop, path: string): Promise<Page<Item>> {
  for (;;) {
    try {
      const answer = await fetch(`${program.url}/api/v1${path}`, { headers })
      if (answer.ok) return (await answer.json()) as Page<Item>
    } catch {
      // it is starting again
    }
    await pause(100)
  }
}
