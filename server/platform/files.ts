import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { Disk } from 'flydrive'
import { FSDriver } from 'flydrive/drivers/fs'
import type { Tx } from './db.ts'
import type { NewId } from './ids.ts'

export interface Files {
  /** Keeps bytes under their hash; the same bytes of one workspace are kept once. Durable when it returns. */
  put(tx: Tx, bytes: Uint8Array, type: string): Promise<{ fileId: string; sha256: Buffer }>
  read(workspaceId: string, sha256: Buffer): Promise<Readable>
  readBytes(workspaceId: string, sha256: Buffer): Promise<Uint8Array>
  /** Deletes every object of a workspace. */
  removeWorkspace(workspaceId: string): Promise<void>
}

/** Content-addressed files of each workspace, in a local folder or an object store. */
export function createFiles({ disk, folder, newId }: { disk: Disk; folder?: string; newId: NewId }): Files {
  const key = (workspaceId: string, sha256: Buffer) => {
    const hex = sha256.toString('hex')
    return `${workspaceId}/${hex.slice(0, 2)}/${hex}`
  }
  return {
    async put(tx, bytes, type) {
      const sha256 = createHash('sha256').update(bytes).digest()
      const known = await tx
        .selectFrom('files')
        .select('id')
        .where('workspace_id', '=', tx.workspaceId)
        .where('sha256', '=', sha256)
        .where('type', '=', type)
        .executeTakeFirst()
      if (known) return { fileId: known.id, sha256 }
      const name = key(tx.workspaceId, sha256)
      await disk.put(name, bytes)
      if (folder) await flush(join(folder, name)) // or a power cut keeps the row and loses the bytes
      const fileId = newId()
      await tx
        .insertInto('files')
        .values({ workspace_id: tx.workspaceId, id: fileId, sha256, bytes: bytes.byteLength, type })
        .execute()
      return { fileId, sha256 }
    },
    read: (workspaceId, sha256) => disk.getStream(key(workspaceId, sha256)),
    readBytes: (workspaceId, sha256) => disk.getBytes(key(workspaceId, sha256)),
    removeWorkspace: workspaceId => disk.deleteAll(`${workspaceId}/`),
  }
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
    }),
  )
}

async function flush(path: string) {
  for (const name of [path, dirname(path)]) {
    const handle = await open(name, 'r')
    await handle.sync()
    await handle.close()
  }
}
