import { crc32, deflateSync } from 'node:zlib'
import type { Random } from './random.ts'

const width = 320
const height = 240

/** Palette of the little drawings: cardboard, shadow, three greens, petals, wilt, water, tear. */
const palettes: readonly (readonly number[])[] = [
  [0xe9dfd0, 0xcdbfa8, 0x3f6b3a, 0x5c8f4e, 0x7fae6b, 0xd9577f, 0xf2a0b5, 0x8a5a3c, 0xb7d3de],
  [0xdfe6ea, 0xb9c4ca, 0x35603a, 0x548a55, 0x86b27c, 0xe8b23a, 0xf6d98a, 0x7a5230, 0xc3dbe6],
  [0xefe8e2, 0xd3c6bb, 0x44663c, 0x668f52, 0x90b47a, 0x7b5bb0, 0xb9a3dc, 0x6f4a35, 0xbfd6e3],
]

/** Draws a bouquet in its box, fresh or tired, as a small PNG: what a customer's photo stands for. */
export function drawBouquet(random: Random, wilted: boolean): Uint8Array {
  const pixels = new Uint8Array(width * height)
  const dot = (x: number, y: number, colour: number) => {
    if (x >= 0 && y >= 0 && x < width && y < height) pixels[Math.floor(y) * width + Math.floor(x)] = colour
  }
  const disc = (cx: number, cy: number, radius: number, colour: number) => {
    for (let y = -radius; y <= radius; y++)
      for (let x = -radius; x <= radius; x++)
        if (x * x + y * y <= radius * radius) dot(cx + x, cy + y, colour)
  }
  for (let y = 180; y < height; y++) for (let x = 0; x < width; x++) dot(x, y, 1)
  const droop = wilted ? 46 : 0
  for (let stem = 0; stem < 15; stem++) {
    const lean = (stem - 7) * (wilted ? 15 : 11) + random.int(-6, 6)
    const top = 52 + Math.abs(stem - 7) * 5 + random.int(-8, 14) + (random.chance(0.7) ? droop : 0)
    for (let step = 0; step <= 100; step++) {
      const y = 215 - ((215 - top) * step) / 100
      disc(160 + lean * (step / 100) ** 1.4, y, 1, 2 + (stem % 3))
    }
    const x = 160 + lean
    const radius = random.int(10, 17)
    disc(x - radius + 3, top + radius, radius - 5, 3)
    for (let petal = 0; petal < 7; petal++) {
      const angle = (petal * Math.PI * 2) / 7
      disc(
        Math.round(x + Math.cos(angle) * radius * 0.7),
        Math.round(top + Math.sin(angle) * radius * 0.7),
        Math.round(radius * 0.55),
        wilted && random.chance(0.45) ? 7 : petal % 2 === 0 ? 5 : 6,
      )
    }
    disc(x, top, Math.round(radius * 0.38), 7)
  }
  for (let y = 188; y < 226; y++) for (let x = 138; x < 182; x++) dot(x, y, 8)
  if (wilted)
    for (let petal = 0; petal < 16; petal++)
      disc(random.int(60, 260), random.int(196, 232), random.int(2, 4), random.chance(0.6) ? 7 : 6)
  return encodePng(pixels, random.pick(palettes), width, height)
}

/** Writes a picture of few colours as a PNG. */
export function encodePng(
  pixels: Uint8Array,
  palette: readonly number[],
  width: number,
  height: number,
): Uint8Array {
  const raw = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) raw.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1)
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 3, 0, 0, 0], 8) // 8 bits, indexed colours
  const colours = Buffer.from(palette.flatMap(colour => [colour >> 16, (colour >> 8) & 255, colour & 255]))
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(raw, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}
