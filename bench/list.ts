// One page of every view, as an adviser's desk asks for it, beside the bare SQL of the same page.
import { sizeAsked } from './dataset.ts'
import { workspaceId } from './generator.ts'
import { conclude, percentile, round, say } from './measure.ts'
import { inTurn, onDataset, type Pair, sayPair, summaryOf } from './on-dataset.ts'

const times = 400
const active = `c.status in ('new', 'open', 'waiting', 'on_hold') and not c.is_spam`
const newest = 'c.last_message_at desc, c.id desc'

/** Each view: which conversations ($2 is the adviser), and in which order. */
const views: Record<string, [where: string, order: string]> = {
  mine: [`c.assignee_id = $2 and ${active}`, newest],
  unassigned: [`c.assignee_id is null and ${active}`, newest],
  team: [
    `c.team_id = any (array(select t.team_id from team_members t where t.workspace_id = $1 and t.member_id = $2)) and ${active}`,
    newest,
  ],
  oldest: [
    `c.waiting_since is not null and c.status in ('new', 'open', 'on_hold') and not c.is_spam`,
    'c.waiting_since, c.id',
  ],
  mentions: [
    'c.id = any (array(select x.conversation_id from mentions x where x.workspace_id = $1 and x.member_id = $2))',
    newest,
  ],
  snoozed: [`c.status = 'snoozed' and not c.is_spam`, 'c.snoozed_until, c.id'],
  drafts: [
    'c.id = any (array(select x.conversation_id from drafts x where x.workspace_id = $1 and x.member_id = $2))',
    newest,
  ],
  closed: [`c.status = 'closed' and not c.is_spam and c.joined_into is null`, newest],
  spam: ['c.is_spam', newest],
  all: ['c.joined_into is null', newest],
}

const bench = await onDataset(sizeAsked('L'))
try {
  // What the first requests cost is the program's start: not of these figures.
  for (let turn = 0; turn < 60; turn++)
    for (const view of Object.keys(views)) await bench.api.get(`/conversations?view=${view}`)
  const pairs: [string, Pair][] = []
  for (const [view, [where, order]] of Object.entries(views)) {
    const sql = bareSql(where, order)
    const values = where.includes('$2') ? [workspaceId, bench.memberId] : [workspaceId]
    await bench.printPlan(view, sql, values)
    const pair = await inTurn(bench, {
      times,
      ours: () => bench.api.get(`/conversations?view=${view}`),
      bare: () => bench.bare(sql, values),
    })
    sayPair(view, pair)
    pairs.push([view, pair])
  }
  // The view that fares worst speaks for all.
  const summaries = pairs.map(([view, pair]) => ({ view, ...summaryOf(pair) }))
  const worst = summaries.toSorted((one, other) => other.aboveBareMs - one.aboveBareMs)[0]!
  const { view, ...figures } = worst
  say(
    `mean of CPU over the views: ${round(summaries.reduce((sum, one) => sum + one.cpuMs, 0) / summaries.length)} ms`,
  )
  conclude({
    bench: 'list',
    size: bench.size,
    worstView: view,
    ...figures,
    cpuMs: Math.max(...summaries.map(one => one.cpuMs)),
    bytes: Math.max(...summaries.map(one => one.bytes)),
    allP95Ms: round(
      percentile(
        pairs.flatMap(([, pair]) => pair.ours.times),
        0.95,
      ),
    ),
  })
} finally {
  await bench.stop()
}

/** As anyone would write it: the page, with the names that its lines show. */
function bareSql(where: string, order: string): string {
  return `
    select c.*, p.name as contact_name, p.is_vip, m.name as assignee_name, t.name as team_name
    from conversations c
    join contacts p on p.workspace_id = c.workspace_id and p.id = c.contact_id
    left join members m on m.workspace_id = c.workspace_id and m.id = c.assignee_id
    left join teams t on t.workspace_id = c.workspace_id and t.id = c.team_id
    where c.workspace_id = $1 and ${where}
    order by ${order}
    limit 31`
}
