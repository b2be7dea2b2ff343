import { randomBytes } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { readMail } from './parse.ts'
import { createApartReader } from './parse-apart.ts'

const receivedAt = new Date('2026-11-21T10:00:00Z')
const here = createApartReader()
const apart = createApartReader({ hereBytes: 0 })
afterAll(() => Promise.all([here.close(), apart.close()]))

const small = Buffer.from('From: a@mail.test\r\nSubject: Bonjour\r\n\r\nLe bouquet est là.\r\n')
const withFile = (bytes: number) =>
  Buffer.from(
    'From: a@mail.test\r\nSubject: Photo\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n' +
      '--b\r\nContent-Type: text/plain\r\n\r\nVoici\r\n--b\r\nContent-Type: application/octet-stream; name=a.bin\r\n' +
      `Content-Transfer-Encoding: base64\r\n\r\n${randomBytes(bytes).toString('base64')}\r\n--b--\r\n`,
  )

test('a mail is the same whichever thread reads it', async () => {
  for (const raw of [small, withFile(3000)])
    expect(await apart.readMail(raw, { receivedAt })).toEqual(await readMail(raw, { receivedAt }))
})

test('poison stays poison, with its code', async () => {
  const bomb = Buffer.from(
    `From: a@mail.test\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(5000)}--b--\r\n`,
  )
  await expect(apart.readMail(bomb, { receivedAt })).rejects.toMatchObject({ code: 'mail.too_many_parts' })
})

test('a mail that takes too long is poison, and the next one is read', async () => {
  const impatient = createApartReader({ hereBytes: 0, mostMs: 1 })
  await expect(impatient.readMail(withFile(8_000_000), { receivedAt })).rejects.toMatchObject({
    code: 'mail.too_slow',
  })
  await impatient.close()
  expect((await apart.readMail(small, { receivedAt })).text).toBe('Le bouquet est là.')
})

test('a mail of 20 MB leaves this thread free meanwhile', async () => {
  const raw = withFile(15_000_000)
  await here.readMail(withFile(300_000), { receivedAt }) // the other thread is there
  let longest = 0
  const started = performance.now()
  let before = started
  const pulse = setInterval(() => {
    longest = Math.max(longest, performance.now() - before)
    before = performance.now()
  }, 5)
  const [file] = (await here.readMail(raw, { receivedAt })).attachments
  clearInterval(pulse)
  expect(file!.bytes).toBe(15_000_000)
  // Read here, the whole time would be one stretch.
  expect(longest).toBeLessThan(Math.max(100, (performance.now() - started) / 2))
})
