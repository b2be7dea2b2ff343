// `npm test`: installs what the tests need, reads the code, runs every test. The last line is `N passed, N failed`.
// `npm test -- FILE …` runs those tests alone.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { check } from './check.mjs'
import { cleanEnvironment, ensurePackages, ensurePages, main, node24, root, run } from './setup.mjs'
import { ensureTestPrograms } from './test-programs.mjs'

await main(async args => {
  await ensurePackages()
  await ensureTestPrograms()
  await ensurePages()
  const tools = args.length === 0 ? await check() : { passed: 0, failed: 0 }
  const tests = await runTests(args)
  const passed = tools.passed + tests.passed
  const failed = tools.failed + tests.failed
  const skipped = tests.skipped > 0 ? `, ${tests.skipped} skipped` : ''
  process.stdout.write(`${passed} passed, ${failed} failed${skipped}\n`)
  return failed > 0 ? 1 : tests.code
})

async function runTests(args) {
  const folder = mkdtempSync(join(tmpdir(), 'boucle-counts-'))
  const file = join(folder, 'counts.json')
  try {
    const env = { ...testEnvironment(), BOUCLE_TEST_COUNTS: file }
    const code = await run(node24, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...args], {
      env,
    })
    // No counts: the run broke down before its end, which is a failure whatever it had shown.
    const counts = existsSync(file)
      ? JSON.parse(readFileSync(file, 'utf8'))
      : { passed: 0, failed: 1, skipped: 0 }
    if (code !== 0 && counts.failed === 0) counts.failed = 1
    return { code, ...counts }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Nothing of the caller's own Boucle or PostgreSQL may reach the tests. */
function testEnvironment() {
  const env = cleanEnvironment()
  const ours =
    /^(PG[A-Z]+|PORT|HOST|DATA_DIR|DATABASE_(DIRECT_)?URL|REDIS_URL|SMTP_\w+|PUBLIC_URL|TRUST_PROXY|SECRET_KEY|MAX_MESSAGE_MB|DEMO|S3_\w+|OIDC_\w+|WEBHOOK_NETWORKS|SECURITY_CONTACT|LOG_LEVEL)$/
  for (const name of Object.keys(env)) if (ours.test(name)) delete env[name]
  return env
}
