// Ten thousand connections from one address, in a process of their own: `flood.ts`, spoken to over IPC by connections.ts.
import { connect, type Socket } from 'node:net'

export interface Wave {
  port: number
  from: string
  connections: number
  /** What each says once it is connected. */
  says: string
  /** What the answer of one who was let in begins with; those who are told nothing are in. */
  welcome: string
}
export type FromFlood = { kind: 'risen'; held: number; refused: number; words: string[] } | { kind: 'gone' }

const sockets: Socket[] = []
/** Under way at once: as fast as one machine opens them. */
const atOnce = 500

process.on('message', async (wave: Wave | 'leave') => {
  if (wave === 'leave') {
    for (const socket of sockets.splice(0)) socket.destroy()
    process.send!({ kind: 'gone' } satisfies FromFlood)
  } else process.send!(await rise(wave))
})
process.on('disconnect', () => process.exit())

async function rise(wave: Wave): Promise<FromFlood> {
  const words = new Map<string, number>()
  let held = 0
  let left = wave.connections
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) {
        const said = await knock(wave)
        if (said === undefined) held += 1
        else words.set(said, (words.get(said) ?? 0) + 1)
      }
    }),
  )
  const common = [...words].sort(([, one], [, other]) => other - one).slice(0, 3)
  return {
    kind: 'risen',
    held,
    refused: wave.connections - held,
    words: common.map(([said, count]) => `${count} × ${said}`),
  }
}

/** Why it was not let in, in the server's words; undefined when it was. */
function knock({ port, from, says, welcome }: Wave): Promise<string | undefined> {
  return new Promise(resolve => {
    const socket = connect({ host: '127.0.0.1', port, localAddress: from })
    sockets.push(socket)
    let heard = ''
    const silence = setTimeout(() => resolve(welcome === '' ? undefined : 'nothing'), 1000)
    const decide = (why: string | undefined) => {
      clearTimeout(silence)
      resolve(why)
    }
    socket.on('connect', () => says && socket.write(says))
    socket.on('data', chunk => {
      heard += chunk
      if (welcome !== '' && heard.startsWith(welcome)) decide(undefined)
    })
    socket.on('error', error => decide((error as NodeJS.ErrnoException).code ?? error.message))
    socket.on('close', () => decide(heard.split('\r\n')[0] || 'closed'))
  })
}
