// Thirty times kill -9, of the server and of its database in turn, while people who try again send two thousand mails.
import { setTimeout as pause } from 'node:timers/promises'
import { killInTurn, sendUntilAccepted, whatArrived, wordsOf } from '../e2e/kills.ts'
import { startProgram } from '../e2e/program.ts'
import { openShop } from '../e2e/shop.ts'
import { conclude, round, say } from './measure.ts'

const kills = 30
const senders = Array.from({ length: 20 }, (_none, index) => `client-${index}`)
const perSender = 100

const shop = await openShop(await startProgram())
try {
  const started = performance.now()
  let acknowledged = 0
  let refused = 0
  let isKilling = true
  const sending = Promise.all(
    senders.map(async sender => {
      for (let index = 0; index < perSender; index++) {
        refused += await sendUntilAccepted(shop, sender, index)
        acknowledged += 1
        // At a pace that leaves mails to send until the last kill.
        if (isKilling) await pause(600)
      }
    }),
  )
  const before: number[] = []
  await killInTurn(shop.program, kills, turn => {
    before.push(acknowledged)
    return 200 + ((turn * 370) % 1300)
  })
  isKilling = false
  const afterKills = acknowledged
  await sending
  const seconds = (performance.now() - started) / 1000
  const { texts, parked, conversations } = await whatArrived(shop)

  let lost = 0
  let twice = 0
  let outOfOrder = 0
  for (const sender of senders) {
    const arrived = texts.get(sender) ?? []
    const wanted = Array.from({ length: perSender }, (_none, index) => wordsOf(sender, index))
    lost += wanted.filter(text => !arrived.includes(text)).length
    twice += arrived.length - new Set(arrived).size
    const places = [...new Set(arrived)].map(text => wanted.indexOf(text))
    outOfOrder += places.filter((place, at) => at > 0 && place < places[at - 1]!).length
  }
  const busy = before.filter((count, turn) => count > (before[turn - 1] ?? -1)).length
  say(
    `${acknowledged} mails acknowledged in ${round(seconds, 0)} s, ${afterKills} of them before the last kill was over; ${refused} tries refused; mails came between ${busy} of ${kills} kills`,
  )
  conclude({
    bench: 'crash',
    kills,
    mails: acknowledged,
    triesRefused: refused,
    lost,
    twice,
    outOfOrder,
    parked: parked.length,
    conversations: conversations.length,
    perSecond: round(acknowledged / seconds, 1),
  })
  if (lost + twice + outOfOrder + parked.length > 0 || conversations.length !== senders.length)
    process.exitCode = 1
} finally {
  await shop.program.remove()
}
