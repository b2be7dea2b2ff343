import { fileTypeFromBuffer } from 'file-type'
import { askOutside, isPublicAddress, type OutsideAnswer } from '#server/platform/outside.ts'

export interface Picture {
  type: string
  bytes: Buffer
}

export interface OutsidePictureOptions {
  /** Which addresses may be asked; tests ask their own machine. */
  mayAsk?: (address: string) => boolean
  timeoutMs?: number
  maxBytes?: number
}

/** Pictures that are only pictures: an SVG is a document, and may hold a program. */
const shown = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp'])
const maxRedirects = 3

/**
 * Fetches a picture that a mail points to, for someone who asked to see it: without telling who, and never from an
 * address inside (SEC-1). Undefined when there is no picture to be had.
 */
export async function fetchOutsidePicture(
  url: string,
  { mayAsk = isPublicAddress, timeoutMs = 8000, maxBytes = 8 * 1024 * 1024 }: OutsidePictureOptions = {},
): Promise<Picture | undefined> {
  const end = Date.now() + timeoutMs
  let place = URL.canParse(url) ? new URL(url) : undefined
  for (let step = 0; place && step <= maxRedirects; step += 1) {
    const answer: OutsideAnswer | undefined = await askOutside(place, {
      headers: { accept: 'image/*', 'user-agent': 'Mozilla/5.0' },
      timeoutMs: Math.max(1, end - Date.now()),
      maxBytes,
      mayAsk,
    }).catch(() => undefined) // whatever the reason, there is no picture to show
    if (!answer) return undefined
    const { status, headers, body, isCut } = answer
    if (status >= 300 && status < 400 && headers.location) {
      place = URL.canParse(headers.location, place.href) ? new URL(headers.location, place) : undefined
      continue
    }
    const type = status === 200 && !isCut ? (await fileTypeFromBuffer(body))?.mime : undefined
    return type && shown.has(type) ? { type, bytes: body } : undefined
  }
  return undefined
}
