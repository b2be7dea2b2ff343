import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { createApp } from './app.ts'
import { makeDemoApart, openEntrance } from './demo/index.ts'
import { systemClock } from './platform/clock.ts'
import { ConfigError, readConfig } from './platform/config.ts'
import { DataFolderBusy, openDataFolder } from './platform/data-folder.ts'
import { applicationPassword, MigrationError, migrate } from './platform/migrate.ts'
import { startEmbeddedPostgres } from './platform/postgres.ts'
import { PostgresFailed } from './platform/postgres-client.ts'

/** Starts Boucle: settings, data folder, database, migrations, demonstration, doors. */
async function main() {
  const config = readConfig(process.env)
  const log = pino(
    // Without this an error would be written without its message.
    { level: config.logLevel, serializers: { error: pino.stdSerializers.err } },
    pino.destination({ dest: join(config.dataDir, 'boucle.log'), mkdir: true, sync: true }),
  )
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  const folder = openDataFolder(config.dataDir)
  const say = (line: string) => process.stdout.write(`${line}\n`)

  const postgres =
    config.database.kind === 'embedded'
      ? await startEmbeddedPostgres({
          dataDir: config.dataDir,
          log: { info: m => log.info(m), warn: m => log.warn(m), error: m => log.error(m) },
        })
      : undefined
  const directUrl = postgres ? postgres.url() : (config.database as { directUrl: string }).directUrl
  const applied = await migrate({ url: directUrl, secretKey: config.secretKey, log: line => log.info(line) })
  if (applied.length > 0) say(`Database prepared (${applied.length} migrations).`)

  const app = await createApp({
    config,
    database: {
      directUrl,
      systemUrl: directUrl,
      appUrl: asApplication(
        postgres ? directUrl : (config.database as { url: string }).url,
        directUrl,
        config.secretKey,
      ),
    },
    clock: systemClock,
    log,
    version,
    webFolder: new URL('../dist/web/', import.meta.url).pathname,
  })

  let stopping: Promise<void> | undefined
  const stop = (code: number) => {
    stopping ??= (async () => {
      // What is in hand is safe at any moment, as after a power cut: nothing that answers no more is waited for.
      setTimeout(() => {
        log.error('stopping took too long: it ends here')
        process.exit(code)
      }, longestStopMs).unref()
      await app.stop().catch(error => log.error({ error }, 'stopping'))
      await postgres?.stop()
      folder.release()
      process.exitCode = code
      setTimeout(() => process.exit(code), 100).unref()
    })()
    return stopping
  }
  // A terminal's Ctrl-C arrives here directly and again from npm: once is enough.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0))
  process.on('unhandledRejection', error => log.error({ error }, 'an unhandled rejection'))

  if (config.demo && (await app.isEmpty())) {
    say('Creating the demonstration workspace…')
    await makeDemoApart({
      databaseUrl: directUrl,
      files: config.files,
      seed: 'maison-bleuet',
      now: systemClock.now().toISOString(),
    })
  }
  await openEntrance(app.ground, app.auth)
  await app.start()
  await app.http.listen({ host: config.host, port: config.port })
  folder.settle()
  say(`Boucle is ready: ${config.publicUrl}`)
}

/** How long a gentle end may take. */
const longestStopMs = 15_000

/** The address of requests: the role of the program, never the owner. An operator who names another login keeps it. */
function asApplication(url: string, directUrl: string, secretKey: string): string {
  const [pooled, owner] = [new URL(url), new URL(directUrl)]
  if (pooled.username !== owner.username) return url
  pooled.username = 'boucle_app'
  pooled.password = applicationPassword(secretKey)
  return pooled.href
}

main().catch(error => {
  const expected = [ConfigError, DataFolderBusy, PostgresFailed, MigrationError].some(
    kind => error instanceof kind,
  )
  process.stderr.write(`${expected ? error.message : (portTaken(error) ?? error.stack)}\n`)
  process.exit(1)
})

/** The sentence for a port that another program holds; undefined for any other error. */
function portTaken(error: { code?: string; address?: string; port?: number }): string | undefined {
  if (error.code !== 'EADDRINUSE') return undefined
  const setting = String(error.port) === (process.env.SMTP_IN_PORT ?? '2525') ? 'SMTP_IN_PORT' : 'PORT'
  return `${setting}: another program already listens on ${error.address}:${error.port}; choose another port.`
}
