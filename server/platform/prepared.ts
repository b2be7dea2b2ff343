import { createHash } from 'node:crypto'
import type { PoolClient, QueryResult } from 'pg'

/** A statement that one connection keeps costs it memory: the usual ones are far fewer. */
const mostPerConnection = 300
/** Statements that are written anew each time (a list of ids of its own length) would fill the memory for nothing. */
const usesBeforeNaming = 3
const mostCounted = 5000

/**
 * Lets PostgreSQL keep the statements that come again and again: on partitioned tables under row-level security, reading
 * and planning a statement costs it several times what running it does.
 *
 * Not in transactions that only read: lists and searches depend on their values so much (a view's own index, one large
 * workspace) that each deserves a plan of its own. Not behind a pooler that gives each transaction another connection.
 */
export function createNaming() {
  /** How often a statement came, then its name. */
  const uses = new Map<string, number | string>()

  /** The name of a usual statement; undefined for one that has hardly come. */
  const usualName = (text: string): string | undefined => {
    const known = uses.get(text) ?? 0
    if (typeof known === 'string') return known
    if (known === 0 && uses.size >= mostCounted) return undefined
    const name = known < usesBeforeNaming ? undefined : createHash('sha1').update(text).digest('base64url')
    uses.set(text, name ?? known + 1)
    return name
  }

  return (client: PoolClient): void => {
    const named = new Set<string>()
    const spoilt = new Set<string>()
    let onlyReads = false
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<QueryResult>

    const nameOf = (text: string): string | undefined => {
      const name = usualName(text)
      if (name === undefined) return undefined
      if (spoilt.has(name) || (named.size >= mostPerConnection && !named.has(name))) return undefined
      named.add(name)
      return name
    }

    // Not async itself: a stream is given to `query` too, and comes back from it.
    const run = (...args: unknown[]): unknown => {
      const [text, values] = args
      if (typeof text !== 'string' || args.length > 2) return query(...args)
      if (text.startsWith('begin')) onlyReads = text.startsWith('begin read only')
      const name = Array.isArray(values) && values.length > 0 && !onlyReads ? nameOf(text) : undefined
      if (name === undefined) return query(...args)
      return query({ name, text, values }).catch(error => {
        // A column came since: what was kept no longer fits, and never will on this connection.
        if (isOutOfDate(error)) spoilt.add(name)
        throw error
      })
    }
    client.query = run as typeof client.query
  }
}

/** True when a kept statement no longer fits its table; the transaction may be done again. */
export function isOutOfDate(error: unknown): boolean {
  const { code, routine } = error as { code?: string; routine?: string }
  return code === '0A000' && routine === 'RevalidateCachedQuery'
}
