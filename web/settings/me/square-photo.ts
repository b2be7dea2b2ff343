/** Largest a photo is ever drawn, twice over for fine screens. */
const side = 512

/**
 * Cuts the middle square of a picture and makes it small, on this machine: a photo of a phone is larger than the server
 * takes, and carries the place where it was taken.
 */
export async function squarePhoto(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => undefined)
  // What the browser cannot read goes as it is: the server says why it refuses it.
  if (!picture) return file
  const { x, y, size } = middleSquare(picture.width, picture.height)
  const target = Math.min(side, size)
  const canvas = new OffscreenCanvas(target, target)
  const pen = canvas.getContext('2d')!
  pen.drawImage(picture, x, y, size, size, 0, 0, target, target)
  picture.close()
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 })
}

/** The largest square in the middle of a rectangle. */
export function middleSquare(width: number, height: number): { x: number; y: number; size: number } {
  const size = Math.min(width, height)
  return { x: Math.round((width - size) / 2), y: Math.round((height - size) / 2), size }
}
