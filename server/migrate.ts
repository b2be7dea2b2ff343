import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { command, Usage } from './platform/command.ts'
import { readConfig } from './platform/config.ts'
import { MigrationError, migrate, rehearse } from './platform/migrate.ts'
import { reachDatabase } from './platform/reach-database.ts'

await command('The database could not be prepared', [], async () => {
  const args = process.argv.slice(2)
  if (args.some(arg => arg !== '--dry-run')) throw new Usage('Usage: npm run migrate [-- --dry-run]')
  const folder = resolve(process.env.DATA_DIR?.trim() || './data')
  if (!process.env.DATABASE_URL?.trim() && !existsSync(join(folder, 'postgres', 'PG_VERSION')))
    throw new MigrationError(`There is no database in ${folder} yet: the first start makes it.`)
  const config = readConfig(process.env)
  const database = await reachDatabase(config)
  const say = (line: string) => process.stdout.write(`${line}\n`)
  try {
    const options = { url: database.url, secretKey: config.secretKey }
    if (!args.includes('--dry-run')) {
      const applied = await migrate({ ...options, log: say })
      say(applied.length > 0 ? `${applied.length} migrations applied.` : 'Nothing to apply.')
      return
    }
    const steps = await rehearse(options)
    for (const { name, ms, locked } of steps)
      say(
        `would apply ${name}: ${Math.max(1, Math.round(ms))} ms${locked.length > 0 ? `, closing ${locked.join(', ')}` : ''}`,
      )
    const ms = Math.round(steps.reduce((sum, step) => sum + step.ms, 0))
    say(
      steps.length > 0
        ? `${steps.length} migrations would take about ${ms} ms; all of it was tried and taken back.`
        : 'Nothing to apply.',
    )
  } finally {
    await database.leave()
  }
})
