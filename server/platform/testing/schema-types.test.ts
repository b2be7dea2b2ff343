import { readFileSync } from 'node:fs'
import { expect, inject, test } from 'vitest'
import { migrate } from '../migrate.ts'
import { emptyDatabase, testSecretKey } from './postgres.ts'
import { schemaTypes } from './schema-types.ts'

test('the types of the tables are those of the migrations', async () => {
  expect(inject('postgresUrl')).toBeTruthy()
  const database = await emptyDatabase()
  try {
    await migrate({ url: database.url, secretKey: testSecretKey })
    const written = readFileSync(new URL('../schema.ts', import.meta.url), 'utf8')
    expect(written, 'run scripts/schema.ts').toBe(await schemaTypes(database.url))
  } finally {
    await database.drop()
  }
})
