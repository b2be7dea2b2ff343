// `npm run check`: style, types, unused code and the tests about the code itself; one line for each that holds.
import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { capture, cleanEnvironment, ensurePackages, main, node24, root } from './setup.mjs'

const tool = (...path) => join(root, 'node_modules', ...path)

/** Runs the tools that read the code; gives how many of them held and how many did not. */
export async function check() {
  const checks = [
    ['Style (biome)', tool('@biomejs', 'biome', 'bin', 'biome'), ['check', '--error-on-warnings', '.']],
    ...['tsconfig.json', 'web/tsconfig.json', 'widget/tsconfig.json']
      .filter(config => existsSync(join(root, config)))
      .map(config => [`Types (${config})`, tool('typescript', 'bin', 'tsc'), ['-p', config]]),
    ['Unused code (knip)', tool('knip', 'bin', 'knip.js'), ['--no-progress']],
  ]
  return inTurns(checks, availableParallelism())
}

/** Runs the tests that stand at the root: what may import what, licences, both languages. */
export async function checkMap() {
  const files = readdirSync(root).filter(name => name.endsWith('.test.ts'))
  const args = ['run', '--reporter=dot', ...files.map(name => join(root, name))]
  return inTurns([['Map, licences, languages (vitest)', tool('vitest', 'vitest.mjs'), args]], 1)
}

async function inTurns(checks, width) {
  const waiting = [...checks]
  const counts = { passed: 0, failed: 0 }
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      counts[(await runOne(next)) ? 'passed' : 'failed'] += 1
    }
  }
  await Promise.all(Array.from({ length: width }, worker))
  return counts
}

async function runOne([title, program, args]) {
  const start = Date.now()
  const { code, output } = await capture(node24, [program, ...args], { env: cleanEnvironment() })
  const seconds = ((Date.now() - start) / 1000).toFixed(1)
  process.stdout.write(
    code === 0 ? `✓ ${title} ${seconds} s\n` : `✗ ${title} ${seconds} s\n${output.trimEnd()}\n`,
  )
  return code === 0
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(async () => {
    await ensurePackages()
    const tools = await check()
    const map = await checkMap()
    return tools.failed + map.failed > 0 ? 1 : 0
  })
}
