import { expect, test } from 'vitest'
import { readNetworks } from '#server/platform/outside.ts'
import { mayPost, placeOf } from './place.ts'

test.each([
  ['https://shop.example/hook', 'taken'],
  ['https://shop.example:8443/hook?key=1', 'taken'],
  ['https://93.184.215.14/hook', 'taken'],
  ['http://shop.example/hook', 'webhook.https_only'],
  ['https://shop.example:22/', 'webhook.port'],
  ['https://shop.example:6379/', 'webhook.port'],
  ['https://127.0.0.1/', 'webhook.inside'],
  ['https://2130706433/', 'webhook.inside'],
  ['https://0x7f.1/', 'webhook.inside'],
  ['https://[::1]/', 'webhook.inside'],
  ['https://[::ffff:127.0.0.1]/', 'webhook.inside'],
  ['https://[64:ff9b::7f00:1]/', 'webhook.inside'],
  ['https://169.254.169.254/latest/meta-data', 'webhook.inside'],
  ['https://10.0.0.8/', 'webhook.inside'],
  ['https://localhost/', 'webhook.inside'],
  ['https://api.localhost./', 'webhook.inside'],
  ['https://anna:secret@shop.example/', 'webhook.credentials_in_url'],
])('SEC-2: a webhook to %s: %s', (url, expected) => {
  const verdict = () => {
    try {
      placeOf(url)
      return 'taken'
    } catch (error) {
      return (error as { code: string }).code
    }
  }
  expect(verdict()).toBe(expected)
})

test('SEC-2: an operator may open inner networks, and those alone', () => {
  const inner = readNetworks('10.2.0.0/16')!
  const asked = (url: string, address: string) => mayPost(new URL(url), inner)(address)
  expect(asked('http://erp.example:8080/', '10.2.3.4')).toBe(true)
  expect(asked('http://erp.example:8080/', '10.3.3.4')).toBe(false)
  expect(asked('http://erp.example/', '93.184.215.14')).toBe(false)
  expect(asked('https://shop.example/', '93.184.215.14')).toBe(true)
  expect(asked('https://shop.example:22/', '93.184.215.14')).toBe(false)
  expect(asked('https://shop.example/', '169.254.169.254')).toBe(false)
})
