import type { ChatPage, ChatSettings, ChatState, SignedIdentity } from '../../contract/chat.ts'
import type { Bridge } from '../loader/bridge.ts'
import { emptyThread, told } from '../state/thread.ts'
import { createAttaching } from './attaching.ts'
import { type Attention, createGround } from './ground.ts'
import { createOpinion } from './opinion.ts'
import { createReceiving } from './receiving.ts'
import { createSending } from './sending.ts'
import { Refusal } from './server.ts'
import { createTabs } from './tabs.ts'
import { firstView } from './view.ts'

/** Between two looks at hours and presence while the panel is open. */
const lookAgainMs = 60_000

export type Chat = ReturnType<typeof createChat>

/** The conversation of this tab: what is known of it, what is on its way, and what the visitor does with it. */
export function createChat(bridge: Bridge, draw: () => void, attention: Attention) {
  const ground = createGround(bridge, firstView(bridge), draw, attention)
  const { view, show, server, say } = ground
  let clockGap = Date.parse(bridge.settings.now) - Date.now()
  let identity = bridge.identity

  const tabs = createTabs(bridge.key, {
    token: () => ground.token,
    onToken(given) {
      if (ground.token) return
      ground.token = given
      void receiving.begin()
    },
  })
  const receiving = createReceiving(ground, {
    identity: () => identity,
    onToken: tabs.tell,
    onBack() {
      sending.hurry()
      void opinion.tell()
    },
  })
  const sending = createSending(ground, receiving)
  const opinion = createOpinion(ground, receiving)
  const attaching = createAttaching(ground, receiving.ensureSession)

  if (ground.hasBegun) show({ screen: 'thread', isLoading: ground.token !== undefined })
  if (ground.token || identity) void receiving.begin()
  void sending.pump()
  void opinion.tell()
  setInterval(() => {
    if (view.isOpen) void lookAgain()
  }, lookAgainMs)

  return {
    ...sending,
    ...attaching,
    opine: opinion.opine,
    view,
    show,
    say,
    /** The server's time: the visitor's machine may be a day off. */
    now: () => Date.now() + clockGap,
    /** A picture or a file of the server. */
    at: (url: string) => new URL(url, bridge.server).href,
    opened() {
      show({ isOpen: true })
      void lookAgain()
      if (!ground.token) tabs.ask()
      void receiving.read()
    },
    identify(given: SignedIdentity | undefined) {
      if (given?.userId === identity?.userId && given?.hash === identity?.hash) return
      const isSomeoneElse = identity !== undefined && identity.userId !== given?.userId
      identity = given
      receiving.leave()
      if (isSomeoneElse) {
        ground.forget()
        ground.count(0)
        show({
          thread: emptyThread,
          state: undefined,
          outbox: [],
          draft: '',
          opinion: undefined,
          screen: 'home',
          addressStep: 'none',
        })
      }
      if (given) void receiving.begin()
    },
    talk() {
      const isAsked = view.settings.preChat.length > 0 && !ground.fields && !ground.hasBegun
      show({ screen: isAsked ? 'details' : 'thread', problem: undefined })
    },
    setSound(hasSound: boolean) {
      show({ hasSound })
      if (ground.hasBegun) ground.keep()
    },
    answerFields(given: Record<string, string>) {
      ground.fields = given
      show({ screen: 'thread' })
    },
    older() {
      const first = view.thread.messages[0]
      if (!first) return
      return attempt(async () => {
        const page = await server.ask<ChatPage>('GET', `messages?before=${first.id}`)
        show({ thread: told(view.thread, { items: page.items }), hasOlder: page.more })
      })
    },
    leaveAddress: (address: string, wantsTranscript: boolean) =>
      attempt(async () => {
        await receiving.ensureSession()
        const left = await server.ask<ChatState['address']>('POST', 'address', {
          address,
          // Not said, a wish that was there before stands.
          ...(wantsTranscript && { wantsTranscript }),
        })
        know(left)
        show({
          addressStep: left?.isVerified ? 'none' : 'code',
          notice: say(left?.isVerified ? 'addressKept' : 'codeSent', { address }),
        })
      }),
    giveCode: (code: string) =>
      attempt(async () => {
        const left = await server.ask<ChatState['address']>('POST', 'address/code', { code })
        know(left)
        show({ addressStep: 'none', notice: say('addressKept', { address: left?.address ?? '' }) })
        if (view.wantsTranscript) await mail()
      }),
    mailTranscript() {
      if (view.state?.address?.isVerified) return attempt(mail)
      show({ addressStep: 'address', wantsTranscript: true, isMenuOpen: false })
    },
    downloadTranscript: () =>
      attempt(async () => {
        const address = URL.createObjectURL(await server.file('transcript?format=html'))
        const link = document.createElement('a')
        link.href = address
        link.download = `${say('transcriptName')}.html`
        link.click()
        setTimeout(() => URL.revokeObjectURL(address), 60_000)
        show({ isMenuOpen: false })
      }),
    end: () =>
      attempt(async () => {
        show({ state: await server.ask<ChatState>('POST', 'end', {}), isMenuOpen: false })
      }),
  }

  /** Hours, who is there, how long it takes: true when they are shown. */
  async function lookAgain() {
    try {
      const settings = await server.ask<ChatSettings>('GET', `settings?language=${view.language}`)
      clockGap = Date.parse(settings.now) - Date.now()
      show({ settings })
    } catch {
      // What was known a moment ago still stands.
    }
  }

  async function mail() {
    const left = await server.ask<ChatState['address']>('POST', 'transcript')
    know(left)
    show({
      notice: say('transcriptSent', { address: left?.address ?? '' }),
      isMenuOpen: false,
      wantsTranscript: false,
    })
  }

  function know(address: ChatState['address']) {
    if (view.state) show({ state: { ...view.state, address } })
  }

  async function attempt(act: () => Promise<void>): Promise<void> {
    show({ problem: undefined, notice: undefined })
    try {
      await act()
    } catch (error) {
      show({ problem: error instanceof Refusal ? error.message : say('noNetwork') })
    }
  }
}
