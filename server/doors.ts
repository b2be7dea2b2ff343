import { livePath } from '#contract/chat.ts'
import { contract } from '#contract/index.ts'
import { boardsPath } from '#contract/supervision.ts'
import type { AppOptions } from './app-options.ts'
import type { createChat } from './channels/chat/index.ts'
import type { createConversations } from './conversations/index.ts'
import type { Ground } from './platform/ground.ts'
import { keepFrontDoor } from './platform/http/front-door.ts'
import { type HealthOptions, healthPlugin } from './platform/http/health.ts'
import { apiDocumentation } from './platform/http/openapi.ts'
import { remoteAddress } from './platform/http/remote-address.ts'
import { securityTxt } from './platform/http/security-txt.ts'
import { createHttp, type HttpOptions } from './platform/http/server.ts'
import type { LiveFeed } from './platform/live.ts'
import { createRealtime } from './platform/realtime.ts'
import type { createSupervision } from './supervision/index.ts'
import type { createWorkspaces } from './workspaces/index.ts'

export interface DoorsDeps extends Pick<HttpOptions, 'router' | 'plugins'> {
  ground: Ground
  feed: LiveFeed
  workspaces: ReturnType<typeof createWorkspaces>
  conversations: ReturnType<typeof createConversations>
  chat: ReturnType<typeof createChat>
  supervision: ReturnType<typeof createSupervision>
  /** Which parts run beside requests, and when each last did its work. */
  parts: HealthOptions['parts']
}

/** Where the world comes in: HTTP, the desk's live line, the visitors' one, and who is kept from crowding them. */
export async function openDoors(options: AppOptions, deps: DoorsDeps) {
  const { config, clock, log } = options
  const { ground, feed, workspaces, conversations, chat, supervision } = deps
  const { db } = ground
  const http = await createHttp({
    ground,
    router: deps.router,
    trustProxy: config.trustProxy,
    bodyLimit: config.maxMessageBytes,
    requestsPerMinute: config.requestsPerMinute,
    ...(options.busyAfterMs && { busyAfterMs: options.busyAfterMs }),
    ...(options.webFolder && { webFolder: options.webFolder }),
    identify: request => workspaces.identify(request),
    plugins: [
      healthPlugin({ db, now: () => clock.now(), parts: deps.parts, screens: () => realtime.screens() }),
      ...deps.plugins,
      securityTxt({ contact: config.securityContact, publicUrl: config.publicUrl, clock }),
      apiDocumentation(contract, options.version),
    ],
  })
  const realtime = createRealtime({
    httpServer: http.server,
    feed,
    db,
    identify: workspaces.identify,
    mayFollow: conversations.mayFollow,
    publicUrl: config.publicUrl,
    presence: workspaces.presence,
    onLooking: chat.deskLooks,
    visitorOf: chat.visitorOf,
    clock,
    log,
    ...(config.redisUrl && { redisUrl: config.redisUrl }),
  })
  chat.listen({
    httpServer: http.server,
    feed,
    tellDesk: realtime.tellVisitor,
    addressOf: remoteAddress(config.trustProxy),
    ...(options.socketsPerAddress && { socketsPerAddress: options.socketsPerAddress }),
  })
  supervision.listen({
    httpServer: http.server,
    identify: workspaces.identify,
    addressOf: remoteAddress(config.trustProxy),
    ...(options.socketsPerAddress && { socketsPerAddress: options.socketsPerAddress }),
  })
  keepFrontDoor(http.server, {
    isBehindProxy: config.trustProxy !== false,
    upgrades: ['/socket.io/', livePath, boardsPath],
    ...(options.connectionsPerAddress && { most: options.connectionsPerAddress }),
  })
  return { http, realtime }
}
