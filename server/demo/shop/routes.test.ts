import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import { type TestApp, testApp } from '#server/testing/app.ts'
import { aHouse } from '#server/testing/crossing.ts'

let database: OwnDatabase
let app: TestApp
beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database })
})
afterAll(async () => {
  await app?.close()
  await database?.drop()
})

const ask = (url: string, language = 'fr') =>
  app.http.inject({ url, headers: { 'accept-language': language } })

test('the shop is there with the demonstration alone, in the language of the visitor or the one they choose, with the chat of its team', async () => {
  expect((await ask('/shop')).statusCode).toBe(404)
  const house = await aHouse(app, 'bleuet', 'sh1')
  await app.ground.db.system.updateTable('workspaces').set({ is_demo: true }).execute()

  const french = await ask('/shop')
  expect(french.statusCode).toBe(200)
  expect(french.payload).toContain('<html lang="fr">')
  expect(french.payload).toContain('Les bouquets de la saison')
  expect(french.payload).toContain(`<script async src="/widget.js" data-key="${house.seen.chatKey}">`)
  expect((await ask('/shop', 'en')).payload).toContain('Bouquets of the season')
  expect((await ask('/shop?lang=en')).payload).toContain('<html lang="en">')
})

test('the shop is as strict as the strictest page the widget may meet', async () => {
  const policy = String((await ask('/shop')).headers['content-security-policy'])
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toContain('unsafe')
  expect((await ask('/shop')).payload).not.toMatch(/ style=| on\w+=/)
})
