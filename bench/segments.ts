// How long it takes to say how many people are in a segment, in a book of 100,000 with 300,000 orders: by HTTP, exactly.
import { aHouse } from './house.ts'
import { conclude, percentile, round, say } from './measure.ts'

const people = Number(process.env.BENCH_PEOPLE ?? 100_000)
const house = await aHouse({ SMTP_IN_PORT: '0' })

const orders = { on: 'records', kind: 'order', status: [], days: 365 }
const segments: Record<string, object> = {
  stage: { all: [{ on: 'stage', is: ['customer'] }] },
  attribute: {
    all: [
      {
        on: 'attribute',
        family: 'geographic',
        attribute: 'city',
        value: { is: 'equal', to: ['Lyon', 'Paris'] },
      },
    ],
  },
  words: {
    all: [
      {
        on: 'attribute',
        family: 'geographic',
        attribute: 'city',
        value: { is: 'containing', to: ['saint*'] },
      },
    ],
  },
  orders: { all: [{ ...orders, what: 'amount', from: 100, to: null }] },
  four: {
    all: [
      { on: 'language', is: ['fr'] },
      { on: 'attribute', family: 'geographic', attribute: 'city', value: { is: 'equal', to: ['Lyon'] } },
      { on: 'preferredChannel', is: ['email'] },
      { ...orders, what: 'count', from: 2, to: null },
    ],
    any: [{ on: 'vip' }, { on: 'lastRecord', kind: 'order', days: 90 }],
  },
}

try {
  await house.owner.query(
    `insert into attribute_definitions (workspace_id, id, subject, key, label_fr, label_en, type)
     values ($1, gen_random_uuid(), 'contact', 'city', 'Ville', 'City', 'text')`,
    [house.workspaceId],
  )
  await house.owner.query(
    `insert into contacts (workspace_id, id, name, language, stage, is_vip, preferred_channel, attributes)
     select $1, gen_random_uuid(), 'Personne ' || n, (array['fr', 'en'])[1 + n % 2],
       (array['customer', 'prospect', 'lost'])[1 + n % 3], n % 50 = 0, (array['email', 'phone'])[1 + n / 2 % 2],
       jsonb_build_object('city', (array['Lyon', 'Paris', 'Saint-Étienne', 'Nîmes', 'Brest'])[1 + n % 5], 'points', n % 900)
     from generate_series(1, $2::int) n`,
    [house.workspaceId, people],
  )
  await house.owner.query(
    `insert into external_records (workspace_id, contact_id, type, external_id, title, status, amount, occurred_at)
     select p.workspace_id, p.id, 'order', p.id || '-' || n, 'Bouquet', 'paid', 10 + n * 25, now() - n * interval '70 days'
     from contacts p, generate_series(1, 3) n where p.workspace_id = $1`,
    [house.workspaceId],
  )
  await house.owner.query('analyze contacts, external_records')
  const figures: Record<string, number> = {}
  for (const [name, body] of Object.entries(segments)) {
    const exact: number[] = []
    const sampled: number[] = []
    let counts = { exact: 0, about: 0 }
    for (let round = 0; round < 8; round++) {
      const about = await timed(body, false)
      const sure = await timed(body, true)
      if (!sure.isExact) throw new Error(`${name} took too long to be counted`)
      if (round > 0) {
        exact.push(sure.ms)
        sampled.push(about.ms)
      }
      counts = { exact: sure.count, about: about.count }
    }
    figures[`${name}Ms`] = round(percentile(exact, 0.5), 0)
    say(
      `${name}: ${counts.exact} people in ${round(percentile(exact, 0.5), 0)} ms (with ten of them), about ${counts.about} in ${round(percentile(sampled, 0.5), 0)} ms`,
    )
  }
  conclude({ bench: 'segments', people, ...figures, slowestMs: Math.max(...Object.values(figures)) })
} finally {
  await house.close()
}

async function timed(
  body: object,
  isExact: boolean,
): Promise<{ count: number; isExact: boolean; ms: number }> {
  const started = performance.now()
  const answer = await fetch(`${house.program.url}/api/v1/segment-previews`, {
    method: 'POST',
    headers: { authorization: `Bearer ${house.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ body, isExact }),
  })
  const told = (await answer.json()) as { count: number; isExact: boolean }
  if (answer.status !== 200) throw new Error(JSON.stringify(told))
  return { ...told, ms: performance.now() - started }
}
