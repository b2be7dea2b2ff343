import type { PoolClient } from 'pg'

type Query = (...args: unknown[]) => Promise<unknown>

/**
 * Lets a connection say in one message what nobody has to wait for in between: the beginning of a transaction with its
 * first statement, what is written last with the commit. Each message wakes the other process, which costs both of them
 * more than a small statement does. The connection must pipeline; a beginning that fails fails the first statement.
 */
export function sayTogether(client: PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: NodeJS.WritableStream & Corks } })
    .connection
  const query = client.query.bind(client) as unknown as Query
  let held: unknown[] | undefined

  const send = (args: unknown[]) => {
    stream.cork()
    process.nextTick(() => stream.uncork())
    return query(...args)
  }

  client.query = ((...args: unknown[]) => {
    const [text] = args
    if (typeof text === 'string' && text.startsWith('begin')) {
      held = args
      return Promise.resolve({ command: 'BEGIN', rowCount: null, rows: [] })
    }
    if (!held) return send(args)
    const begin = held
    held = undefined
    // It never began.
    if (text === 'rollback') return Promise.resolve({ command: 'ROLLBACK', rowCount: null, rows: [] })
    return Promise.all([send(begin), send(args)]).then(([, result]) => result)
  }) as unknown as typeof client.query
}

interface Corks {
  cork(): void
  uncork(): void
}
