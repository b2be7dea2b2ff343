// The companies that benches read: what is written into them, one statement after another.

/** S and L of the benches. Ten messages to a conversation, fifty to one in a thousand. */
export const sizes = {
  S: { conversations: 100_000, contacts: 30_000, advisers: 200 },
  L: { conversations: 1_000_000, contacts: 300_000, advisers: 200 },
} as const
export type Size = keyof typeof sizes

export const workspaceId = '0198c0de-0000-7000-8000-000000000001'

interface Step {
  name: string
  sql: string
}

/** What makes a company of a size whose year began at `start`, on migrated tables with the functions of dataset.sql. */
export function stepsOf(size: Size, start: Date): Step[] {
  const { conversations, contacts, advisers } = sizes[size]
  const ws = `'${workspaceId}'::uuid`
  // One instant for every statement: ids are made from it.
  const from = `'${start.toISOString()}'::timestamptz`
  const every = `${(364 * 86_400_000) / conversations} * interval '1 millisecond'`
  const adviser = (n: string) => `bench_id(${from}, 1001 + ${n})`
  const assignee = adviser(`bench_chance(n, ${advisers})`)
  const textOf = (n: string, k: string) => `((${n} * 50 + ${k}) * 7919) % 50000`
  const subjectOf = (n: string) =>
    `bench_word((${n} % 20000)::int) || ' ' || bench_word((${n} * 31 % 20000)::int) || ' ' || ${n}`
  const parts = Math.ceil(conversations / 50_000)
  // A conversation as it is told: one in fifty is under way; of those one in ten is nobody's, one in twenty sleeps.
  const told = (low: number, high: number) => `(
    select n, ${from} + n * ${every} as at, case when n % 1000 = 300 then 50 else 10 end as messages,
      case when n % 50 <> 0 then 'closed' when n % 100 = 0 then 'open' when n % 1000 = 950 then 'snoozed' else 'waiting' end as status
    from generate_series(${low}::bigint, ${high}::bigint) n)`
  const all = told(1, conversations)

  const steps: Step[] = [
    {
      name: 'workspace and people',
      sql: `
    insert into workspaces (id, slug, name, language, time_zone) values (${ws}, 'bench', 'Bench', 'fr', 'Europe/Paris');
    insert into teams (workspace_id, id, name, kind)
      select ${ws}, bench_id(${from}, n), 'Team ' || n, 'digital' from generate_series(1, 10) n;
    insert into members (workspace_id, id, role, name, email)
      select ${ws}, ${adviser('n')}, case n when 0 then 'administrator' else 'adviser' end, 'Adviser ' || n + 1, 'adviser' || n + 1 || '@bench.test'
      from generate_series(0, ${advisers - 1}) n;
    insert into team_members (workspace_id, team_id, member_id)
      select distinct ${ws}, bench_id(${from}, team), ${adviser('n')}
      from generate_series(0, ${advisers - 1}) n, unnest(array[n % 10 + 1, n / 10 % 10 + 1]) team;
    insert into channels (workspace_id, id, kind, name, address)
      values (${ws}, bench_id(${from}, 500), 'email', 'Bench', 'bench@bench.test');
    insert into number_blocks values (${ws}, 'conversation', ${conversations + 1})`,
    },
    {
      // Fifty thousand texts told many times over.
      name: 'texts',
      sql: `
    create table bench_texts as
      select slot, text, message_words('fr', null, null, text) as text_words
      from (select slot, bench_text(slot, 25) as text from generate_series(0, 49999) slot) s;
    alter table bench_texts add primary key (slot);
    create table bench_people as
      select n as person, name, address, message_words('fr', null, name || E'\\n' || address, null) as name_words
      from (
        select n, initcap(bench_word(n % 20000)) || ' ' || initcap(bench_word(n * 7 % 20000)) as name, 'person' || n || '@mail.test' as address
        from generate_series(1, ${contacts}) n) s;
    alter table bench_people add primary key (person);
    analyze bench_texts;
    analyze bench_people`,
    },
    {
      name: 'contacts',
      sql: `
    insert into contacts (workspace_id, id, name, stage)
      select ${ws}, bench_id(${from}, 10000 + person), name, 'customer' from bench_people;
    insert into identities (workspace_id, id, contact_id, kind, value, shown, verified_at)
      select ${ws}, bench_id(${from}, 1000000 + person), bench_id(${from}, 10000 + person), 'email', address, address, ${from} from bench_people;
    select refresh_contact_search(${ws}, null)`,
    },
    {
      name: 'conversations',
      sql: `
    insert into conversations (workspace_id, id, number, contact_id, subject, status, is_spam, channel_kind, channel_id, language, assignee_id, team_id, episode_id, message_count,
        last_message_id, last_message_at, last_direction, preview, waiting_since, snoozed_until, created_at, updated_at, closed_at)
      select ${ws}, bench_id(at, n), n, bench_id(${from}, 10000 + n % ${contacts} + 1), ${subjectOf('n')},
        status, n % 200 = 199, 'email', bench_id(${from}, 500), 'fr', case when n % 500 <> 0 then ${assignee} end,
        bench_id(${from}, 1 + bench_chance(-n, 10)), bench_id(at, -n), messages,
        bench_id(last, n * 50 + messages - 1), last, case when status = 'open' then 'in' else 'out' end, left(text || ' ref' || n * 50 + messages - 1, 160),
        case when status = 'open' then last end, case when status = 'snoozed' then ${from} + interval '400 days' end, at, last, case when status = 'closed' then last + interval '1 hour' end
      from (select *, at + (messages - 1) * interval '1 hour' as last, ${textOf('n', 'messages - 1')} as slot from ${all} t) s
      join bench_texts b using (slot)
      order by n;
    insert into episodes (workspace_id, id, conversation_id, number, opened_at, opened_by, closed_at)
      select ${ws}, episode_id, id, 1, created_at, 'contact', closed_at from conversations where workspace_id = ${ws} order by number;
    insert into readings (workspace_id, member_id, conversation_id, last_read_message_id, at)
      select ${ws}, assignee_id, id, last_message_id, last_message_at from conversations
      where workspace_id = ${ws} and assignee_id is not null and (status = 'closed' or number % 300 <> 0) order by number;
    insert into mentions (workspace_id, member_id, message_id, conversation_id, at)
      select ${ws}, ${adviser(`bench_chance(number * 3, ${advisers})`)}, last_message_id, id, last_message_at
      from conversations where workspace_id = ${ws} and number % 100 = 1;
    insert into drafts (workspace_id, member_id, conversation_id, kind, body, updated_at)
      select ${ws}, assignee_id, id, 'reply', '{"text":"Bonjour"}', updated_at
      from conversations where workspace_id = ${ws} and number % 1000 = 100 and assignee_id is not null`,
    },
    {
      name: 'events',
      sql: `
    insert into events (workspace_id, id, at, type, actor_kind, subject_kind, subject_id, conversation_id, contact_id, data)
      select ${ws}, bench_id(created_at, number * 100), created_at, 'conversation.opened', 'contact', 'conversation', id, id, contact_id, '{"channel":"email"}'
      from conversations where workspace_id = ${ws} order by number;
    insert into feed (workspace_id, seq, event_id)
      select ${ws}, number, bench_id(created_at, number * 100) from conversations where workspace_id = ${ws} order by number;
    insert into feed_counters (workspace_id, last_seq) values (${ws}, ${conversations})`,
    },
    {
      // Built in one go at the end: filling it word by word takes several times as long.
      name: 'the index of words taken away',
      sql: `
    create table bench_indexes as
      select replace(indexdef, ' ON ONLY ', ' ON ') as definition from pg_indexes where indexname = 'message_search_words';
    drop index message_search_words`,
    },
  ]
  // Each message also holds one word of its own, the rare one to look for. Words are put together from those of the
  // text, of the person and of that one: it comes to what message_words gives for the whole, in a tenth of the time.
  for (let part = 0; part < parts; part++) {
    const [low, high] = [part, part + 1].map(at => Math.floor((conversations * at) / parts)) as [
      number,
      number,
    ]
    steps.push({
      name: `messages ${part + 1}/${parts}`,
      sql: `
    with threads as materialized (
      select *, bench_id(at, n) as conversation, bench_id(at, -n) as episode, ${assignee} as adviser, ${subjectOf('n')} as subject,
        setweight(to_tsvector('boucle_fr', ${subjectOf('n')}), 'A') as subject_words
      from ${told(low + 1, high)} s join bench_people p on p.person = n % ${contacts} + 1
    ), source as materialized (
      select threads.*, at + k * interval '1 hour' as message_at, bench_id(at + k * interval '1 hour', n * 50 + k) as id,
        (k + (status = 'open')::int) % 2 = 0 as is_in, text || ' ref' || n * 50 + k as text,
        text_words || to_tsvector('boucle_fr', 'ref' || n * 50 + k) as text_words
      from threads, generate_series(0, messages - 1) k, bench_texts
      where slot = ${textOf('n', 'k')}
    ), written as (
      insert into messages (workspace_id, id, conversation_id, episode_id, direction, at, channel_kind, channel_id, author_kind, author_id, from_name, from_address,
          to_addresses, subject, text, language, delivery_status)
      select ${ws}, id, conversation, episode, case when is_in then 'in' else 'out' end, message_at, 'email', bench_id(${from}, 500),
        case when is_in then 'contact' else 'member' end, case when not is_in then adviser end,
        case when is_in then name else 'Bench' end, case when is_in then address else 'bench@bench.test' end,
        jsonb_build_array(case when is_in then '{"name":"Bench","address":"bench@bench.test"}'::jsonb else jsonb_build_object('name', name, 'address', address) end),
        subject, text, 'fr', case when not is_in then 'sent' end
      from source
    )
    insert into message_search (workspace_id, message_id, conversation_id, tsv)
    select ${ws}, id, conversation, subject_words || case when is_in then name_words else house_words end || text_words
    from source, message_words('fr', null, E'Bench\\nbench@bench.test', null) as house_words`,
    })
  }
  steps.push(
    {
      name: 'the index of words',
      sql: `do $$ begin execute (select definition from bench_indexes); end $$`,
    },
    {
      name: 'vocabulary',
      sql: `
    insert into vocabulary (workspace_id, word)
      select distinct ${ws}, l.lexeme from (select text_words as words from bench_texts union all select name_words from bench_people) s, unnest(words) l
      where length(l.lexeme) between 4 and 40 and l.lexeme ~ '^[[:alpha:]]+$'
      on conflict do nothing`,
    },
    { name: 'tables to make it with', sql: 'drop table bench_texts, bench_people, bench_indexes' },
    { name: 'vacuum and analyse', sql: 'vacuum (freeze, analyze)' },
  )
  return steps
}
