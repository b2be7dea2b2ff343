import { resolve } from 'node:path'
import { BackupFailed } from './platform/backup/manifest.ts'
import { command, Usage } from './platform/command.ts'
import { readConfig } from './platform/config.ts'
import { openFileStore } from './platform/files.ts'
import { migrate } from './platform/migrate.ts'
import { reachDatabase } from './platform/reach-database.ts'
import { importWorkspace } from './privacy/index.ts'

await command('The workspace could not be taken in', [BackupFailed], async () => {
  const [name, ...more] = process.argv.slice(2)
  if (!name || name.startsWith('-') || more.length > 0) throw new Usage('Usage: npm run import -- FILE')
  // npm runs us elsewhere than where it was called.
  const file = resolve(process.env.INIT_CWD ?? '.', name)
  const config = readConfig(process.env)
  const database = await reachDatabase(config)
  try {
    await migrate({ url: database.url, secretKey: config.secretKey })
    const { tables, files, workspaceId } = await importWorkspace(file, {
      url: database.url,
      store: await openFileStore(config.files),
    })
    const rows = tables.reduce((sum, table) => sum + table.rows, 0)
    process.stdout.write(
      `Workspace ${workspaceId}: ${rows} rows of ${tables.length} tables and ${files.length} files, compared one by one.\n` +
        'Passwords do not travel with an export.\n',
    )
  } finally {
    await database.leave()
  }
})
