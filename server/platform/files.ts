import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { Disk } from 'flydrive'
import { FSDriver } from 'flydrive/drivers/fs'
import type { Config } from './config.ts'
import type { Tx } from './db.ts'
import type { NewId } from './ids.ts'

/** Bytes under their hash, not yet pointed to by any row. */
export interface WrittenFile {
  sha256: Buffer
  bytes: number
  type: string
}

export interface Files {
  /** Keeps bytes under their hash; the same bytes of one workspace are kept once. Durable when it returns. */
  put(tx: Tx, bytes: Uint8Array, type: string): Promise<{ fileId: string; sha256: Buffer }>
  /** Writes bytes before the transaction that will point to them, so that no lock is held meanwhile. Durable when it returns. */
  write(workspaceId: string, bytes: Uint8Array, type: string): Promise<WrittenFile>
  /** Gives written bytes their rows, in the same order: one question for any number of files. */
  register(tx: Tx, written: WrittenFile[]): Promise<string[]>
  read(workspaceId: string, sha256: Buffer): Promise<Readable>
  readBytes(workspaceId: string, sha256: Buffer): Promise<Uint8Array>
  /** Keeps bytes under a name instead of their hash: nothing else can point to them, so that they may be deleted. */
  keep(workspaceId: string, name: string, bytes: Uint8Array): Promise<void>
  /** The same of a file of this machine, however large. */
  keepFile(workspaceId: string, name: string, path: string): Promise<void>
  readKept(workspaceId: string, name: string): Promise<Uint8Array>
  streamKept(workspaceId: string, name: string): Promise<Readable>
  /** Deletes kept bytes; those that are gone already are no error. */
  dropKept(workspaceId: string, name: string): Promise<void>
  /** Deletes content-addressed bytes that no row names any more. */
  drop(workspaceId: string, sha256: Buffer): Promise<void>
  /** Keeps a note beside all workspaces, which a restore leaves where it is. */
  note(path: string, bytes: Uint8Array): Promise<void>
  /** Paths and content of the notes under a folder. */
  notes(folder: string): Promise<{ path: string; bytes: Uint8Array }[]>
  /** Deletes the notes under a folder. */
  dropNotes(folder: string): Promise<void>
  /** How many objects a workspace has. */
  countOf(workspaceId: string): Promise<number>
  /** Deletes every object of a workspace. */
  removeWorkspace(workspaceId: string): Promise<void>
}

/** Content-addressed files of each workspace, in a local folder or an object store. */
export function createFiles({ disk, folder, newId }: { disk: Disk; folder?: string; newId: NewId }): Files {
  const key = (workspaceId: string, sha256: Buffer) => {
    const hex = sha256.toString('hex')
    return `${workspaceId}/${hex.slice(0, 2)}/${hex}`
  }
  const kept = (workspaceId: string, name: string) => `${workspaceId}/kept/${name}`

  /** On a folder: written aside, flushed, then put in place, so that nobody ever reads half of it. */
  async function store(name: string, bytes: Uint8Array) {
    if (!folder) return disk.put(name, bytes)
    const aside = `${name}.${newId()}`
    await disk.put(aside, bytes)
    await flush(join(folder, aside)) // or a power cut keeps the row and loses the bytes
    await disk.move(aside, name)
    await flush(dirname(join(folder, name)))
    await flush(dirname(dirname(join(folder, name))))
  }

  async function write(workspaceId: string, bytes: Uint8Array, type: string): Promise<WrittenFile> {
    const sha256 = createHash('sha256').update(bytes).digest()
    await store(key(workspaceId, sha256), bytes)
    return { sha256, bytes: bytes.byteLength, type }
  }

  async function knownIds(tx: Tx, written: Pick<WrittenFile, 'sha256' | 'type'>[]) {
    const rows = await tx
      .selectFrom('files')
      .select(['id', 'sha256', 'type'])
      .where('workspace_id', '=', tx.workspaceId)
      .where(
        'sha256',
        'in',
        written.map(file => file.sha256),
      )
      .execute()
    return new Map(rows.map(row => [identity(row), row.id]))
  }

  return {
    async put(tx, bytes, type) {
      const sha256 = createHash('sha256').update(bytes).digest()
      const known = (await knownIds(tx, [{ sha256, type }])).get(identity({ sha256, type }))
      if (known) return { fileId: known, sha256 }
      await store(key(tx.workspaceId, sha256), bytes)
      const fileId = newId()
      await tx
        .insertInto('files')
        .values({ workspace_id: tx.workspaceId, id: fileId, sha256, bytes: bytes.byteLength, type })
        .execute()
      return { fileId, sha256 }
    },
    write,
    async register(tx, written) {
      if (written.length === 0) return []
      const ids = await knownIds(tx, written)
      const added = new Map(
        written.filter(file => !ids.has(identity(file))).map(file => [identity(file), { file, id: newId() }]),
      )
      if (added.size > 0)
        await tx
          .insertInto('files')
          .values([...added.values()].map(({ file, id }) => ({ workspace_id: tx.workspaceId, id, ...file })))
          .execute()
      return written.map(file => ids.get(identity(file)) ?? added.get(identity(file))!.id)
    },
    read: (workspaceId, sha256) => disk.getStream(key(workspaceId, sha256)),
    readBytes: (workspaceId, sha256) => disk.getBytes(key(workspaceId, sha256)),
    keep: (workspaceId, name, bytes) => store(kept(workspaceId, name), bytes),
    async keepFile(workspaceId, name, path) {
      await disk.copyFromFs(path, kept(workspaceId, name))
      if (folder) await flush(join(folder, kept(workspaceId, name)))
    },
    readKept: (workspaceId, name) => disk.getBytes(kept(workspaceId, name)),
    streamKept: (workspaceId, name) => disk.getStream(kept(workspaceId, name)),
    async dropKept(workspaceId, name) {
      if (await disk.exists(kept(workspaceId, name))) await disk.delete(kept(workspaceId, name))
    },
    async drop(workspaceId, sha256) {
      if (await disk.exists(key(workspaceId, sha256))) await disk.delete(key(workspaceId, sha256))
    },
    note: store,
    async notes(under) {
      const paths: string[] = []
      for await (const path of pathsIn(disk, under)) paths.push(path)
      return Promise.all(paths.map(async path => ({ path, bytes: await disk.getBytes(path) })))
    },
    dropNotes: under => disk.deleteAll(`${under}/`),
    async countOf(workspaceId) {
      let count = 0
      for await (const _ of pathsIn(disk, `${workspaceId}/`)) count += 1
      return count
    },
    removeWorkspace: workspaceId => disk.deleteAll(`${workspaceId}/`),
  }
}

const identity = ({ sha256, type }: Pick<WrittenFile, 'sha256' | 'type'>) =>
  `${sha256.toString('hex')} ${type}`

/** What is being written aside at this instant: its true name comes with its end. */
const isAside = /\.(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|restoring)$/

/** Every file of a store, or of a folder of it, in the order the store tells them. */
export async function* pathsIn(disk: Disk, under = '/'): AsyncGenerator<string> {
  let paginationToken: string | undefined
  do {
    const page = await disk
      .listAll(under, { recursive: true, ...(paginationToken && { paginationToken }) })
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

/** The store that the settings name; `folder` when it is one of this machine. */
export async function openFileStore(config: Config['files']): Promise<{ disk: Disk; folder?: string }> {
  return config.kind === 'folder'
    ? { disk: localDisk(config.folder), folder: config.folder }
    : { disk: await objectStore(config) }
}

/** Local folder, for one node. */
export function localDisk(folder: string): Disk {
  return new Disk(new FSDriver({ location: folder, visibility: 'private' }))
}

/** An object store that speaks S3, for several nodes. */
export async function objectStore(store: {
  endpoint: string
  bucket: string
  region: string
  accessKeyId: string
  secretAccessKey: string
}): Promise<Disk> {
  const { S3Driver } = await import('flydrive/drivers/s3') // only where it is used: the client is large
  const { endpoint, bucket, region, accessKeyId, secretAccessKey } = store
  return new Disk(
    new S3Driver({
      endpoint,
      bucket,
      region,
      credentials: { accessKeyId, secretAccessKey },
      forcePathStyle: true,
      visibility: 'private',
      // Its own checksums need a body that can be read twice, and headers that many stores do not know. What is restored is
      // read back and compared by us, and what is addressed by its content says itself what it is.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    }),
  )
}

async function flush(path: string) {
  const handle = await open(path, 'r')
  await handle.sync()
  await handle.close()
}
