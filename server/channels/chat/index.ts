import type { Server as HttpServer } from 'node:http'
import type { FastifyPluginAsync } from 'fastify'
import type { VisitorSign } from '#contract/events.ts'
import type { Conversations } from '#server/conversations/index.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { LiveFeed } from '#server/platform/live.ts'
import { type BrandOf, createDoor } from './door.ts'
import { chatChores } from './jobs.ts'
import { type ChatLive, createChatLive, type LiveOptions } from './live.ts'
import { chatPlugin } from './plugin.ts'
import { type Hours, type PublicDeps, rememberWaits } from './public-settings.ts'
import type { ClaimAddress, ContactOfVisitor, ReceiveDeps } from './receive.ts'
import { chatRoutes } from './routes.ts'
import { chatChannel } from './sending.ts'
import { isVisitorThere } from './sessions.ts'
import { chatKind } from './settings.ts'

import type { SendNotice } from './transcript.ts'
import { type TryDeps, tryPage } from './try-page.ts'
import type { SurveyAtEnd } from './view.ts'

export interface ChatDeps {
  conversations: Conversations
  contactOfVisitor: ContactOfVisitor
  claimAddress: ClaimAddress
  detectLanguage: ReceiveDeps['detectLanguage']
  sendNotice: SendNotice
  hours: (tx: Tx, calendarId: string | null, now: Date) => Promise<Hours>
  brandOf: BrandOf
  phonesOf: PublicDeps['phonesOf']
  /** Members who have the desk open. */
  present: (workspaceId: string) => string[]
  houseOf: TryDeps['houseOf']
  survey: SurveyAtEnd
}

export interface Listening {
  httpServer: HttpServer
  feed: LiveFeed
  tellDesk: (workspaceId: string, sign: VisitorSign) => void
  addressOf: LiveOptions['addressOf']
  socketsPerAddress?: number
}

/** Chat: the widget on other people's pages, live while somebody is there, by e-mail once they are gone. */
export function createChat(ground: Ground, given: ChatDeps) {
  const door = createDoor(ground, given.brandOf)
  let live: ChatLive | undefined
  const deps = {
    ...given,
    ground,
    door,
    wait: rememberWaits(),
    isHere: (workspaceId: string, memberId: string) => given.present(workspaceId).includes(memberId),
    writes: (...about: Parameters<ChatLive['writes']>) => live?.writes(...about),
    sessionChanged: (...changed: Parameters<ChatLive['sessionChanged']>) => live?.sessionChanged(...changed),
  }
  given.conversations.channels.register(chatChannel(deps))
  return {
    kind: chatKind(ground),
    routes: chatRoutes(ground),
    plugin: (async app => {
      await app.register(chatPlugin(deps))
      await app.register(tryPage(deps))
    }) satisfies FastifyPluginAsync,
    chores: chatChores(deps),
    /** Opens the visitors' sockets. */
    listen(around: Listening) {
      live = createChatLive({ ...deps, ...around, log: ground.log })
    },
    /** Who of the desk looks and types: a visitor is told who types. */
    deskLooks: (...looks: Parameters<ChatLive['deskLooks']>) => live?.deskLooks(...looks),
    visitorOf: (workspaceId: string, conversationId: string) => live?.visitorOf(workspaceId, conversationId),
    /** True while somebody has the chat of this conversation open, on any node. */
    isThere: (tx: Tx, conversationId: string) => isVisitorThere(ground, tx, conversationId),
    /** Sockets of visitors on this node. */
    sockets: () => live?.sockets() ?? 0,
    close: async () => live?.close(),
  }
}
