import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { makeBackup } from './platform/backup/make.ts'
import { BackupFailed } from './platform/backup/manifest.ts'
import { systemClock } from './platform/clock.ts'
import { command, programVersion, Usage } from './platform/command.ts'
import { readConfig } from './platform/config.ts'
import { openFileStore } from './platform/files.ts'
import { reachDatabase } from './platform/reach-database.ts'

await command('The backup could not be made', [BackupFailed], async () => {
  const [name, ...rest] = process.argv.slice(2)
  if (!name || name.startsWith('-') || rest.length > 0) throw new Usage('Usage: npm run backup -- FILE')
  // npm runs us elsewhere than where it was called.
  const file = resolve(process.env.INIT_CWD ?? '.', name)
  const folder = resolve(process.env.DATA_DIR?.trim() || './data')
  // Before the settings are read: that would begin a data folder where there is none.
  if (!process.env.DATABASE_URL?.trim() && !existsSync(join(folder, 'postgres', 'PG_VERSION')))
    throw new BackupFailed(`There is no Boucle in ${folder} to make a backup of.`)
  const config = readConfig(process.env)
  const database = await reachDatabase(config)
  try {
    const started = performance.now()
    const { tables, files, warnings } = await makeBackup(
      {
        url: database.url,
        store: await openFileStore(config.files),
        secretKey: config.secretKey,
        version: await programVersion(),
        now: systemClock.now(),
      },
      file,
    )
    const rows = tables.reduce((sum, table) => sum + table.rows, 0)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    for (const warning of warnings) process.stderr.write(`Warning: ${warning}\n`)
    process.stdout.write(
      `${resolve(file)}: ${rows} rows of ${tables.length} tables and ${files.count} files, in ${seconds} s.\n` +
        `Keep the SECRET_KEY apart (${config.database.kind === 'embedded' ? join(config.dataDir, 'secret.key') : 'the setting'}): the archive cannot be restored without it.\n`,
    )
  } finally {
    await database.leave()
  }
})
