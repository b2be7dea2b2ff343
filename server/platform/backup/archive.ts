import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib'
import tar from 'tar-stream'
import { BackupFailed } from './manifest.ts'

export interface ArchiveWriter {
  add(name: string, content: Buffer): Promise<void>
  addStream(name: string, bytes: number, content: Readable): Promise<void>
  /** Puts the archive in its place, whole and on the disk. */
  finish(): Promise<void>
  /** Leaves nothing behind. */
  abandon(): Promise<void>
}

/**
 * Begins an archive (tar, compressed by zstd: any other program can open it too). It is written beside its place and moved
 * there at the end, so that a file of this name is always a whole one.
 */
export function createArchive(file: string): ArchiveWriter {
  const place = resolve(file)
  if (existsSync(place)) throw new BackupFailed(`${place} exists already: give another name.`)
  const part = `${place}.part`
  const pack = tar.pack()
  const compress = createZstdCompress({
    params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 },
  })
  // It holds everything that people wrote: for its owner alone.
  const written = pipeline(pack, compress, createWriteStream(part, { mode: 0o600, flush: true }))
  written.catch(() => {}) // said by whoever waits below

  /** When the disk is full, the stream that fails is not the one that is being written to. */
  const orFailure = <T>(work: Promise<T>) =>
    work.catch(async error => {
      pack.destroy()
      await written
      throw error
    })

  return {
    add: (name, content) =>
      orFailure(
        new Promise((done, fail) => {
          pack.entry({ name, size: content.byteLength }, content, error => (error ? fail(error) : done()))
        }),
      ),
    addStream: (name, size, content) =>
      orFailure(
        new Promise((done, fail) => {
          const entry = pack.entry({ name, size }, error => (error ? fail(error) : done()))
          pipeline(content, entry).catch(fail)
        }),
      ),
    async finish() {
      pack.finalize()
      await written
      await rename(part, place)
      const folder = await open(dirname(place), 'r')
      await folder.sync()
      await folder.close()
    },
    async abandon() {
      pack.destroy()
      await written.catch(() => {})
      await rm(part, { force: true })
    },
  }
}

export interface ArchiveEntry {
  name: string
  bytes: number
  content: Readable
}

/** Reads an archive from its beginning, an entry at a time; each must be read to its end. */
export async function* readArchive(file: string): AsyncGenerator<ArchiveEntry> {
  if (!existsSync(file)) throw new BackupFailed(`There is no file ${resolve(file)}.`)
  const extract = tar.extract()
  const read = pipeline(createReadStream(file), createZstdDecompress(), extract)
  read.catch(() => {})
  // tar-stream's own streams do all that Node's do, short of their type.
  for await (const entry of extract)
    yield {
      name: entry.header.name,
      bytes: entry.header.size ?? 0,
      content: entry as unknown as Readable,
    }
  await read
}

/** All bytes of an entry that is known to be small. */
export async function contentOf(entry: ArchiveEntry): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of entry.content) parts.push(part as Buffer)
  return Buffer.concat(parts)
}
