import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Disk } from 'flydrive'

/** Where files are kept: a local folder, or an object store. */
export interface FileStore {
  disk: Disk
  folder?: string
}

/** What is being written aside at this instant: its true name comes with its end. */
const isAside = /\.(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|restoring)$/

/** Every file of a store, in the order the store tells them. */
export async function* filesIn({ disk }: FileStore): AsyncGenerator<string> {
  let paginationToken: string | undefined
  do {
    const page = await disk
      .listAll('/', { recursive: true, ...(paginationToken && { paginationToken }) })
      .catch(noneYet)
    for (const object of page.objects) if (object.isFile && !isAside.test(object.key)) yield object.key
    paginationToken = page.paginationToken
  } while (paginationToken)
}

/** A folder that holds no file yet is not made. */
function noneYet(error: unknown): Awaited<ReturnType<Disk['listAll']>> {
  if (isGone(error)) return { objects: [] }
  throw error
}

/** True when what failed is that the file is not there. */
export function isGone(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (['ENOENT', 'NoSuchKey', 'NotFound'].includes((cause as NodeJS.ErrnoException).code ?? cause.name))
      return true
  return false
}

/** Writes a file of a store through an aside name, so that nobody ever reads half of it. */
export async function putFile(
  { disk, folder }: FileStore,
  path: string,
  content: Readable,
  bytes: number,
): Promise<void> {
  if (!folder) return disk.putStream(path, content, { contentLength: bytes })
  const aside = `${path}.restoring`
  await disk.putStream(aside, content)
  const handle = await open(join(folder, aside), 'r')
  await handle.sync()
  await handle.close()
  await disk.move(aside, path)
}
