// `npm run migrate`: runs server/migrate.ts with the packages it needs.
import { cleanEnvironment, ensurePackages, main, node24, run } from './setup.mjs'

await main(async args => {
  await ensurePackages({ dev: false })
  return run(node24, ['server/migrate.ts', ...args], { env: cleanEnvironment() })
})
