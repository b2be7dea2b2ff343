// Searching for words that are rare, common, mistyped or unfinished, beside bare SQL on the same index of words.
import { sizeAsked } from './dataset.ts'
import { sizes, workspaceId } from './generator.ts'
import { conclude, round } from './measure.ts'
import { type Bench, inTurn, onDataset, sayPair, summaryOf } from './on-dataset.ts'

const times = 200

// Row-level security keeps full-text operators off their index: the bare way goes through a function of the search role
// as ours does, which does nothing but ask. PostgreSQL cannot tell a rare word from a common one, so the bare way is
// told which index is best: that of words, or the newest messages one by one.
const bareFunctions = {
  bench_by_words: 'set enable_indexscan = off',
  bench_by_date: 'set enable_bitmapscan = off',
}
const functionsSql = Object.entries(bareFunctions).map(
  ([name, way]) => `
  create or replace function ${name}(question text) returns table (conversation_id uuid, message_id uuid)
  language sql stable security definer set search_path = public, pg_temp set enable_seqscan = off ${way} as $$
    select s.conversation_id, s.message_id from message_search s
    where s.workspace_id = current_workspace() and s.tsv @@ plainto_tsquery('boucle_fr', question)
    order by s.message_id desc limit 31
  $$;
  grant create on schema public to boucle_search;
  alter function ${name} (text) owner to boucle_search;
  revoke all on function ${name} (text) from public;
  grant execute on function ${name} (text) to boucle_app`,
)
const bareSql = (way: keyof typeof bareFunctions) => `
  select c.*, p.name as contact_name, m.name as assignee_name, t.name as team_name
  from ${way}($2) f
  join conversations c on c.workspace_id = $1 and c.id = f.conversation_id
  join contacts p on p.workspace_id = c.workspace_id and p.id = c.contact_id
  left join members m on m.workspace_id = c.workspace_id and m.id = c.assignee_id
  left join teams t on t.workspace_id = c.workspace_id and t.id = c.team_id
  order by f.message_id desc`

const size = sizeAsked('L')
// S first: how much the search slows down is the last figure.
const small = size === 'S' ? undefined : await figuresOf(await onDataset('S'))
const large = await figuresOf(await onDataset(size))
conclude({
  bench: 'search',
  size,
  ...large,
  ...(small && {
    commonP95MsOfS: small.commonP95Ms,
    fromSToL: round(large.commonP50Ms / small.commonP50Ms),
    rareFromSToL: round(large.p50Ms / small.p50Ms),
  }),
})

async function figuresOf(bench: Bench) {
  try {
    for (const sql of functionsSql) await bench.doors.owner.query(sql)
    const { rows } = await bench.doors.owner.query<{ text: string }>(
      'select bench_word(0) as text union all select bench_word(1) union all select bench_word(19000)',
    )
    const [common, often, seldom] = rows.map(row => row.text) as [string, string, string]
    const messages = sizes[bench.size].conversations * 50
    const rareOf = (turn: number) => {
      const number = (turn * 7919 * 101) % messages
      return `ref${number - (number % 50) + (number % 10)}`
    }
    const measure = async (
      name: string,
      way: keyof typeof bareFunctions,
      questionOf: (turn: number) => string,
    ) => {
      const sql = bareSql(way)
      await bench.printPlan(name, sql, [workspaceId, questionOf(0)])
      const pair = await inTurn(bench, {
        times,
        ours: turn => bench.api.get(`/conversations?q=${encodeURIComponent(questionOf(turn))}`),
        bare: turn => bench.bare(sql, [workspaceId, questionOf(turn)]),
      })
      sayPair(`${bench.size}: ${name}`, pair)
      return summaryOf(pair)
    }
    const rare = await measure('a rare word', 'bench_by_words', rareOf)
    const one = await measure('a common word', 'bench_by_date', () => `${common} `)
    const two = await measure('two words', 'bench_by_date', () => `${common} ${often} `)
    const few = await measure(
      'a word of a few messages in ten thousand',
      'bench_by_words',
      () => `${seldom} `,
    )
    const typed = await measure('an unfinished word', 'bench_by_date', () => often.slice(0, -1))
    const mistyped = await measure(
      'a mistyped word',
      'bench_by_words',
      () => `${often.slice(0, 3)}z${often.slice(3)} `,
    )
    return {
      ...rare,
      commonP50Ms: one.p50Ms,
      commonP95Ms: one.p95Ms,
      commonBareP95Ms: one.bareP95Ms,
      commonCpuMs: one.cpuMs,
      twoWordsP95Ms: two.p95Ms,
      fewP95Ms: few.p95Ms,
      unfinishedP95Ms: typed.p95Ms,
      mistypedP95Ms: mistyped.p95Ms,
    }
  } finally {
    for (const name of Object.keys(bareFunctions))
      await bench.doors.owner.query(`drop function if exists ${name} (text)`)
    await bench.stop()
  }
}
