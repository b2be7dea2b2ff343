import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { killInTurn, sendUntilAccepted, whatArrived, wordsOf } from './kills.ts'
import { startProgram } from './program.ts'
import { openShop, type Shop } from './shop.ts'

let shop: Shop

beforeAll(async () => {
  shop = await openShop(await startProgram())
}, 60_000)
afterAll(() => shop?.program.remove())

test('kill -9 of the server and of its database in mid-work, five times: nothing acknowledged is lost, nothing is twice, order is kept per sender', async () => {
  const senders = ['anna', 'luc', 'ines', 'paul']
  const perSender = 12
  const sending = Promise.all(
    senders.map(async sender => {
      for (let index = 0; index < perSender; index++) {
        await sendUntilAccepted(shop, sender, index)
        await pause(60)
      }
    }),
  )
  await killInTurn(shop.program, 5, round => 300 + round * 170)
  await sending

  const { texts, parked, conversations } = await whatArrived(shop)
  expect(parked).toEqual([])
  for (const sender of senders)
    expect(texts.get(sender), sender).toEqual(
      Array.from({ length: perSender }, (_none, index) => wordsOf(sender, index)),
    )
  expect(conversations).toHaveLength(senders.length)
}, 120_000)
