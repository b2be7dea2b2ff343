import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, test } from 'vitest'

/** The server's domains, low to high: a domain may use those of the lines above its own. */
const order = [
  ['workspaces'],
  ['contacts'],
  ['segments'],
  ['conversations'],
  ['complaints'],
  ['channels', 'rules', 'knowledge', 'surveys'],
  ['routing', 'flows', 'journeys', 'loops', 'quality', 'integrations', 'portal'],
  ['supervision'],
  ['privacy'],
  ['insights'],
  ['demo'],
]

/** Where everything is put together by hand. */
const assembly = [
  'server/main.ts',
  'server/app.ts',
  'server/app-options.ts',
  'server/doors.ts',
  'server/token.ts',
  'server/backup.ts',
  'server/restore.ts',
  'server/import.ts',
  'server/certificate.ts',
  'server/migrate.ts',
]

/** Folders that hold code or what code reads, each with what belongs in it; documents live in docs. */
const folders = [
  'contract',
  'server',
  'web',
  'widget',
  'sdk',
  'migrations',
  'bench',
  'e2e',
  'scripts',
  'tests',
  'docs',
  '.ci',
  '.github',
]

/** The one rule that pages run as the server does: it imports nothing. */
const plainRule = 'contract/inert.ts'

type Source = { path: string; text: string }
type Import = { from: string; to: string; typeOnly: boolean }

const levelOf = (domain: string) => order.findIndex(line => line.includes(domain))
const isTest = (path: string) => /\.test\.tsx?$/.test(path) || /(^|\/)testing(\/|\.ts$)/.test(path)

/** Every breach of the map in a set of files, one sentence each. */
function breaches(sources: Source[]): string[] {
  return [
    ...sources.flatMap(({ path }) => misplaced(path)),
    ...sources.flatMap(importsOf).flatMap(found => {
      const why = reasonAgainst(found)
      return why ? [`${found.from} imports ${found.to}: ${why}`] : []
    }),
    ...cyclesAmong(sources),
  ]
}

function misplaced(path: string): string[] {
  const [top = '', second = ''] = path.split('/')
  if (path.includes('/') && !folders.includes(top)) return [`${path} lies in a folder that is not on the map`]
  if (top !== 'server' || !second) return []
  if (path.split('/').length === 2 && path.endsWith('.ts')) {
    return assembly.includes(path) || isTest(path) ? [] : [`${path} belongs in a domain or in platform`]
  }
  return second === 'platform' || second === 'testing' || levelOf(second) >= 0
    ? []
    : [`${path} lies in a domain that is not on the map`]
}

function reasonAgainst({ from, to, typeOnly }: Import): string | undefined {
  const [side = '', home = ''] = from.split('/')
  const [otherSide = '', otherHome = ''] = to.split('/')
  if (!from.includes('/') || ['bench', 'e2e', 'scripts', 'tests'].includes(side)) return undefined

  if (side === 'contract') return otherSide === 'contract' ? undefined : 'the contract stands alone'
  if (side === 'web' || side === 'widget') {
    if (otherSide === side) return undefined
    if (otherSide !== 'contract') return `${side} knows the server only through the contract`
    // The shapes cost nothing; their Zod code would be a third of the first load.
    return typeOnly || isTest(from) || to === plainRule
      ? undefined
      : 'pages import the contract as types alone'
  }
  // What is packed stands alone: its types of the contract are written out.
  if (side === 'sdk') return otherSide === 'sdk' || isTest(from) ? undefined : 'the client stands alone'
  if (side !== 'server') return undefined
  if (otherSide === 'contract') return undefined
  if (otherSide !== 'server') return 'the server imports only the server and the contract'
  if (assembly.includes(from))
    return isDoor(to) || assembly.includes(to) ? undefined : 'a domain is entered through its index.ts'
  if (assembly.includes(to)) return isTest(from) ? undefined : 'only tests may build the whole'
  if (otherHome === 'platform' || otherHome === home) return undefined
  if (home === 'platform') return 'the platform knows no domain'
  if (isAssemblyTest(from)) return undefined
  if (otherHome === 'testing') return isTest(from) ? undefined : 'only tests may build the whole'
  if (isTest(from) && levelOf(otherHome) > levelOf(home)) return 'it stands higher'
  if (levelOf(otherHome) >= levelOf(home)) return `${otherHome} does not stand below ${home}`
  return isDoor(to) || (isTest(from) && isTest(to)) ? undefined : 'a domain is entered through its index.ts'
}

/** Tests of the whole program, and what builds it for them. */
const isAssemblyTest = (path: string) =>
  isTest(path) && (path.split('/').length === 2 || path.startsWith('server/testing/'))

const isDoor = (path: string) =>
  path.startsWith('server/platform/') || /^server\/(?:channels\/)?[^/]+\/index\.ts$/.test(path)

/** Files that need each other to load: types do not count, they are gone by then. */
function cyclesAmong(sources: Source[]): string[] {
  const edges = new Map<string, string[]>()
  for (const source of sources) {
    const needed = importsOf(source).filter(({ typeOnly }) => !typeOnly)
    edges.set(
      source.path,
      needed.map(({ to }) => to),
    )
  }
  const finished = new Set<string>()
  const found: string[] = []
  const visit = (path: string, trail: string[]) => {
    if (finished.has(path)) return
    const start = trail.indexOf(path)
    if (start >= 0) {
      found.push(`these files need each other to load: ${[...trail.slice(start), path].join(' → ')}`)
      return
    }
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path])
    finished.add(path)
  }
  for (const path of edges.keys()) visit(path, [])
  return found
}

/** Imports of our own files; those of packages are knip's affair. */
function importsOf({ path, text }: Source): Import[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  const statements = [
    ...code.matchAll(/^\s*(?:import|export)\s+(type\s)?([^;'"]*?)\bfrom\s*['"]([^'"]+)['"]/gm),
    ...code.matchAll(/^\s*import()()\s*['"]([^'"]+)['"]/gm),
    ...code.matchAll(/\bimport()()\(\s*['"]([^'"]+)['"]/g),
  ]
  return statements.flatMap(([, type, names = '', specifier = '']) => {
    const to = resolved(path, specifier)
    const named = names.match(/^\{([^}]*)\}\s*$/)?.[1]?.split(',') ?? []
    const allTypes =
      named.length > 0 && named.every(name => name.trim() === '' || /^type\s/.test(name.trim()))
    return to ? [{ from: path, to, typeOnly: Boolean(type) || allTypes }] : []
  })
}

function resolved(path: string, specifier: string): string | undefined {
  const local = specifier.replace(/\?.*$/, '')
  if (local.startsWith('.')) return posix.normalize(posix.join(posix.dirname(path), local))
  return /^#(server|contract)\//.test(local) ? local.slice(1) : undefined
}

function ourFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  })
  return [...new Set(listed.split('\0'))].filter(path => path && existsSync(`${import.meta.dirname}/${path}`))
}

test('the code keeps to the map: layers, doors, places, no circles', () => {
  const files = ourFiles()
  const sources = files
    .filter(path => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'))
    .map(path => ({ path, text: readFileSync(`${import.meta.dirname}/${path}`, 'utf8') }))
  expect(sources.length).toBeGreaterThan(10)
  expect([...new Set([...breaches(sources), ...files.flatMap(misplaced)])]).toEqual([])
})

test.each<[string, string, boolean]>([
  ['web/desk/List.tsx', `import type { Contact } from '../../contract/contacts.ts'`, true],
  ['web/desk/List.tsx', `import { type Contact } from '#contract/contacts.ts'`, true],
  ['web/desk/List.tsx', `import { contract } from '../../contract/index.ts'`, false],
  ['web/desk/List.tsx', `import type { Db } from '../../server/platform/db.ts'`, false],
  ['widget/chat.ts', `import { Button } from '../web/ui/Button.tsx'`, false],
  ['contract/contacts.ts', `import { z } from 'zod'`, true],
  ['contract/contacts.ts', `import { isId } from '#server/platform/ids.ts'`, false],
  ['server/platform/db.ts', `import { close } from '../conversations/index.ts'`, false],
  ['server/surveys/survey.ts', `import { close } from '../conversations/index.ts'`, true],
  ['server/surveys/survey.ts', `import { close } from '#server/conversations/closure.ts'`, false],
  ['server/surveys/survey.ts', `import { article } from '#server/knowledge/index.ts'`, false],
  ['server/surveys/survey.ts', `await import('../loops/index.ts')`, false],
  ['server/surveys/survey.ts', `import type { Recovery } from '../loops/index.ts'`, false],
  ['server/surveys/survey.ts', `import { refused } from '../platform/errors.ts'`, true],
  ['server/surveys/survey.ts', `import { createApp } from '../app.ts'`, false],
  ['server/surveys/survey.test.ts', `import { createApp } from '../app.ts'`, true],
  [
    'server/surveys/survey.test.ts',
    `import { aConversation } from '../conversations/testing/builders.ts'`,
    true,
  ],
  ['server/surveys/survey.test.ts', `import { aRecovery } from '../loops/testing/builders.ts'`, false],
  ['server/conversations/closure.ts', `import { survey } from '../surveys/index.ts'`, false],
  ['server/insights/reports.ts', `import { survey } from '../surveys/index.ts'`, true],
  ['server/loops/recovery.ts', `import { report } from '../insights/index.ts'`, false],
  ['server/demo/shop.ts', `import { report } from '../insights/index.ts'`, true],
  ['server/app.ts', `import { makeDemo } from './demo/index.ts'`, true],
  ['server/app.ts', `import { makeShop } from './demo/shop.ts'`, false],
  ['sdk/src/client.ts', `import type { Contact } from '../../contract/contacts.ts'`, false],
  ['sdk/src/client.ts', `import { every } from './pages.ts'`, true],
  ['server/misc/helper.ts', '', false],
  ['server/helper.ts', '', false],
  ['lib/helper.ts', '', false],
])('in %s, «%s» is allowed: %s', (path, text, allowed) => {
  expect(breaches([{ path, text }]).length === 0).toBe(allowed)
})

test('files that need each other to load are found, types that need each other are not', () => {
  const needs = (word: string) => [
    { path: 'server/contacts/a.ts', text: `import ${word}{ b } from './b.ts'` },
    { path: 'server/contacts/b.ts', text: `export ${word}{ a } from './a.ts'` },
  ]
  expect(breaches(needs(''))).toEqual([
    'these files need each other to load: server/contacts/a.ts → server/contacts/b.ts → server/contacts/a.ts',
  ])
  expect(breaches(needs('type '))).toEqual([])
})
