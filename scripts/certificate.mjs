// `npm run certificate -- FILE`: checks the certificate of an erased workspace, with nothing but the file.
import { cleanEnvironment, ensurePackages, main, node24, run } from './setup.mjs'

await main(async args => {
  await ensurePackages({ dev: false })
  return run(node24, ['server/certificate.ts', ...args], { env: cleanEnvironment() })
})
