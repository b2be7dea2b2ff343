import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Disk } from 'flydrive'

/** Where files are kept: a local folder, or an object store. */
export interface FileStore {
  disk: Disk
  folder?: string
}

/** Writes a file of a store through an aside name, so that nobody ever reads half of it. */
export async function putFile(
  { disk, folder }: FileStore,
  path: string,
  content: Readable,
  bytes: number,
): Promise<void> {
  // The reader of archives has streams of its own, which no client of a store knows.
  if (!folder)
    return disk.putStream(path, Readable.from(content, { objectMode: false }), { contentLength: bytes })
  const aside = `${path}.restoring`
  await disk.putStream(aside, content)
  const handle = await open(join(folder, aside), 'r')
  await handle.sync()
  await handle.close()
  await disk.move(aside, path)
}
