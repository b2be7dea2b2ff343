import { expect, test } from 'vitest'
import { secretOf } from './totp-uri.ts'

test('the secret of an otpauth address is given in fours, to be typed by hand', () => {
  expect(secretOf('otpauth://totp/Boucle:lea%40essai.test?secret=JBSWY3DPEHPK3PXP&issuer=Boucle')).toBe(
    'JBSW Y3DP EHPK 3PXP',
  )
  expect(secretOf('otpauth://totp/Boucle?secret=JBSWY')).toBe('JBSW Y')
})
