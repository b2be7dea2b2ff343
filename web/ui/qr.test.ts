import decodeQR from 'qr/decode.js'
import { expect, test } from 'vitest'
import { qrPath } from './qr.ts'

/** What a camera sees: each square eight pixels wide, dark on white. */
function picture({ side, path }: ReturnType<typeof qrPath>) {
  const scale = 8
  const width = side * scale
  const data = new Uint8Array(width * width * 4).fill(255)
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g))
    for (let row = 0; row < scale; row++)
      for (let column = 0; column < scale; column++) {
        const at = 4 * ((Number(y) * scale + row) * width + Number(x) * scale + column)
        data.fill(0, at, at + 3)
      }
  return { width, height: width, data }
}

test.each([
  'otpauth://totp/Boucle:lea%40essai.test?secret=JBSWY3DPEHPK3PXP&issuer=Boucle&period=30&digits=6',
  'otpauth://totp/Maison%20Bleuet:zo%C3%A9@bleuet.test?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Maison%20Bleuet',
])('a camera reads back %s', address => {
  expect(decodeQR(picture(qrPath(address)))).toBe(address)
})
