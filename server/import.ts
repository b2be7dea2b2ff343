import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import * as z from 'zod'
import { BackupFailed } from './platform/backup/manifest.ts'
import { systemClock } from './platform/clock.ts'
import { command, Usage } from './platform/command.ts'
import { readConfig } from './platform/config.ts'
import { openFileStore } from './platform/files.ts'
import { createIds } from './platform/ids.ts'
import { migrate } from './platform/migrate.ts'
import { reachDatabase } from './platform/reach-database.ts'
import { importWorkspace } from './privacy/index.ts'
import { type FirstAdministrator, inviteFirstAdministrator } from './workspaces/index.ts'

const usage = 'Usage: npm run import -- FILE [--administrator ADDRESS]'

await command('The workspace could not be taken in', [BackupFailed], async () => {
  const { name, email } = asked(process.argv.slice(2))
  // npm runs us elsewhere than where it was called.
  const file = resolve(process.env.INIT_CWD ?? '.', name)
  const config = readConfig(process.env)
  const database = await reachDatabase(config)
  let entrance: FirstAdministrator | undefined
  try {
    await migrate({ url: database.url, secretKey: config.secretKey })
    const { tables, files, workspaceId } = await importWorkspace(file, {
      url: database.url,
      store: await openFileStore(config.files),
      async settle(client, workspaceId) {
        entrance = await inviteFirstAdministrator(client, {
          ...{ workspaceId, email, publicUrl: config.publicUrl },
          ...{ newId: createIds(systemClock), now: systemClock.now() },
        })
        if (!entrance)
          throw new BackupFailed(`The export has no administrator: name one.\n${usage}\nNothing was changed.`)
      },
    })
    const rows = tables.reduce((sum, table) => sum + table.rows, 0)
    process.stdout.write(
      `Workspace ${workspaceId}: ${rows} rows of ${tables.length} tables and ${files.length} files, compared one by one.\n` +
        `Passwords do not travel with an export. ${entrance!.email} enters as administrator by this link, once, within 7 days, and invites the others again:\n${entrance!.link}\n`,
    )
  } finally {
    await database.leave()
  }
})

function asked(args: string[]): { name: string; email: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { administrator: { type: 'string' } },
      allowPositionals: true,
    })
    const email = values.administrator?.trim().toLowerCase()
    const isAddress = email === undefined || z.email().safeParse(email).success
    if (positionals.length === 1 && isAddress) return { name: positionals[0]!, email }
  } catch {
    // An option we do not know: the usage says it all.
  }
  throw new Usage(usage)
}
