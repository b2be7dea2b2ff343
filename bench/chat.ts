// From a message written in the widget to a desk that shows its conversation, with thousands of widgets open, beside a bare socket.io that tells the same.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { hashToken, newToken } from '#server/platform/secrets.ts'
import { callerOf } from './doors.ts'
import { aHouse } from './house.ts'
import { conclude, memoryOf, percentile, round, say } from './measure.ts'
import type { Desk, FromWidgets, ToWidgets, Visitor } from './widgets.ts'

const widgets = Number(process.env.BENCH_WIDGETS ?? 5000)
const crowds = 2
/** Conversations that one desk shows; one widget in five talks. */
const shownOnADesk = 5
const perSecond = 40
const rounds = Number(process.env.BENCH_ROUNDS ?? 20)
/** Visitors behind one address. */
const perAddress = 250
/** Before we look at what is held for those who are connected. */
const restMs = 20_000

const house = await aHouse({ SMTP_IN_PORT: '0' })
const children: ChildProcess[] = []
try {
  const serverPid = Number(/\d+/.exec(readFileSync(join(house.program.dataDir, 'boucle.lock'), 'utf8'))![0])
  const bare = start('bare-chat.ts', house.ownerUrl)
  const [barePort] = (await once(bare, 'message')) as [number]
  const bareUrl = `http://127.0.0.1:${barePort}`
  const { channelId, key, slug } = await aChat()
  const visitors = await someVisitors(channelId)
  const places = Array.from({ length: crowds }, (_, index) => ({
    child: start('widgets.ts'),
    visitors: visitors.slice((index * widgets) / crowds, ((index + 1) * widgets) / crowds),
  }))
  const everywhere = (of: (visitors: Visitor[], index: number) => ToWidgets) =>
    Promise.all(places.map(({ child, visitors }, index) => ask(child, of(visitors, index))))

  await everywhere(mine => ({
    kind: 'meet',
    urls: { ours: house.program.url, bare: bareUrl },
    key,
    visitors: mine,
  }))
  const talkersOf = (mine: Visitor[], known = new Map<string, string>()) =>
    mine.flatMap(({ token }, index) =>
      index % 5 === 0 ? [{ index, conversationId: known.get(token) ?? null }] : [],
    )
  await everywhere(mine => ({ kind: 'talk', talkers: talkersOf(mine) }))
  // What the program holds once it has worked is there before we look at what widgets take.
  await everywhere(() => ({ kind: 'first' }))
  const known = await conversations(visitors)
  await everywhere(mine => ({ kind: 'talk', talkers: talkersOf(mine, known) }))
  await pause(5000)
  const memory = { ours: memoryOf([serverPid]), bare: memoryOf([bare.pid!]) }
  await everywhere(() => ({ kind: 'open', side: 'ours' }))
  await everywhere(() => ({ kind: 'open', side: 'bare' }))
  await pause(restMs)
  const perWidget = {
    ours: (memoryOf([serverPid]) - memory.ours) / widgets,
    bare: (memoryOf([bare.pid!]) - memory.bare) / widgets,
  }
  say(
    `${widgets} widgets open: ${round(perWidget.ours, 1)} kB of the server for each (bare socket.io ${round(perWidget.bare, 1)} kB)`,
  )
  for (const side of ['ours', 'bare'] as const)
    await everywhere(mine => ({
      kind: 'sit',
      side,
      workspace: slug,
      token: house.token,
      desks: desksOf(talkersOf(mine, known).map(({ conversationId }) => conversationId!)),
    }))
  await house.owner.query('analyze')

  // Both at once, two seconds each in turn: whatever else the machine does, it does to both.
  const figures = { ours: none(), bare: none(), kept: none() }
  const cpu = { server: 0, database: 0 }
  for (let round = -2; round < rounds; round++)
    for (const side of ['bare', 'kept', 'ours'] as const) {
      const before = house.cpuParts()
      const answers = await everywhere(() => ({
        kind: 'write',
        side,
        perSecond: perSecond / crowds,
        seconds: 2,
      }))
      if (round < 0) continue // warm
      if (side === 'ours') {
        const after = house.cpuParts()
        cpu.server += after.server - before.server
        cpu.database += after.database - before.database
      }
      for (const answer of answers)
        if (answer.kind === 'seen') {
          figures[side].seen.push(...answer.seenMs)
          figures[side].answered.push(...answer.answeredMs)
        }
    }
  for (const [name, { seen, answered }] of Object.entries(figures))
    say(
      `${name}: seen on the desk after p50 ${round(percentile(seen, 0.5))} ms, p95 ${round(percentile(seen, 0.95))} ms, p99 ${round(percentile(seen, 0.99))} ms; its writer answered after p50 ${round(percentile(answered, 0.5))} ms (${seen.length} messages)`,
    )
  const [p95, bareP95] = [percentile(figures.ours.seen, 0.95), percentile(figures.bare.seen, 0.95)]
  await everywhere(() => ({ kind: 'leave' }))
  conclude({
    bench: 'chat',
    ratio: round(p95 / bareP95),
    ratioOf: 'p95',
    widgets,
    perSecond,
    p50Ms: round(percentile(figures.ours.seen, 0.5)),
    p95Ms: round(p95),
    bareP50Ms: round(percentile(figures.bare.seen, 0.5)),
    bareP95Ms: round(bareP95),
    keptP50Ms: round(percentile(figures.kept.seen, 0.5)),
    keptP95Ms: round(percentile(figures.kept.seen, 0.95)),
    cpuMs: round((cpu.server + cpu.database) / figures.ours.seen.length),
    serverCpuMs: round(cpu.server / figures.ours.seen.length),
    widgetKB: round(perWidget.ours, 1),
    bareWidgetKB: round(perWidget.bare, 1),
  })
} finally {
  for (const child of children) if (child.connected) child.disconnect()
  await house.close()
}

function start(file: string, ...args: string[]): ChildProcess {
  const child = fork(new URL(file, import.meta.url).pathname, args)
  children.push(child)
  return child
}

async function ask(child: ChildProcess, message: ToWidgets): Promise<FromWidgets> {
  child.send(message)
  const [answer] = (await once(child, 'message')) as [FromWidgets]
  if (answer.kind === 'failed') throw new Error(answer.why)
  return answer
}

function none() {
  return { seen: [] as number[], answered: [] as number[] }
}

function desksOf(conversations: string[]): Desk[] {
  return Array.from({ length: conversations.length / shownOnADesk }, (_, desk) => ({
    conversations: conversations.slice(desk * shownOnADesk, (desk + 1) * shownOnADesk),
  }))
}

/** A chat that anybody's page may show, and the name of its workspace. */
async function aChat() {
  const { rows } = await house.owner.query<{ slug: string; team: string }>(
    `select w.slug, t.id as team from workspaces w join teams t on t.workspace_id = w.id where w.id = $1 order by t.name limit 1`,
    [house.workspaceId],
  )
  const api = callerOf(house.program, house.token)
  const channel = (
    await api.post('/channels', {
      kind: 'chat',
      name: 'Boutique en ligne',
      language: 'fr',
      teamId: rows[0]!.team,
      origins: ['https://shop.test'],
    })
  ).json<{ id: string; address: string }>()
  api.close()
  return { channelId: channel.id, key: channel.address, slug: rows[0]!.slug }
}

/** Sessions as `POST sessions` opens them: by that door, a minute lets sixty in from an address. */
async function someVisitors(channelId: string): Promise<Visitor[]> {
  const tokens = Array.from({ length: widgets }, () => newToken('chs_'))
  await house.owner.query(
    `insert into chat_sessions (workspace_id, id, channel_id, token_hash, language, time_zone, created_at, last_seen_at, expires_at)
     select $1, gen_random_uuid(), $2, decode(hash, 'hex'), 'fr', 'Europe/Paris', now(), now(), now() + interval '30 days'
     from unnest($3::text[]) hash`,
    [house.workspaceId, channelId, tokens.map(({ hash }) => hash.toString('hex'))],
  )
  return tokens.map(({ token }, index) => ({
    token,
    from: `127.0.1.${1 + Math.floor(index / perAddress)}`,
  }))
}

/** Which conversation each token has. */
async function conversations(visitors: Visitor[]): Promise<Map<string, string>> {
  const { rows } = await house.owner.query<{ hash: string; id: string }>(
    `select encode(token_hash, 'hex') as hash, conversation_id as id from chat_sessions where conversation_id is not null`,
  )
  const byHash = new Map(rows.map(({ hash, id }) => [hash, id]))
  return new Map(
    visitors.flatMap(({ token }) => {
      const id = byHash.get(hashToken(token).toString('hex'))
      return id ? [[token, id] as const] : []
    }),
  )
}
