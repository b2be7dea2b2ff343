// `npm start`: makes what is missing, then runs Boucle until it is stopped.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cleanEnvironment, ensurePackages, ensurePages, main, node24, root, run } from './setup.mjs'

await main(async args => {
  // A server that was installed without development packages keeps its built pages.
  await ensurePackages({ dev: !existsSync(join(root, 'dist', 'web')) })
  await ensurePages()
  // What Node makes of our TypeScript and of the packages is kept: the next start takes half the time, and less memory.
  const NODE_COMPILE_CACHE = join(root, 'node_modules', '.cache', 'boucle')
  return run(node24, ['server/main.ts', ...args], { env: { NODE_COMPILE_CACHE, ...cleanEnvironment() } })
})
