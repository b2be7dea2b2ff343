import { inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AccessPreview, DataExport } from '#contract/privacy.ts'
import {
  aKey,
  aMail,
  aMember,
  aWorkspace,
  type TestApp,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { toCsv } from './bundle.ts'
import { createMasking, maskAddress } from './third-parties.ts'

let app: TestApp
let workspace: TestWorkspace
let contactId: string
beforeAll(async () => {
  app = await testApp()
  workspace = await aWorkspace(app)
  const mail = await workspace.call<{ conversationId: string }>(
    'POST',
    `/channels/${workspace.channelId}/raw`,
    aMail({
      from: 'Anna <anna@mail.test>',
      to: workspace.address,
      text: 'Bonjour, prévenez aussi <b>luc@voisin.test</b>.',
      headers: { Cc: 'Marcel Proust <marcel@ailleurs.test>' },
    }),
  )
  await app.settle()
  const adviser = await aMember(app, workspace, 'adviser')
  const note = await adviser.call('POST', `/conversations/${mail.body.conversationId}/messages`, {
    kind: 'note',
    text: 'Cliente fidèle.',
  })
  expect(note.status).toBeLessThan(300)
  const found = await workspace.call<{ items: { id: string }[] }>('GET', '/contacts?q=anna')
  contactId = found.body.items[0]!.id
})
afterAll(() => app?.close())

async function bundle(reveal: string[]): Promise<Map<string, string>> {
  const asked = await workspace.call<DataExport>('POST', `/contacts/${contactId}/data-exports`, {
    language: 'fr',
    reveal,
  })
  expect(asked.status).toBe(201)
  await app.settle()
  const ready = await workspace.call<DataExport>('GET', `/data-exports/${asked.body.id}`)
  expect(ready.body.state).toBe('ready')
  const { rawPayload } = await app.http.inject({ method: 'GET', url: ready.body.url! })
  return unzip(rawPayload)
}

/** The files of an archive, by its central directory. */
function unzip(bytes: Buffer): Map<string, string> {
  const files = new Map<string, string>()
  for (
    let at = bytes.indexOf('PK\u0001\u0002', 0, 'latin1');
    at >= 0 && bytes.readUInt32LE(at) === 0x02014b50;
  ) {
    const [method, size, nameLength, extra, comment, start] = [
      bytes.readUInt16LE(at + 10),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt16LE(at + 28),
      bytes.readUInt16LE(at + 30),
      bytes.readUInt16LE(at + 32),
      bytes.readUInt32LE(at + 42),
    ]
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength)
    const from = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28)
    const content = bytes.subarray(from, from + size)
    files.set(name, (method === 8 ? inflateRawSync(content) : content).toString('utf8'))
    at += 46 + nameLength + extra + comment
  }
  return files
}

test('DAT-5: a bundle holds messages and internal notes, readable and as data, and hides the addresses of others', async () => {
  const preview = await workspace.call<AccessPreview>('GET', `/contacts/${contactId}/access-preview`)
  expect(preview.body.thirdParties).toEqual(['luc@voisin.test', 'marcel@ailleurs.test'])

  const files = await bundle([])
  const page = files.get('index.html')!
  expect(page).toContain('<html lang="fr">')
  expect(page).toContain('Cliente fidèle.')
  expect(page).toContain('Note interne')
  expect(page).toContain('prévenez aussi')
  expect(page).not.toContain('<b>')
  const messages = JSON.parse(files.get('data/messages.json')!)
  expect(messages.length).toBeGreaterThanOrEqual(2)
  expect(files.get('data/messages.csv')).toContain('Cliente fidèle.')
  const all = [...files.values()].join('\n')
  expect(all).toContain('anna@mail.test')
  expect(all).not.toContain('marcel@ailleurs.test')
  expect(all).not.toContain('Proust')
  expect(all).not.toContain('luc@voisin.test')
})

test('DAT-5: what was reviewed may be shown, alone', async () => {
  const all = [...(await bundle(['luc@voisin.test'])).values()].join('\n')
  expect(all).toContain('luc@voisin.test')
  expect(all).not.toContain('marcel@ailleurs.test')
})

test('DAT-5: a bundle is asked for by supervisors and administrators alone, and leaves its line in the log', async () => {
  const asked = { language: 'fr' }
  for (const role of ['adviser', 'collaborator'] as const) {
    const call = await aKey(app, workspace.id, { role })
    expect((await call('POST', `/contacts/${contactId}/data-exports`, asked)).status).toBe(403)
    expect((await call('GET', `/contacts/${contactId}/access-preview`)).status).toBe(403)
  }
  const elsewhere = await aWorkspace(app)
  expect((await elsewhere.call('POST', `/contacts/${contactId}/data-exports`, asked)).status).toBe(404)
  const lines = await app.ground.db.system
    .selectFrom('access_log')
    .select(['action', 'subject_id'])
    .where('workspace_id', '=', workspace.id)
    .where('subject_id', '=', contactId)
    .where('action', 'in', ['export', 'download'])
    .execute()
  expect(new Set(lines.map(({ action }) => action))).toEqual(new Set(['export', 'download']))
})

test.each([
  ['anna@mail.test', 'a•••@m•••'],
  ['élodie.b@maison.fr', 'é•••@m•••'],
])('DAT-5: %s is shown as %s', (address, masked) => {
  expect(maskAddress(address)).toBe(masked)
})

test('DAT-5: masking goes through lists and objects, leaves the person’s own address, and the name of nobody else', () => {
  const masking = createMasking(['Anna@mail.test'])
  const given = {
    to: [
      { name: 'Luc Petit', address: 'luc@x.test' },
      { name: 'Anna', address: 'anna@mail.test' },
    ],
  }
  expect(masking.value(given)).toEqual({
    to: [
      { name: 'L•••', address: 'l•••@x•••' },
      { name: 'Anna', address: 'anna@mail.test' },
    ],
  })
  expect([...masking.found]).toEqual(['luc@x.test'])
})

test('SEC-7: a cell that a spreadsheet would run is inert', () => {
  expect(toCsv([{ name: '=cmd()' }])).not.toMatch(/(^|,|\n)=cmd/)
})
