import type { Conversations } from '#server/conversations/index.ts'
import type { Ground } from '#server/platform/ground.ts'
import { chatRoutes } from './routes.ts'
import { chatChannel } from './sending.ts'
import { chatKind } from './settings.ts'

export interface ChatDeps {
  conversations: Conversations
}

/** Chat: the widget on other people's pages, live while somebody is there, by e-mail once they are gone. */
export function createChat(ground: Ground, deps: ChatDeps) {
  deps.conversations.channels.register(chatChannel())
  return {
    kind: chatKind(ground),
    routes: chatRoutes(ground),
  }
}
