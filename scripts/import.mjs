// `npm run import`: runs server/import.ts with the packages it needs.
import { cleanEnvironment, ensurePackages, main, node24, run } from './setup.mjs'

await main(async args => {
  await ensurePackages({ dev: false })
  return run(node24, ['server/import.ts', ...args], { env: cleanEnvironment() })
})
