import { existsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { checkArchive } from './platform/backup/check.ts'
import { BackupFailed } from './platform/backup/manifest.ts'
import { restoreBackup } from './platform/backup/restore.ts'
import { command, Usage } from './platform/command.ts'
import { readConfig } from './platform/config.ts'
import { openFileStore } from './platform/files.ts'
import { reachDatabase } from './platform/reach-database.ts'

await command('The archive could not be restored', [BackupFailed], async () => {
  const args = process.argv.slice(2)
  const [name, ...more] = args.filter(arg => arg !== '--replace')
  if (!name || name.startsWith('-') || more.length > 0)
    throw new Usage('Usage: npm run restore -- FILE [--replace]')
  // npm runs us elsewhere than where it was called.
  const file = resolve(process.env.INIT_CWD ?? '.', name)
  await checkArchive(file) // a damaged archive must not even begin a data folder
  const key = keyGiven()
  const config = readConfig({ ...process.env, SECRET_KEY: key })
  const database = await reachDatabase(config, { alone: true })
  try {
    const started = performance.now()
    const { manifest, migrated } = await restoreBackup(file, {
      url: database.url,
      store: await openFileStore(config.files),
      secretKey: key,
      replace: args.includes('--replace'),
    })
    if (config.database.kind === 'embedded') settle(config.dataDir, key)
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    const lines = [
      `Restored as it was on ${manifest.madeAt}: ${rows} rows of ${manifest.tables.length} tables and ${manifest.files.count} files, compared one by one, in ${seconds} s.`,
      ...(migrated.length > 0 ? [`Brought up to date by ${migrated.length} migrations.`] : []),
      ...(manifest.mailsToSend > 0
        ? [`${manifest.mailsToSend} mails had not left then: they leave at the next start.`]
        : []),
      ...manifest.warnings.map(warning => `Warning, of the backup: ${warning}`),
    ]
    process.stdout.write(`${lines.join('\n')}\n`)
  } finally {
    await database.leave()
  }
})

/** The key of the Boucle that made the archive: given, or that of the data folder; one made anew could read nothing. */
function keyGiven(): string {
  const given = process.env.SECRET_KEY?.trim()
  if (given) return given
  const folder = resolve(process.env.DATA_DIR?.trim() || './data')
  if (!process.env.DATABASE_URL?.trim() && existsSync(join(folder, 'secret.key')))
    return readConfig(process.env).secretKey
  throw new BackupFailed(
    'Give the SECRET_KEY of the Boucle that made the archive (the setting, or the content of its secret.key).',
  )
}

/** A data folder that was filled by an archive is no new one: its next start needs the key and makes no demonstration. */
function settle(dataDir: string, key: string) {
  const kept = join(dataDir, 'secret.key')
  if (!existsSync(kept)) writeFileSync(kept, `${key}\n`, { mode: 0o600, flush: true })
  writeFileSync(join(dataDir, 'settled'), '', { flush: true })
}
