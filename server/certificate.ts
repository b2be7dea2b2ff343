import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { command, Usage } from './platform/command.ts'
import { checkCertificate } from './privacy/index.ts'

const usage = 'Usage: npm run certificate -- FILE [--key PUBLIC-KEY.pem]'

/** A certificate that does not hold; the message says how. */
class NotGood extends Error {
  override name = 'NotGood'
}

const wrong = {
  unreadable: 'is no certificate of Boucle.',
  changed: 'was changed after it was signed.',
  other_key: 'was signed by another key than the one given.',
}

await command('The certificate could not be checked', [NotGood], async () => {
  const { file, key } = asked(process.argv.slice(2))
  // npm runs us elsewhere than where it was called.
  const read = async (path: string) => {
    const at = resolve(process.env.INIT_CWD ?? '.', path)
    return readFile(at, 'utf8').catch(() => {
      throw new NotGood(`${path} cannot be read.`)
    })
  }
  const checked = checkCertificate(await read(file), key && (await read(key)))
  if (checked.problem) throw new NotGood(`${file} ${wrong[checked.problem]}`)
  const { statement, keyId, sha256 } = checked
  const { workspace, rows, files, accounts } = statement
  const lines = [
    `${file} is whole: ${workspace.name} (${workspace.id}) was erased on ${statement.erasedAt}.`,
    `${Object.values(rows).reduce((sum, count) => sum + count, 0)} rows of ${Object.keys(rows).length} tables, ${files} files, ${accounts} accounts.`,
    `SHA-256 ${sha256}`,
    key
      ? `Signed by the key you gave (${keyId}).`
      : `Signed by the key ${keyId}: compare it with the one that ${statement.by.at}/erasure-certificates/key gives.`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
})

function asked(args: string[]): { file: string; key: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { key: { type: 'string' } },
      allowPositionals: true,
    })
    if (positionals.length === 1) return { file: positionals[0]!, key: values.key }
  } catch {
    // An option we do not know: the usage says it all.
  }
  throw new Usage(usage)
}
