import PostalMime, { type Email, type PostalMimeOptions } from 'postal-mime'

/** What we touch of the library's inside; anything that is not as expected stays as it is. */
interface Inside {
  processLine?: (line: Uint8Array, isFinal: boolean) => Promise<void>
  currentNode?: { contentDecoder?: { chunks?: unknown; finalize?: () => unknown } | null }
}

/**
 * Takes a mail apart into its headers, texts and files. The library joins the lines of an unencoded part through a Blob of
 * two pieces a line, which takes longer than all the rest of its work: such parts are joined here instead.
 */
export function parseMime(raw: Uint8Array, options: PostalMimeOptions): Promise<Email> {
  const parser = new PostalMime(options)
  joinQuickly(parser as Inside)
  return parser.parse(raw)
}

function joinQuickly(parser: Inside) {
  const processLine = parser.processLine?.bind(parser)
  if (!processLine) return
  parser.processLine = (line, isFinal) => {
    const decoder = parser.currentNode?.contentDecoder
    // Decoders of encoded parts keep more than pieces, and have few of them.
    if (decoder && Object.keys(decoder).join() === 'chunks' && Array.isArray(decoder.chunks)) {
      const { chunks } = decoder
      decoder.finalize = () => joined(chunks)
    }
    return processLine(line, isFinal)
  }
}

function joined(chunks: (Uint8Array | string)[]): ArrayBuffer {
  const pieces = chunks.map(chunk => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk))
  const bytes = new Uint8Array(pieces.reduce((total, piece) => total + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes.buffer
}
