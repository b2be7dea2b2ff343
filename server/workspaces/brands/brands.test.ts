import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { contrastOf, readableOn } from '#server/platform/pages/colour.ts'
import { aWorkspace, testApp } from '#server/testing/app.ts'

let app: Awaited<ReturnType<typeof testApp>>
let shop: Awaited<ReturnType<typeof aWorkspace>>
beforeAll(async () => {
  app = await testApp({ running: false })
})
beforeEach(async () => {
  shop = await aWorkspace(app)
})
afterAll(() => app.close())

interface Listed {
  id: string
  name: string
  isDefault: boolean
  colour: string
  logoUrl: string | null
}
const brands = async () => (await shop.call<{ items: Listed[] }>('GET', '/brands')).body.items

describe('brands', () => {
  test('a new workspace has one, under its own name', async () => {
    const { body } = await shop.call('GET', '/workspace')
    expect(await brands()).toMatchObject([{ name: body.name, isDefault: true, colour: '#0B5C73' }])
  })

  test('one is the default at a time, and it cannot be deleted; nor one that a channel speaks for', async () => {
    const [first] = await brands()
    const made = await shop.call<Listed>('POST', '/brands', { name: 'Bleuet Pro', colour: '#7a1f4b' })
    expect(made).toMatchObject({ status: 201, body: { colour: '#7A1F4B', isDefault: false } })
    const deleted = await shop.call('DELETE', `/brands/${first!.id}`)
    expect(deleted).toMatchObject({ status: 409, body: { code: 'brand.is_default' } })
    await shop.call('PATCH', `/brands/${made.body.id}`, { isDefault: true })
    expect(await brands()).toMatchObject([
      { id: made.body.id, isDefault: true },
      { id: first!.id, isDefault: false },
    ])
    await app.ground.db.system
      .updateTable('channels')
      .set({ brand_id: first!.id })
      .where('workspace_id', '=', shop.id)
      .execute()
    const used = await shop.call('DELETE', `/brands/${first!.id}`)
    expect(used).toMatchObject({ status: 409, body: { code: 'brand.in_use' } })
  })

  test('ACC-1: a colour on which white words cannot be read is refused, with the nearest on which they can', async () => {
    const [first] = await brands()
    const path = `/brands/${first!.id}`
    const refused = await shop.call('PATCH', path, { colour: '#F2B33D' }, { 'accept-language': 'en' })
    expect(refused).toMatchObject({ status: 422, body: { code: 'brand.colour_contrast' } })
    const proposal = /#[0-9A-F]{6}/.exec(String(refused.body.title))![0]
    expect(contrastOf(proposal, '#FFFFFF')).toBeGreaterThanOrEqual(4.5)
    expect(await shop.call('PATCH', path, { colour: proposal })).toMatchObject({ status: 200 })
  })

  test('a logo is what its bytes say: a picture is shown to everybody, anything else is refused', async () => {
    const [first] = await brands()
    const send = (bytes: Buffer) => {
      const boundary = 'coupe'
      const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="logo.png"\r\ncontent-type: image/png\r\n\r\n`
      return shop.call(
        'POST',
        `/brands/${first!.id}/logo`,
        Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
        {
          'content-type': `multipart/form-data; boundary=${boundary}`,
        },
      )
    }
    expect(await send(Buffer.from('<svg onload="alert(1)"/>'))).toMatchObject({
      status: 422,
      body: { code: 'brand.logo_type' },
    })
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    )
    expect(await send(png)).toMatchObject({ status: 201 })
    const { logoUrl } = (await brands())[0]!
    const shown = await app.http.inject({ url: logoUrl! })
    expect(shown.headers['content-type']).toBe('image/png')
    expect(shown.rawPayload.equals(png)).toBe(true)
  })

  test('addresses that are no web pages are refused', async () => {
    const [first] = await brands()
    const ask = (termsUrl: string) => shop.call('PATCH', `/brands/${first!.id}`, { termsUrl })
    expect((await ask('javascript:alert(1)')).status).toBe(422)
    expect((await ask('https://www.maison-bleuet.test/conditions')).status).toBe(200)
  })
})

test('ACC-1: whatever the colour, what is made of it can be read in the light and in the dark', () => {
  const colour = fc
    .integer({ min: 0, max: 0xffffff })
    .map(n => `#${n.toString(16).padStart(6, '0').toUpperCase()}`)
  fc.assert(
    fc.property(colour, given => {
      const dark = readableOn('#FFFFFF', given, { towards: 'black', atLeast: 4.5 })
      const bright = readableOn('#151B21', given, { towards: 'white', atLeast: 5 })
      return contrastOf(dark, '#FFFFFF') >= 4.5 && contrastOf(bright, '#0B0F13') >= 4.5
    }),
  )
})
