import type { ChatMessage, ChatNews, ChatSession, ChatState, SignedIdentity } from '../../contract/chat.ts'
import { partOf } from '../parts.ts'
import { lastOfOurs, told, unreadIn } from '../state/thread.ts'
import type { Ground } from './ground.ts'
import type { openLine } from './line.ts'
import { Refusal } from './server.ts'
import { otherThan } from './Words.tsx'

interface Heard {
  identity: () => SignedIdentity | undefined
  onToken(token: string): void
  /** The server answers again. */
  onBack(): void
}

const askEveryMs = 5000
/** As many as the server gives at first. */
const pageLength = 50

/** The session with the server, and what arrives in it: by the live line, and by asking while that is cut. */
export function createReceiving(ground: Ground, { identity, onToken, onBack }: Heard) {
  const { view, show, server, say } = ground
  let session: Promise<void> | undefined
  let line: ReturnType<typeof openLine> | undefined
  let isConnecting = false
  let refreshing: Promise<void> | undefined
  let typingEnds: ReturnType<typeof setTimeout> | undefined
  let toldUpTo = ''
  /** States that the line told: what was asked before one of them is older than it. */
  let statesHeard = 0
  /** Nothing lies between what is known and what the line tells next. */
  let isCaughtUp = false
  /** Times that the line was there: what was asked before the last of them leaves a gap before what the line tells. */
  let links = 0

  document.addEventListener('visibilitychange', () => void read())
  setInterval(() => {
    const isHeard = view.isLive && isCaughtUp && !line?.isSilent()
    if (ground.token && !isHeard && navigator.onLine) void (session ? refresh() : begin())
    if (session && !line) void connect()
  }, askEveryMs)

  return {
    begin,
    ensureSession,
    read,
    leave,
    learnReopened,

    sayTyping: (is: boolean) => line?.sayTyping(is),
  }

  /** Opens the conversation that is there already: of this tab, of another one, or of somebody the page knows. */
  async function begin() {
    try {
      await ensureSession()
    } catch {
      show({ isLoading: false })
    }
  }

  function ensureSession(): Promise<void> {
    session ??= openSession().catch(error => {
      session = undefined
      throw error
    })
    return session
  }

  /** The session does not hold any more: the next thing to do begins another. */
  function leave() {
    session = undefined
    line?.close()
    line = undefined
    show({ isLive: false })
  }

  async function openSession() {
    const signed = identity()
    const opened = await server.ask<ChatSession>('POST', 'sessions', {
      language: view.language,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      ...(signed && { identity: signed }),
      ...(ground.token && { previous: ground.token }),
    })
    ground.token = opened.token
    if (ground.hasBegun) ground.keep()
    onToken(opened.token)
    void connect()
    await refresh()
  }

  /** Opens the live line; where it cannot even be loaded, news are asked for until it can. */
  async function connect(): Promise<void> {
    if (isConnecting) return
    isConnecting = true
    const mine = session
    const part = await partOf<{ openLine: typeof openLine }>(ground.bridge.server, 'line').catch(
      () => undefined,
    )
    isConnecting = false
    if (!part) return
    if (mine !== session) return session && connect()
    line?.close()
    line = part.openLine(ground.bridge.server, ground.bridge.key, () => ground.token ?? '', {
      onLink(isLive) {
        show({ isLive })
        isCaughtUp = false
        links += 1
        // What was said while the line was cut is asked for; an asking that is under way may have been answered before.
        if (isLive) void (refreshing ?? Promise.resolve()).then(refresh)
      },
      onNews: hear,
      onState(state) {
        statesHeard += 1
        show({ state })
      },
      onTyping({ name, isTyping }) {
        clearTimeout(typingEnds)
        show({ typing: isTyping ? name : undefined })
        if (isTyping) typingEnds = setTimeout(() => show({ typing: undefined }), 6000)
      },
      onRefused() {
        leave()
        void begin()
      },
    })
  }

  function refresh(): Promise<void> {
    refreshing ??= askForNews().finally(() => {
      refreshing = undefined
    })
    return refreshing
  }

  async function askForNews() {
    try {
      const isFirst = view.thread.seq === null
      const link = links
      const heardBefore = statesHeard
      const state = await server.ask<ChatState>('GET', 'conversation')
      let news: ChatNews
      do {
        const after = view.thread.seq
        news = await server.ask<ChatNews>('GET', after === null ? 'messages' : `messages?after=${after}`)
        if (after === null) show({ hasOlder: news.items.length >= pageLength })
        take(news, isFirst)
      } while (!isFirst && news.more)
      isCaughtUp = view.isLive && link === links
      if (state.conversation) ground.hasBegun = true
      show({
        ...(statesHeard === heardBefore && { state }),
        isLoading: false,
        isOnline: true,
        ...(isFirst && state.conversation && { screen: 'thread' as const }),
      })
      onBack()
    } catch (error) {
      show({ isLoading: false, ...(!(error instanceof Refusal) && { isOnline: false }) })
      if (error instanceof Refusal && error.status === 401) leave()
    }
  }

  function hear(news: ChatNews) {
    // Before that, its number would hide what was said while the line was cut.
    const { seq, ...changes } = news
    take(isCaughtUp ? { ...changes, seq } : changes, false)
    // The line could not tell everything: it is asked for at the next look, not by all visitors at once.
    if (news.more) isCaughtUp = false
  }

  function take(news: Pick<ChatNews, 'items'> & Partial<ChatNews>, isHistory: boolean) {
    const before = new Set(view.thread.messages.map(({ id }) => id))
    const thread = told(view.thread, news)
    const mine = new Set(thread.messages.map(({ clientId }) => clientId))
    const fresh = isHistory
      ? []
      : thread.messages.filter(({ id, from, isSeen }) => !before.has(id) && from !== 'visitor' && !isSeen)
    show({
      thread,
      // The line may tell of it before the answer to our own request.
      outbox: view.outbox.filter(({ id }) => !mine.has(id)),
      ...(fresh.length > 0 && {
        announced: [...view.announced, ...fresh.map(announcement)].slice(-5),
        typing: undefined,
      }),
    })
    if (fresh.length > 0 && view.hasSound && !isSeeing()) ground.attention.ring()
    if (!isHistory && thread.messages.some(({ id, from }) => from === 'visitor' && !before.has(id)))
      learnReopened()
    for (const { name, text } of fresh)
      ground.bridge.emit('message', { from: name ?? view.settings.name, text })
    void read()
  }

  /** What the visitor writes, in any tab, opens again what they had ended: nothing but the state tells. */
  function learnReopened() {
    if (view.state?.conversation?.state === 'ended') void refresh()
  }

  function announcement({ id, name, text, files, language }: ChatMessage) {
    return {
      id,
      author: say('says', { name: name ?? view.settings.name }),
      text: [text, ...files.map(file => file.name)].filter(Boolean).join(' '),
      language: otherThan(view.language, language),
    }
  }

  function isSeeing(): boolean {
    return view.isOpen && view.screen === 'thread' && document.visibilityState === 'visible'
  }

  /** Tells how far the visitor has read, once for each message. */
  async function read() {
    ground.count(isSeeing() ? 0 : unreadIn(view.thread))
    const last = lastOfOurs(view.thread)
    if (!ground.token || !last || last.isSeen) return
    const state = isSeeing() ? 'read' : 'delivered'
    const mark = `${last.id} ${state}`
    if (toldUpTo === mark) return
    toldUpTo = mark
    try {
      await server.ask('POST', 'reading', { messageId: last.id, state })
    } catch {
      toldUpTo = ''
    }
  }
}
