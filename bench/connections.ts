// Ten thousand connections from one address, at each door: how many are let in, and what somebody at another address waits meanwhile.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { livePath } from '#contract/chat.ts'
import { callerOf } from './doors.ts'
import type { FromFlood, Wave } from './flood.ts'
import { aHouse } from './house.ts'
import { conclude, memoryOf, percentile, round, say } from './measure.ts'

const connections = Number(process.env.BENCH_CONNECTIONS ?? 10_000)
const flood = '127.0.0.66'
/** The others: enough of them that none comes to the limit of what one person may ask in a minute. */
const honest = Array.from({ length: 40 }, (_, index) => `127.0.2.${index + 1}`)
let visits = 0
/** While nobody else comes, to compare. */
const calmMs = 4000

const house = await aHouse()
const child = fork(new URL('flood.ts', import.meta.url).pathname)
try {
  const { program } = house
  const server = Number(/\d+/.exec(readFileSync(join(program.dataDir, 'boucle.lock'), 'utf8'))![0])
  const http = Number(new URL(program.url).port)
  const key = await aChat()
  const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${http}\r\n${more}\r\n`
  const upgrade =
    'connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
  const settings = get(`/widget/v1/${key}/settings?language=fr`, 'connection: close\r\n')
  const visit = () => answerOf(http, settings, 'HTTP/1.1 200')
  const mail = () => answerOf(program.smtpPort, '', '220 ')
  const doors: Record<string, { wave: Omit<Wave, 'from' | 'connections'>; visit: () => Promise<number> }> = {
    http: { wave: { port: http, says: '', welcome: '' }, visit },
    widget: {
      wave: {
        port: http,
        says: get(`${livePath}/?EIO=4&transport=websocket&key=${key}`, upgrade),
        welcome: 'HTTP/1.1 101',
      },
      visit: () =>
        answerOf(http, get(`${livePath}/?EIO=4&transport=websocket&key=${key}`, upgrade), 'HTTP/1.1 101'),
    },
    desk: {
      wave: {
        port: http,
        says: get('/socket.io/?EIO=4&transport=websocket&workspace=fleurs', upgrade),
        welcome: 'HTTP/1.1 101',
      },
      visit,
    },
    mail: { wave: { port: program.smtpPort, says: '', welcome: '220 ' }, visit: mail },
  }
  const figures: Record<string, Record<string, number>> = {}
  for (const [name, door] of Object.entries(doors)) {
    const calm = await timesOf(door.visit, pause(calmMs))
    const memory = memoryOf([server])
    const started = performance.now()
    child.send({ ...door.wave, from: flood, connections } satisfies Wave)
    const risen = once(child, 'message') as Promise<[FromFlood]>
    const during = await timesOf(door.visit, risen)
    const [wave] = await risen
    if (wave.kind !== 'risen') throw new Error('the flood did not rise')
    const seconds = (performance.now() - started) / 1000
    const after = await timesOf(door.visit, pause(2000))
    const grown = (memoryOf([server]) - memory) / 1024
    child.send('leave')
    await once(child, 'message')
    const p95 = (times: number[]) => round(percentile(times, 0.95), 1)
    say(
      `${name}: ${connections} in ${round(seconds, 1)} s, ${wave.held} let in, ${wave.refused} refused (${wave.words.join('; ')}); another address waits p95 ${p95(during)} ms while they come, ${p95(after)} ms while they stay, ${p95(calm)} ms before (${during.length} and ${after.length} visits, all served); memory ${round(grown, 0)} MB more`,
    )
    figures[name] = {
      heldMost: wave.held,
      refused: wave.refused,
      calmP95Ms: p95(calm),
      duringP95Ms: p95(during),
      afterP95Ms: p95(after),
      grownMB: round(grown, 0),
    }
    await pause(1500)
  }
  conclude({ bench: 'connections', connections, ...figures })
} finally {
  child.disconnect()
  await house.close()
}

/** Visits one after the other, on a connection of its own each, until something is over. */
async function timesOf(visit: () => Promise<number>, until: Promise<unknown>): Promise<number[]> {
  let isOver = false
  until.finally(() => {
    isOver = true
  })
  const times: number[] = []
  while (!isOver || times.length === 0) {
    times.push(await visit())
    await pause(20)
  }
  return times
}

/** Milliseconds until somebody at another address is answered; whoever is not answered well ends the bench. */
function answerOf(port: number, says: string, welcome: string): Promise<number> {
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, localAddress: honest[visits++ % honest.length]! })
    socket.setTimeout(30_000, () => socket.destroy(new Error('nobody answered for thirty seconds')))
    socket.on('error', reject)
    socket.on('connect', () => says && socket.write(says))
    socket.once('data', chunk => {
      const answer = String(chunk)
      socket.destroy()
      if (answer.startsWith(welcome)) resolve(performance.now() - started)
      else reject(new Error(answer.slice(0, 200)))
    })
  })
}

async function aChat(): Promise<string> {
  const { rows } = await house.owner.query<{ team: string }>('select id as team from teams limit 1')
  const api = callerOf(house.program, house.token)
  const channel = await api.post('/channels', {
    kind: 'chat',
    name: 'Boutique en ligne',
    language: 'fr',
    teamId: rows[0]!.team,
    origins: [],
  })
  api.close()
  return channel.json<{ address: string }>().address
}
