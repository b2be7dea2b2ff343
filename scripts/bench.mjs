// `npm run bench -- NAME`: runs bench/NAME.ts; its last line is JSON.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cleanEnvironment, ensurePackages, main, node24, root, run, SetupFailed } from './setup.mjs'

await main(async ([name, ...args]) => {
  const folder = join(root, 'bench')
  const names = readdirSync(folder)
    .filter(entry => isBench(join(folder, entry)))
    .map(entry => entry.slice(0, -3))
  if (!names.includes(name))
    throw new SetupFailed(
      `Usage: npm run bench -- NAME, where NAME is one of: ${names.join(', ')}. Those that read take a size too, S or L.`,
    )
  await ensurePackages()
  return run(node24, [join(folder, `${name}.ts`), ...args], { env: cleanEnvironment() })
})

/** Beside the benches lies what they share; only a bench concludes with figures. */
function isBench(file) {
  return file.endsWith('.ts') && /^\s*conclude\(\{/m.test(readFileSync(file, 'utf8'))
}
