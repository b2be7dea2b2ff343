import { createHash, type Hash } from 'node:crypto'
import { type ArchiveEntry, contentOf, readArchive } from './archive.ts'
import {
  archiveFormat,
  BackupFailed,
  type FileLine,
  fileLine,
  head,
  type Manifest,
  manifest,
} from './manifest.ts'

/** Reads an archive whole and compares every row count and every hash, before anything is changed anywhere. */
export async function checkArchive(file: string): Promise<Manifest> {
  const content = new Map<string, { hash: Hash; rows: number; bytes: number }>()
  const lists = createHash('sha256')
  const counted = { count: 0, bytes: 0 }
  let seen: FileLine[] = []
  let last: Manifest | undefined
  let isOurs = false
  try {
    for await (const entry of readArchive(file)) {
      if (last) throw damaged(file, 'it goes on after its end')
      const [kind = ''] = entry.name.split('/')
      if (kind === 'head.json') {
        refuseOtherFormat(file, JSON.parse(String(await contentOf(entry))))
        isOurs = true
      } else if (kind === 'manifest.json') {
        last = manifest.parse(JSON.parse(String(await contentOf(entry))))
      } else if (kind === 'files') {
        const line = await lineOf(entry)
        seen.push(line)
        counted.count += 1
        counted.bytes += line.bytes
      } else if (kind === 'lists') {
        const list = await contentOf(entry)
        lists.update(list)
        compareFiles(file, seen, list)
        seen = []
      } else if (kind === 'tables' || kind === 'jobs') {
        const name = entry.name.split('/').slice(0, -1).join('/')
        const sums = content.get(name) ?? { hash: createHash('sha256'), rows: 0, bytes: 0 }
        content.set(name, sums)
        for await (const part of entry.content) {
          sums.hash.update(part)
          sums.bytes += part.byteLength
          for (let at = part.indexOf(10); at >= 0; at = part.indexOf(10, at + 1)) sums.rows += 1
        }
      } else for await (const _ of entry.content);
    }
  } catch (error) {
    if (error instanceof BackupFailed) throw error
    if (isNoArchive(error)) throw new BackupFailed(`${file} is not a backup of Boucle.`)
    throw damaged(file, error instanceof Error ? error.message : String(error))
  }
  if (!isOurs) throw new BackupFailed(`${file} is not a backup of Boucle.`)
  if (!last) throw damaged(file, 'it was cut short')
  if (seen.length > 0) throw damaged(file, 'a list of files is missing')
  const expected = [
    ...last.tables.map(table => [`tables/${table.name}`, table] as const),
    ['jobs', last.waitingJobs] as const,
  ]
  for (const [name, { rows, bytes, sha256 }] of expected) {
    const sums = content.get(name) ?? { hash: createHash('sha256'), rows: 0, bytes: 0 }
    content.delete(name)
    if (sums.rows !== rows || sums.bytes !== bytes || sums.hash.digest('hex') !== sha256)
      throw damaged(file, `${name} is not what was written`)
  }
  if (content.size > 0) throw damaged(file, `nothing is said of ${[...content.keys()][0]}`)
  const { count, bytes, sha256 } = last.files
  if (counted.count !== count || counted.bytes !== bytes || lists.digest('hex') !== sha256)
    throw damaged(file, 'its files are not what was written')
  return last
}

/** A folder, or a file that no zstd wrote: nothing that could have been damaged. */
function isNoArchive(error: unknown): boolean {
  const code = (error as { code?: unknown }).code
  return code === 'EISDIR' || code === 'ZSTD_error_prefix_unknown'
}

function refuseOtherFormat(file: string, found: unknown) {
  const format = (found as { format?: unknown }).format
  if (typeof format === 'number' && format > archiveFormat)
    throw new BackupFailed(`${file} was made by a newer Boucle: restore it with that one.`)
  head.parse(found)
}

async function lineOf(entry: ArchiveEntry): Promise<FileLine> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const part of entry.content) {
    hash.update(part)
    bytes += part.byteLength
  }
  return { path: entry.name.slice('files/'.length), bytes, sha256: hash.digest('hex') }
}

function compareFiles(file: string, seen: FileLine[], list: Buffer) {
  const lines = String(list).trimEnd().split('\n')
  const isSame =
    lines.length === seen.length &&
    lines.every((text, index) => {
      const { path, bytes, sha256 } = fileLine.parse(JSON.parse(text))
      const found = seen[index]!
      return found.path === path && found.bytes === bytes && found.sha256 === sha256
    })
  if (!isSame) throw damaged(file, 'a file is not what was written')
}

const damaged = (file: string, why: string) =>
  new BackupFailed(`${file} is damaged (${why}): nothing was changed.`)
