// Opening a conversation of fifty messages as the desk does, beside the bare SQL of the same rows.
import { sizeAsked } from './dataset.ts'
import { workspaceId } from './generator.ts'
import { conclude } from './measure.ts'
import { inTurn, onDataset, sayPair, summaryOf } from './on-dataset.ts'

const times = 400
const conversationSql = `
  select c.*, p.name as contact_name, m.name as assignee_name, t.name as team_name
  from conversations c
  join contacts p on p.workspace_id = c.workspace_id and p.id = c.contact_id
  left join members m on m.workspace_id = c.workspace_id and m.id = c.assignee_id
  left join teams t on t.workspace_id = c.workspace_id and t.id = c.team_id
  where c.workspace_id = $1 and c.id = $2`
// The ids of a conversation's messages begin at its own: bare SQL may know it as we do.
const messagesSql = `
  select m.* from messages m
  where m.workspace_id = $1 and m.conversation_id = $2
    and m.id >= first_id_at($3::timestamptz - interval '1 day') and m.id < first_id_at($4::timestamptz + interval '1 day')
  order by m.id desc limit 51`

const bench = await onDataset(sizeAsked('L'))
try {
  const { rows: threads } = await bench.doors.owner.query<{
    id: string
    created_at: Date
    updated_at: Date
  }>(
    `select id, created_at, updated_at from conversations
     where workspace_id = $1 and message_count = 50 order by md5(id::text) limit 100`,
    [workspaceId],
  )
  const one = (turn: number) => threads[turn % threads.length]!
  const valuesOf = ({ id, created_at, updated_at }: (typeof threads)[number]) => [
    workspaceId,
    id,
    created_at,
    updated_at,
  ]
  await bench.printPlan('the conversation', conversationSql, valuesOf(one(0)).slice(0, 2))
  await bench.printPlan('its messages', messagesSql, valuesOf(one(0)))
  const pair = await inTurn(bench, {
    times,
    async ours(turn) {
      const { id } = one(turn)
      // Both at once, as the desk asks for them.
      const [conversation, messages] = await Promise.all([
        bench.api.get(`/conversations/${id}`),
        bench.api.get(`/conversations/${id}/messages?limit=50`),
      ])
      if (turn === 0 && messages.json<{ items: unknown[] }>().items.length !== 50)
        throw new Error('a thread has fifty messages')
      return { bytes: conversation.bytes + messages.bytes }
    },
    async bare(turn) {
      await bench.bare(conversationSql, valuesOf(one(turn)).slice(0, 2))
      await bench.bare(messagesSql, valuesOf(one(turn)))
    },
  })
  sayPair('open', pair)
  conclude({ bench: 'open', size: bench.size, ...summaryOf(pair) })
} finally {
  await bench.stop()
}
