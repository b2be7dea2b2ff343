// Searching for words that are rare, common, mistyped or unfinished, beside bare SQL on the same index of words.
import { sizeAsked } from './dataset.ts'
import { sizes, workspaceId } from './generator.ts'
import { conclude, round } from './measure.ts'
import { type Bench, inTurn, onDataset, sayPair, summaryOf } from './on-dataset.ts'

const times = 200

// Row-level security keeps full-text operators off their index: the bare way goes through a function of the search role
// as ours does, which does nothing but ask.
const functionSql = `
  create or replace function bench_search(question text, how_many integer) returns table (conversation_id uuid, message_id uuid)
  language sql stable security definer set search_path = public, pg_temp as $$
    select s.conversation_id, s.message_id from message_search s
    where s.workspace_id = current_workspace() and s.tsv @@ plainto_tsquery('boucle_fr', question)
    order by s.message_id desc limit how_many
  $$;
  grant create on schema public to boucle_search;
  alter function bench_search (text, integer) owner to boucle_search;
  revoke all on function bench_search (text, integer) from public;
  grant execute on function bench_search (text, integer) to boucle_app`
const bareSql = `
  select c.*, p.name as contact_name, m.name as assignee_name, t.name as team_name
  from bench_search($2, 51) f
  join conversations c on c.workspace_id = $1 and c.id = f.conversation_id
  join contacts p on p.workspace_id = c.workspace_id and p.id = c.contact_id
  left join members m on m.workspace_id = c.workspace_id and m.id = c.assignee_id
  left join teams t on t.workspace_id = c.workspace_id and t.id = c.team_id
  order by f.message_id desc`

const size = sizeAsked('L')
if (process.argv[3] === 'alone') conclude(await figuresOf(await onDataset(size)))
else {
  // The common word on S first: how much the search slows down is the last figure.
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
}

async function figuresOf(bench: Bench) {
  try {
    await bench.doors.owner.query(functionSql)
    const { rows } = await bench.doors.owner.query<{ text: string }>(
      'select bench_word(0) as text union all select bench_word(1) union all select bench_word(19000)',
    )
    const [common, often, seldom] = rows.map(row => row.text) as [string, string, string]
    const messages = sizes[bench.size].conversations * 50
    const rareOf = (turn: number) => {
      const number = (turn * 7919 * 101) % messages
      return `ref${number - (number % 50) + (number % 10)}`
    }
    const measure = async (name: string, questionOf: (turn: number) => string) => {
      await bench.printPlan(name, bareSql, [workspaceId, questionOf(0)])
      const pair = await inTurn(bench, {
        times,
        ours: turn => bench.api.get(`/conversations?q=${encodeURIComponent(questionOf(turn))}`),
        bare: turn => bench.bare(bareSql, [workspaceId, questionOf(turn)]),
      })
      sayPair(`${bench.size}: ${name}`, pair)
      return summaryOf(pair)
    }
    const rare = await measure('a rare word', rareOf)
    const one = await measure('a common word', () => `${common} `)
    const two = await measure('two words', () => `${common} ${often} `)
    const few = await measure('a word that a few thousand messages hold', () => `${seldom} `)
    const typed = await measure('an unfinished word', () => often.slice(0, -1))
    const mistyped = await measure('a mistyped word', () => `${often.slice(0, 3)}z${often.slice(3)} `)
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
    await bench.doors.owner.query('drop function if exists bench_search (text, integer)')
    await bench.stop()
  }
}
