import { encodePng } from './pictures.ts'

const size = 192
/** Shades from the ground to the petals: edges without steps. */
const shades = 16
const [ground, petal] = [0x1d4f91, 0xffffff]

/** Draws the mark of the shop: a cornflower, white on its blue. */
export function drawLogo(): Uint8Array {
  const pixels = new Uint8Array(size * size)
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) pixels[y * size + x] = Math.round(coverage(x, y) * (shades - 1))
  return encodePng(
    pixels,
    Array.from({ length: shades }, (_, step) => mixed(step / (shades - 1))),
    size,
    size,
  )
}

/** How much of a pixel the flower covers, looked at in sixteen places. */
function coverage(x: number, y: number): number {
  let inside = 0
  for (let row = 0; row < 4; row++)
    for (let column = 0; column < 4; column++)
      if (isFlower((x + (column + 0.5) / 4) / size - 0.5, (y + (row + 0.5) / 4) / size - 0.5)) inside++
  return inside / 16
}

/** Nine petals that widen and end in teeth, around an empty heart. */
function isFlower(x: number, y: number): boolean {
  const away = Math.hypot(x, y)
  const turn = Math.atan2(y, x)
  const within = Math.abs((((turn * 9) / (2 * Math.PI)) % 1) + (turn < 0 ? 1 : 0) - 0.5) * 2
  const end = 0.38 - 0.035 * Math.abs(Math.cos(turn * 27))
  return (away > 0.13 && away < end && within < 0.25 + away * 1.5) || away < 0.075
}

function mixed(share: number): number {
  const part = (shift: number) =>
    Math.round(((ground >> shift) & 255) * (1 - share) + ((petal >> shift) & 255) * share)
  return (part(16) << 16) | (part(8) << 8) | part(0)
}
