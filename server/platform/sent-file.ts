import { fileTypeFromBuffer } from 'file-type'

/**
 * What may be believed of a file that a stranger sent: its bytes. The name is made safe to save and to show, and the type is
 * what the content says. Nothing is ever unpacked: archives are recognised by their first and last bytes.
 */

const longestName = 150

/** Makes a file name safe on every system; a missing one is `attachment_N` with the extension of its type. */
export function safeFileName(written: string | null | undefined, type: string, place: number): string {
  const last = (written ?? '').normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const clean = last
    // Invisible and direction-turning characters make « fdp.exe » read « exe.pdf ».
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
  if (clean === '') return `attachment_${place}${extensionOf(type)}`
  const safe = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(clean) ? `_${clean}` : clean
  return shorten(safe)
}

/** Keeps the extension, which says what the file is. */
function shorten(name: string): string {
  const characters = [...name]
  if (characters.length <= longestName) return name
  const extension = /\.[\p{L}\d]{1,12}$/u.exec(name)?.[0] ?? ''
  return characters.slice(0, longestName - extension.length).join('') + extension
}

const extensions: Record<string, string> = {
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/gif': '.gif',
  'image/webp': '.webp',
  'image/heic': '.heic',
  'image/svg+xml': '.svg',
  'image/tiff': '.tif',
  'application/pdf': '.pdf',
  'application/zip': '.zip',
  'text/plain': '.txt',
  'text/html': '.html',
  'text/csv': '.csv',
  'text/calendar': '.ics',
  'text/vcard': '.vcf',
  'text/rfc822-headers': '.txt',
  'message/rfc822': '.eml',
  'message/delivery-status': '.txt',
  'audio/mpeg': '.mp3',
  'audio/ogg': '.ogg',
  'video/mp4': '.mp4',
  'application/ms-tnef': '.dat',
  'application/pkcs7-signature': '.p7s',
  'application/pgp-signature': '.asc',
}

function extensionOf(type: string): string {
  return extensions[type] ?? ''
}

/** Kinds whose first bytes are known: one that claims them without having them is a plain file of bytes. */
const provable =
  /^(?:image\/(?!svg)|audio\/|video\/|font\/)|^application\/(?:pdf|zip|gzip|x-7z-compressed|x-rar|vnd\.rar|epub\+zip)/

/** Says what a file is by its content; the sender's word counts only for kinds that have no mark of their own. */
export async function sniffType(content: Uint8Array, declared: string): Promise<string> {
  const claimed = /^[\w.+-]{1,60}\/[\w.+-]{1,100}$/.test(declared)
    ? declared.replace('image/jpg', 'image/jpeg')
    : 'application/octet-stream'
  if (content.length === 0) return claimed
  const packed = archiveType(content, claimed)
  if (packed) return packed
  const start = latin1(content.subarray(0, 1024)).replace(/^(?:\u00ef\u00bb\u00bf)?\s+/, '')
  if (/^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*(?:<!doctype svg|<svg[\s>])/i.test(start))
    return 'image/svg+xml'
  if (/^(?:<!--[\s\S]*?-->\s*)*<(?:!doctype html|html|head|body|script|iframe)[\s>]/i.test(start))
    return 'text/html'
  if (claimed.startsWith('message/') || claimed.startsWith('text/')) return claimed
  const found = await fileTypeFromBuffer(content.subarray(0, 65_536)).catch(() => undefined)
  if (found && found.mime !== 'application/xml') return found.mime
  return provable.test(claimed) ? 'application/octet-stream' : claimed
}

const officeTypes: [string, string][] = [
  ['word/', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['xl/', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['ppt/', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
]

/** Reads names at both ends of an archive, where they stand uncompressed; what they name stays packed. */
function archiveType(content: Uint8Array, claimed: string): string | undefined {
  if (content[0] === 0x1f && content[1] === 0x8b) return 'application/gzip'
  if (!(content[0] === 0x50 && content[1] === 0x4b && (content[2] ?? 0) < 8)) return undefined
  const names = latin1(content.subarray(0, 8192)) + latin1(content.subarray(-65_536))
  const declaredInside = /^PK.{28}mimetype(application\/[\w.+-]+?)(?=PK|[^\w.+-]|$)/s.exec(names)?.[1]
  if (declaredInside) return declaredInside
  if (!names.includes('[Content_Types].xml')) return 'application/zip'
  const office = officeTypes.find(([folder]) => names.includes(folder))?.[1]
  // A document with macros says so in its own type, and stays an archive here: it is never shown.
  return claimed.includes('macroenabled') ? 'application/zip' : (office ?? 'application/zip')
}

const latin1 = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
