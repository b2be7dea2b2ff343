// `npm run bench -- NAME`: runs bench/NAME.ts; its last line is JSON.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { cleanEnvironment, ensurePackages, main, node24, root, run, SetupFailed } from './setup.mjs'

await main(async ([name, ...args]) => {
  const folder = join(root, 'bench')
  const file = join(folder, `${name}.ts`)
  if (!name || !/^[a-z-]+$/.test(name) || !existsSync(file)) {
    const names = existsSync(folder)
      ? readdirSync(folder)
          .filter(isBench)
          .map(entry => entry.slice(0, -3))
      : []
    throw new SetupFailed(`Usage: npm run bench -- NAME, where NAME is one of: ${names.join(', ')}.`)
  }
  await ensurePackages()
  return run(node24, [file, ...args], { env: cleanEnvironment() })
})

function isBench(entry) {
  return entry.endsWith('.ts') && !entry.endsWith('.test.ts')
}
