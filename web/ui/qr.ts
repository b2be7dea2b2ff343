import encodeQR from 'qr'

/** Empty squares around the code: without four of them a camera does not find it (ISO/IEC 18004). */
const margin = 4

/** A text as a QR code: an SVG path of its dark squares, and the side of the whole in squares. */
export function qrPath(text: string): { side: number; path: string } {
  const rows = encodeQR(text, 'raw', { border: margin, ecc: 'medium' })
  const path = rows
    .flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join('')
  return { side: rows.length, path }
}
