// `npm start`: makes what is missing, then runs Boucle until it is stopped.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cleanEnvironment, ensurePackages, ensurePages, main, node24, root, run } from './setup.mjs'

await main(async args => {
  // A server that was installed without development packages keeps its built pages.
  await ensurePackages({ dev: !existsSync(join(root, 'dist', 'web')) })
  await ensurePages()
  return run(node24, ['server/main.ts', ...args], { env: cleanEnvironment() })
})
