-- What the companies of the benches are made with: ids, words and texts. Texts follow the frequencies of a language: a few
-- words everywhere, most words rare, so that a search meets both.

create or replace function bench_id(at timestamptz, salt bigint) returns uuid language sql immutable parallel safe
return (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(salt::text), 1, 3) || '8' || substr(md5(salt::text), 4, 15))::uuid;

-- A number from 0 to below `below` that has nothing to do with n, and is always the same.
create or replace function bench_chance(n bigint, below integer) returns integer language sql immutable parallel safe
return (hashint8(n)::bigint & 2147483647) % below;

-- The nth word of a made-up vocabulary of 20,000: pronounceable, accented now and then.
create or replace function bench_word(n integer) returns text language sql immutable parallel safe
return (array['ba','co','di','fu','gé','la','mi','no','pu','ré','sa','ti','vo','lu','né','ma'])[n % 16 + 1]
  || (array['rin','tal','vet','lon','mur','sel','nat','dor'])[n / 16 % 8 + 1]
  || (array['a','eur','ier','elle','on','is','ard','ette','oir','ine'])[n / 128 % 10 + 1]
  || (array['','s','t','r','x','m','n','c','d','g','p','b','v','z','k','q'])[n / 1280 % 16 + 1];

create or replace function bench_text(salt bigint, words integer) returns text language sql immutable parallel safe
return (
  select string_agg(bench_word(floor(20000 * power((('x' || substr(md5(salt::text || ':' || i), 1, 7))::bit(28)::int / 268435456.0), 5))::int), ' ')
  from generate_series(1, words) as i);
