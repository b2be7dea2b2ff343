// Writes server/platform/schema.ts from the migrations: node_modules/.bin/node scripts/schema.ts
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../server/platform/migrate.ts'
import { startEmbeddedPostgres } from '../server/platform/postgres.ts'
import { schemaTypes } from '../server/platform/testing/schema-types.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'boucle-schema-'))
const log = { info() {}, warn() {}, error: (message: string) => void process.stderr.write(`${message}\n`) }
const postgres = await startEmbeddedPostgres({ dataDir, log, durable: false })
try {
  await migrate({ url: postgres.url(), secretKey: 'the secret key of a database for its schema alone' })
  writeFileSync(new URL('../server/platform/schema.ts', import.meta.url), await schemaTypes(postgres.url()))
} finally {
  await postgres.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
