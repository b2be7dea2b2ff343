import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import { conversationFor } from '../access.ts'
import type { WritingDeps } from '../writing.ts'
import { sideOf, sidesOf } from './queries.ts'
import { openSide, setSideState, takeBackSide, writeSide } from './writing.ts'

/** The contract's side conversations: whoever sees the conversation sees them. */
export function sideRoutes(deps: WritingDeps) {
  const os = implement(contract.sideConversations).$context<RequestContext>().use(guard)
  return os.router({
    list: os.list.handler(async ({ input, context: { tx, actor } }) => {
      await conversationFor(tx, actor, input.id)
      return { items: await sidesOf(tx, input.id) }
    }),
    open: os.open.handler(({ input, context: { tx, actor } }) => openSide(deps, tx, actor, input)),
    write: os.write.handler(({ input, context: { tx, actor } }) => writeSide(deps, tx, actor, input)),
    takeBack: os.takeBack.handler(({ input, context: { tx, actor } }) =>
      takeBackSide(deps, tx, actor, input),
    ),
    close: os.close.handler(({ input, context: { tx, actor } }) =>
      setSideState(deps, tx, actor, input, 'closed'),
    ),
    reopen: os.reopen.handler(({ input, context: { tx, actor } }) =>
      setSideState(deps, tx, actor, input, 'open'),
    ),
    read: os.read.handler(async ({ input, context: { tx, actor } }) => {
      const conversation = await conversationFor(tx, actor, input.id)
      await tx
        .updateTable('side_conversations')
        .set({ has_news: false })
        .where('workspace_id', '=', tx.workspaceId)
        .where('conversation_id', '=', conversation.id)
        .where('id', '=', input.sideId)
        .execute()
      return sideOf(tx, conversation.id, input.sideId)
    }),
  })
}
