import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** A Boucle of its own, as `npm start` runs it: a process, a data folder, two ports. */
export interface Program {
  url: string
  smtpPort: number
  dataDir: string
  /** Ends it as a power cut would. */
  kill(): Promise<void>
  /** Stops it where it stands, as a machine that hangs does; then lets it go on. */
  freeze(): void
  thaw(): void
  /** Ends its database as a power cut would; the program starts it again. */
  killDatabase(): void
  /** Starts it again on the same folder. */
  restart(): Promise<void>
  /** Ends it gently and removes its folder, unless that was there before. */
  remove(): Promise<void>
  output(): string
}

/** Starts the program, on a new folder unless one is named, and waits until it says that it is ready. */
export async function startProgram(
  settings: Record<string, string> = {},
  existingFolder?: string,
): Promise<Program> {
  const dataDir = existingFolder ?? (await mkdtemp(join(tmpdir(), 'boucle-e2e-')))
  const [port, smtpPort] = [await freePort(), await freePort()]
  let child: ChildProcess | undefined
  let output = ''

  const start = async () => {
    child = spawn(process.execPath, ['server/main.ts'], {
      cwd: new URL('..', import.meta.url).pathname,
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        PORT: String(port),
        SMTP_IN_PORT: String(smtpPort),
        DATA_DIR: dataDir,
        DEMO: 'off',
        LOG_LEVEL: 'warn',
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const mine = child
    const ready = new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer) => {
        output += chunk
        if (output.split('\n').some(line => line.startsWith('Boucle is ready'))) resolve()
      }
      mine.stdout!.on('data', hear)
      mine.stderr!.on('data', hear)
      mine.once('exit', code => reject(new Error(`Boucle ended (${code}) before it was ready:\n${output}`)))
    })
    output = ''
    await ready
  }
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    child.kill('SIGCONT') // where it was frozen
    await gone
  }

  await start()
  return {
    url: `http://127.0.0.1:${port}`,
    smtpPort,
    dataDir,
    kill: () => end('SIGKILL'),
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    killDatabase() {
      const pid = Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
      process.kill(pid, 'SIGKILL')
    },
    async restart() {
      await end('SIGKILL')
      await start()
    },
    async remove() {
      await end('SIGTERM')
      if (existingFolder) return
      await pause(50)
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 })
    },
    output: () => output,
  }
}

/** A port that nobody holds just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
