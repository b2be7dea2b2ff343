// `npm run token -- --as admin|supervisor|adviser`: prints an API key for the demonstration workspace, and nothing else.
import { cleanEnvironment, ensurePackages, main, node24, run } from './setup.mjs'

await main(async args => {
  await ensurePackages({ dev: false })
  return run(node24, ['server/token.ts', ...args], { env: cleanEnvironment() })
})
