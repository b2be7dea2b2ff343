import type { Attachment, Draft } from '../../../contract/conversations.ts'

export type DraftKind = Draft['kind']

/** What someone is writing in one conversation: the words, and where they are to go when that was changed. */
export interface DraftContent {
  text: string
  subject?: string | undefined
  to?: Draft['body']['to'] | undefined
  cc?: Draft['body']['cc'] | undefined
  bcc?: Draft['body']['bcc'] | undefined
  channelId?: string | undefined
  attachments: Attachment[]
  /** The last message the writer had seen when the writing began. */
  seenMessageId: string | null
  /** The message being passed on to somebody else. */
  forwardMessageId?: string | undefined
  /** Canned answers that the words began from. */
  cannedAnswerIds?: string[] | undefined
  /** The macro whose acts wait for the sending. */
  macroId?: string | undefined
}

export interface KeptDraft {
  content: DraftContent
  state: 'clean' | 'unsaved' | 'saving' | 'saved' | 'failed'
  savedAt?: string | undefined
}

export interface DraftKeeperParts {
  save: (conversationId: string, kind: DraftKind, content: DraftContent) => Promise<{ updatedAt: string }>
  drop: (conversationId: string, kind: DraftKind) => Promise<unknown>
  /** Holds what the server has not confirmed yet, so that a reload loses nothing. */
  memory: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  after: (milliseconds: number, run: () => void) => () => void
  /** Tells the lists that a conversation has, or no longer has, something unsent. */
  onChange: (conversationId: string, hasDraft: boolean) => void
}

interface Entry extends KeptDraft {
  conversationId: string
  kind: DraftKind
  onServer: boolean
  /** The words are on their way as a message: they are out of sight, and still kept in case they come back. */
  isLifted: boolean
  failures: number
  /** When it was last written, kept, lifted or forgotten here, as `asking` counts. */
  touched: number
  cancel?: (() => void) | undefined
  running?: Promise<void> | undefined
}

const pauseMs = 600
const empty: KeptDraft = {
  content: { text: '', attachments: [], seenMessageId: null },
  state: 'clean',
}

/**
 * Keeps what people write, per conversation and kind: on the server 600 ms after the last letter, again and again
 * while the network is away, and in this tab meanwhile. A draft never follows into another conversation.
 */
export function createDraftKeeper(parts: DraftKeeperParts) {
  const entries = new Map<string, Entry>()
  const listeners = new Set<() => void>()
  let turn = 0

  const changed = () => {
    for (const listener of listeners) listener()
  }

  const set = (entry: Entry, change: Partial<Entry>) => {
    const next = { ...entry, ...change }
    entries.set(keyOf(entry.conversationId, entry.kind), next)
    changed()
    return next
  }

  const current = (entry: Entry) => entries.get(keyOf(entry.conversationId, entry.kind))

  const schedule = (entry: Entry, milliseconds: number) => {
    entry.cancel?.()
    const cancel = parts.after(milliseconds, () => {
      const now = current(entry)
      if (now) void save(now)
    })
    return set(entry, { cancel })
  }

  const save = (entry: Entry): Promise<void> => {
    entry.cancel?.()
    // One at a time: an older version must never arrive after a newer one.
    if (entry.running)
      return entry.running.then(() => {
        const now = current(entry)
        return now?.state === 'unsaved' ? save(now) : undefined
      })
    if (entry.state !== 'unsaved' && entry.state !== 'failed') return Promise.resolve()
    const sent = entry.content
    const running = write(entry, sent).then(
      savedAt => settleSaved(entry, sent, savedAt),
      () => settleFailed(entry),
    )
    set(entry, { state: 'saving', running, cancel: undefined })
    return running
  }

  const write = async ({ conversationId, kind, onServer }: Entry, content: DraftContent) => {
    if (!isBlank(content)) return (await parts.save(conversationId, kind, content)).updatedAt
    if (onServer) await parts.drop(conversationId, kind)
    return undefined
  }

  const settleSaved = (entry: Entry, sent: DraftContent, savedAt: string | undefined) => {
    const now = current(entry)
    if (!now) return
    const isLatest = now.content === sent
    turn += 1
    const next = set(now, {
      running: undefined,
      failures: 0,
      touched: turn,
      onServer: savedAt !== undefined,
      ...(isLatest && { state: savedAt ? 'saved' : 'clean', savedAt }),
    })
    if (isLatest) parts.memory.removeItem(memoryKey(entry))
    else if (next.state === 'saving') set(next, { state: 'unsaved' })
    if (onServerChanged(entry, savedAt)) parts.onChange(entry.conversationId, hasAny(entry.conversationId))
  }

  const settleFailed = (entry: Entry) => {
    const now = current(entry)
    if (!now) return
    const failures = now.failures + 1
    const next = set(now, { running: undefined, failures, state: 'failed' })
    schedule(next, Math.min(60_000, 2500 * 2 ** failures))
  }

  const onServerChanged = (entry: Entry, savedAt: string | undefined) =>
    entry.onServer !== (savedAt !== undefined)

  const hasAny = (conversationId: string) =>
    [...entries.values()].some(one => one.conversationId === conversationId && !isBlank(one.content))

  const entryOf = (conversationId: string, kind: DraftKind): Entry =>
    entries.get(keyOf(conversationId, kind)) ?? {
      ...empty,
      conversationId,
      kind,
      onServer: false,
      isLifted: false,
      failures: 0,
      touched: 0,
    }

  return {
    /** A mark to take before the server is asked: what was written here since is newer than its answer. */
    asking: () => turn,
    /** Takes what the server kept when it was `asked`, unless something newer is or was written here. */
    load: (conversationId: string, drafts: readonly Draft[], asked = turn) => {
      for (const kind of ['reply', 'note'] as const) {
        const known = entryOf(conversationId, kind)
        if (known.isLifted || known.touched > asked) continue
        if (['unsaved', 'saving', 'failed'].includes(known.state)) continue
        const draft = drafts.find(one => one.kind === kind)
        const kept = readMemory(parts.memory, known)
        if (kept) {
          schedule(set(known, { content: kept, state: 'unsaved', onServer: draft !== undefined }), pauseMs)
          continue
        }
        if (draft && draft.updatedAt === known.savedAt) continue
        set(known, {
          onServer: draft !== undefined,
          state: draft ? 'saved' : 'clean',
          savedAt: draft?.updatedAt,
          content: draft ? contentOf(draft) : empty.content,
        })
      }
    },
    read: (conversationId: string, kind: DraftKind): KeptDraft =>
      entries.get(keyOf(conversationId, kind)) ?? empty,
    edit: (conversationId: string, kind: DraftKind, change: Partial<DraftContent>) => {
      const entry = entryOf(conversationId, kind)
      const content = { ...entry.content, ...change }
      turn += 1
      const next = set(entry, { content, state: 'unsaved', isLifted: false, touched: turn })
      parts.memory.setItem(memoryKey(next), JSON.stringify(content))
      schedule(next, pauseMs)
    },
    /** Saves at once what is not saved: on leaving a conversation, and when the network is back. */
    flush: async (conversationId?: string) => {
      const wanted = [...entries.values()].filter(
        entry => conversationId === undefined || entry.conversationId === conversationId,
      )
      await Promise.all(wanted.map(save))
    },
    /**
     * Takes the words out of the composer to send them, once no save is under way that could arrive after the message.
     * They come back by `edit` if the message is refused; a reload finds them too.
     */
    lift: async (conversationId: string, kind: DraftKind): Promise<DraftContent> => {
      const entry = entryOf(conversationId, kind)
      entry.cancel?.()
      const { content } = entry
      parts.memory.setItem(memoryKey(entry), JSON.stringify(content))
      set(entry, { content: empty.content, state: 'clean', isLifted: true, cancel: undefined })
      await entry.running
      return content
    },
    /** The words have left: the server has dropped the draft with them. */
    forget: (conversationId: string, kind: DraftKind) => {
      const entry = entryOf(conversationId, kind)
      entry.cancel?.()
      parts.memory.removeItem(memoryKey(entry))
      turn += 1
      set(entry, {
        ...empty,
        touched: turn,
        savedAt: undefined,
        onServer: false,
        isLifted: false,
        failures: 0,
        cancel: undefined,
        running: undefined,
      })
      parts.onChange(conversationId, hasAny(conversationId))
    },
    /** What no answer of the server has confirmed: a page that goes away sends it on its way out. */
    unconfirmed: () =>
      [...entries.values()]
        .filter(entry => ['unsaved', 'saving', 'failed'].includes(entry.state) && !isBlank(entry.content))
        .map(({ conversationId, kind, content }) => ({ conversationId, kind, content })),
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}

export type DraftKeeper = ReturnType<typeof createDraftKeeper>

/** Nothing worth keeping: no word and no file. Where it would have gone is not a draft. */
export function isBlank(content: Pick<DraftContent, 'text' | 'attachments'>): boolean {
  return content.text.trim() === '' && content.attachments.length === 0
}

/** What the server keeps of a draft. */
export function bodyOf(content: DraftContent): Draft['body'] {
  const { text, subject, to, cc, bcc, channelId, attachments, forwardMessageId, cannedAnswerIds, macroId } =
    content
  return {
    text,
    ...(subject !== undefined && { subject }),
    ...(to && { to }),
    ...(cc && { cc }),
    ...(bcc && { bcc }),
    ...(channelId && { channelId }),
    ...(attachments.length > 0 && { attachmentIds: attachments.map(file => file.id) }),
    ...(forwardMessageId && { forwardMessageId }),
    ...(cannedAnswerIds && { cannedAnswerIds }),
    ...(macroId && { macroId }),
  }
}

function contentOf({ body, attachments, seenMessageId }: Draft): DraftContent {
  return { ...body, attachments, seenMessageId }
}

const keyOf = (conversationId: string, kind: DraftKind) => `${conversationId}/${kind}`

const memoryKey = ({ conversationId, kind }: Pick<Entry, 'conversationId' | 'kind'>) =>
  `boucle-unsaved-draft/${keyOf(conversationId, kind)}`

function readMemory(memory: DraftKeeperParts['memory'], entry: Entry): DraftContent | undefined {
  try {
    const kept: unknown = JSON.parse(memory.getItem(memoryKey(entry)) ?? 'null')
    // Written by edit() above, in this tab.
    return kept && typeof kept === 'object' && 'text' in kept ? (kept as DraftContent) : undefined
  } catch {
    return undefined // cut short by a full store: the server's version is the better one
  }
}
