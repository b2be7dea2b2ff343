// `npm run sbom`: writes dist/sbom.json, what Boucle is made of (CycloneDX), by npm itself and from the lock.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { capture, main, root, SetupFailed } from './setup.mjs'

await main(async () => {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only']
  const { code, output } = await capture('npm', args, { cwd: root })
  const bom = code === 0 ? readBom(output) : undefined
  if (!bom) throw new SetupFailed(`npm could not list the packages:\n${output}`)
  // A list that lacks what the program imports is none.
  const { name, version, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const listed = new Set(bom.components.map(part => (part.group ? `${part.group}/${part.name}` : part.name)))
  const missing = Object.keys(dependencies).filter(one => !listed.has(one))
  if (missing.length > 0) throw new SetupFailed(`The list lacks ${missing.join(', ')}.`)
  // npm names it after the folder.
  Object.assign(bom.metadata.component, { name, version })
  mkdirSync(join(root, 'dist'), { recursive: true })
  writeFileSync(join(root, 'dist', 'sbom.json'), `${JSON.stringify(bom, null, 2)}\n`)
  process.stdout.write(`dist/sbom.json: ${bom.components.length} packages\n`)
  return 0
})

/** npm may warn before it answers. */
function readBom(output) {
  try {
    return JSON.parse(output.slice(output.indexOf('{')))
  } catch {
    return undefined
  }
}
