import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  aPerson,
  aWorkspace,
  eventsOf,
  expectProblem,
  type Person,
  type TestWorkspace,
  type World,
  workspacesApp,
} from '../testing/app.ts'

let world: World
let shop: TestWorkspace
let me: Person
beforeAll(async () => {
  world = await workspacesApp()
})
beforeEach(async () => {
  shop = await aWorkspace(world)
  me = await aPerson(world, shop)
})
afterAll(() => world.close())

// The smallest pictures there are: one pixel each.
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')

async function upload(bytes: Buffer, type: string, person = me, headers: Record<string, string> = {}) {
  const boundary = 'photo-boundary'
  const payload = Buffer.concat([
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="me"\r\ncontent-type: ${type}\r\n\r\n`,
    ),
    bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  const answer = await world.app.inject({
    method: 'POST',
    url: '/api/v1/me/photo',
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'accept-language': 'fr',
      ...(headers.authorization ? {} : { cookie: person.cookie, 'boucle-workspace': shop.slug }),
      ...headers,
    },
    payload,
  })
  return { status: answer.statusCode, body: answer.json() }
}

describe('my profile', () => {
  test('says who I am, where, and where else', async () => {
    const other = await aWorkspace(world, 'Deuxième')
    await aPerson(world, other, { userId: me.userId, role: 'supervisor' })
    const answer = await me.call('GET', '/me')
    expect(answer.body).toMatchObject({
      member: { id: me.memberId, name: 'Nadia Petit', role: 'adviser' },
      workspace: { slug: shop.slug, name: 'Fleurs d’Été' },
      twoFactorEnabled: false,
      preferences: { density: 'comfortable', theme: 'auto', singleKeys: true, keys: {}, sounds: true },
    })
    expect(answer.body.workspaces).toEqual([
      { slug: other.slug, name: 'Deuxième', role: 'supervisor' },
      { slug: shop.slug, name: 'Fleurs d’Été', role: 'adviser' },
    ])
  })

  test('a preference that is changed leaves the others, and is nobody else’s business', async () => {
    await me.call('PATCH', '/me', { preferences: { theme: 'dark', keys: { close: 'x' } } })
    const answer = await me.call('PATCH', '/me', { preferences: { density: 'compact' } })
    expect(answer.body.preferences).toMatchObject({
      theme: 'dark',
      keys: { close: 'x' },
      density: 'compact',
      sounds: true,
    })
    expect((await eventsOf(world, shop.id, me.memberId)).map(event => event.type)).toEqual([])
    expect((await me.call('PATCH', '/me', { preferences: { theme: 'pink' } })).status).toBe(422)
  })

  test('two screens changing two preferences at once keep both', async () => {
    await Promise.all([
      me.call('PATCH', '/me', { preferences: { theme: 'dark' } }),
      me.call('PATCH', '/me', { preferences: { density: 'compact' } }),
      me.call('PATCH', '/me', { preferences: { sounds: false } }),
    ])
    expect((await me.call('GET', '/me')).body.preferences).toMatchObject({
      theme: 'dark',
      density: 'compact',
      sounds: false,
    })
  })

  test('my name, languages and signature are mine to change; my role and teams are not', async () => {
    const answer = await me.call('PATCH', '/me', {
      name: 'Nadia P.',
      language: 'en',
      languages: ['fr', 'en', 'pt'],
      jobTitle: 'Fleuriste',
      signature: 'Nadia',
      role: 'administrator',
      teamIds: [shop.teamId],
    })
    expect(answer.body.member).toMatchObject({
      name: 'Nadia P.',
      language: 'en',
      languages: ['fr', 'en', 'pt'],
      jobTitle: 'Fleuriste',
      signature: 'Nadia',
      role: 'adviser',
      teamIds: [],
    })
    const [event] = await eventsOf(world, shop.id, me.memberId)
    expect(event).toMatchObject({ type: 'member.updated', actor_id: me.memberId })
  })

  test('a program has no profile, nobody has none', async () => {
    expectProblem(await me.api('GET', '/me'), 403, 'request.people_only')
    expectProblem(await me.api('PATCH', '/me', { name: 'X' }), 403, 'request.people_only')
    expectProblem(await world.anyone('GET', '/me'), 401, 'request.sign_in')
  })

  test('the cookie gets a new end from here once it is a day old', async () => {
    expect((await me.call('GET', '/me')).setCookies).toEqual([])
    await world.db.pools.system.query(
      `update auth.session set "expiresAt" = now() + interval '12 days', "updatedAt" = now() - interval '2 days' where "userId" = $1`,
      [me.userId],
    )
    const answer = await me.call('GET', '/me')
    expect(answer.setCookies.join()).toContain('boucle.session_token=')
  })
})

describe('my photo', () => {
  test('is kept, shown to my colleagues, and replaced or removed', async () => {
    const sent = await upload(png, 'image/png')
    expect(sent.status).toBe(201)
    const { photoUrl, photoFileId } = sent.body as { photoUrl: string; photoFileId: string }
    const colleague = await aPerson(world, shop)
    const seen = await world.app.inject({ url: photoUrl, headers: { cookie: colleague.cookie } })
    expect(seen.statusCode).toBe(200)
    expect(seen.headers['content-type']).toBe('image/png')
    expect(seen.headers['x-content-type-options']).toBe('nosniff')
    expect(seen.rawPayload.equals(png)).toBe(true)
    expect((await me.call('GET', '/me')).body.member).toMatchObject({ photoUrl })
    expect((await me.call('PATCH', '/me', { photoFileId: null })).body.member).toMatchObject({
      photoUrl: null,
    })
    expect(
      (await world.app.inject({ url: photoUrl, headers: { cookie: colleague.cookie } })).statusCode,
    ).toBe(404)
    expect((await me.call('PATCH', '/me', { photoFileId })).body.member).toMatchObject({ photoUrl })
  })

  test('SEC-7: is judged by its bytes: a script in a picture’s clothes is refused, so is a picture too large', async () => {
    expectProblem(
      { ...(await upload(svg, 'image/png')), setCookies: [], headers: {} },
      422,
      'member.photo_type',
    )
    expectProblem(
      { ...(await upload(Buffer.from('%PDF-1.7\n'), 'image/jpeg')), setCookies: [], headers: {} },
      422,
      'member.photo_type',
    )
    const large = Buffer.concat([png, Buffer.alloc(2 * 1024 * 1024)])
    expectProblem(
      { ...(await upload(large, 'image/png')), setCookies: [], headers: {} },
      413,
      'request.too_large',
    )
  })

  test('SEC-5: is not shown outside the workspace, nor to nobody, nor can a file from elsewhere be one', async () => {
    const { photoUrl, photoFileId } = (await upload(png, 'image/png')).body as {
      photoUrl: string
      photoFileId: string
    }
    const foreign = await aWorkspace(world, 'Ailleurs')
    const stranger = await aPerson(world, foreign)
    const path = photoUrl.split('?')[0]!
    const status = async (url: string, headers: Record<string, string>) =>
      (await world.app.inject({ url, headers })).statusCode
    expect(await status(photoUrl, { cookie: stranger.cookie })).toBe(401)
    expect(await status(path, { cookie: stranger.cookie })).toBe(404)
    expect(await status(path, {})).toBe(401)
    expect(await status('/api/v1/members/not-an-id/photo', { cookie: me.cookie })).toBe(404)
    expectProblem(await stranger.call('PATCH', '/me', { photoFileId }), 404, 'request.not_found')
    expectProblem(
      {
        ...(await upload(png, 'image/png', me, { authorization: `Bearer ${me.token}` })),
        setCookies: [],
        headers: {},
      },
      403,
      'request.people_only',
    )
  })

  test('a file that is no picture cannot become one by its id', async () => {
    const { fileId } = await shop.inside(tx =>
      world.ground.files.put(tx, Buffer.from('<script>alert(1)</script>'), 'text/html'),
    )
    expectProblem(await me.call('PATCH', '/me', { photoFileId: fileId }), 404, 'request.not_found')
  })
})
