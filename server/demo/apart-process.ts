import pg from 'pg'
import { systemClock } from '#server/platform/clock.ts'
import { createFiles, type Files, localDisk, objectStore } from '#server/platform/files.ts'
import { createIds } from '#server/platform/ids.ts'
import type { ApartAnswer, ApartInput } from './apart.ts'
import { generateDemo } from './generate.ts'
import { type Loaded, loadDemo } from './load.ts'

// The parent is gone: nobody waits for this demonstration, and its transaction ends with its connection.
process.once('disconnect', () => process.exit(1))
process.once('message', (input: ApartInput) => {
  make(input)
    .then(
      (loaded): ApartAnswer => ({ loaded }),
      (error: unknown): ApartAnswer => ({ error: error instanceof Error ? error.message : String(error) }),
    )
    .then(answer => process.send!(answer, () => process.exit(0)))
})

async function make({ databaseUrl, files, seed, now }: ApartInput): Promise<Loaded> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 2,
    application_name: 'boucle demonstration',
  })
  pool.on('error', () => {}) // the query under way fails too, and says why
  try {
    return await loadDemo({
      pool,
      files: await openFiles(files),
      plan: generateDemo({ seed, now: new Date(now) }),
    })
  } finally {
    await pool.end()
  }
}

async function openFiles(config: ApartInput['files']): Promise<Files> {
  const newId = createIds(systemClock)
  return createFiles(
    config.kind === 'folder'
      ? { disk: localDisk(config.folder), folder: config.folder, newId }
      : { disk: await objectStore(config), newId },
  )
}
