import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  randomBytes,
  sign as signAlone,
  timingSafeEqual,
  verify as verifyAlone,
} from 'node:crypto'

export interface Secrets {
  /** Encrypts a secret for storage (AES-256-GCM). */
  seal(plain: string): string
  /** Reads a sealed secret; throws when it was sealed with another key. */
  open(sealed: string): string
  /** Short signature of a text, for tokens that customers carry. */
  sign(text: string, bytes?: number): string
  /** Checks such a signature in constant time. */
  verify(text: string, signature: string, bytes?: number): boolean
  /** Signature (Ed25519, base64) that anybody checks with the public key, years later and without us. */
  attest(text: string): string
  /** The public key of what is attested, and the short name it goes by. */
  attestor: { id: string; publicKey: string }
}

/** Everything that is kept secret at rest derives from SECRET_KEY. */
export function createSecrets(secretKey: string): Secrets {
  const sealing = Buffer.from(hkdfSync('sha256', secretKey, 'boucle', 'seal', 32))
  const signing = Buffer.from(hkdfSync('sha256', secretKey, 'boucle', 'sign', 32))
  const sign = (text: string, bytes = 12) =>
    createHmac('sha256', signing).update(text).digest().subarray(0, bytes).toString('base64url')
  const attesting = createPrivateKey({
    key: Buffer.concat([seedOfEd25519, Buffer.from(hkdfSync('sha256', secretKey, 'boucle', 'attest', 32))]),
    format: 'der',
    type: 'pkcs8',
  })
  const publicKey = String(createPublicKey(attesting).export({ format: 'pem', type: 'spki' }))
  return {
    attest: text => signAlone(null, Buffer.from(text), attesting).toString('base64'),
    attestor: { id: idOfKey(publicKey), publicKey },
    seal(plain) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce)
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`
    },
    open(sealed) {
      const bytes = Buffer.from(sealed.replace(/^v1\./, ''), 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, 12))
      decipher.setAuthTag(bytes.subarray(12, 28))
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
    },
    sign,
    verify(text, signature, bytes = 12) {
      const expected = Buffer.from(sign(text, bytes))
      const given = Buffer.from(signature)
      return expected.length === given.length && timingSafeEqual(expected, given)
    },
  }
}

/** RFC 8410: what stands before the 32 bytes of a private key. */
const seedOfEd25519 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** The short name of a public key: the beginning of the SHA-256 of its DER. */
export const idOfKey = (publicKey: string): string =>
  createHash('sha256')
    .update(createPublicKey(publicKey).export({ format: 'der', type: 'spki' }))
    .digest('hex')
    .slice(0, 16)

/** True for what was attested with the private half of this key. */
export const isAttested = (text: string, signature: string, publicKey: string): boolean =>
  verifyAlone(null, Buffer.from(text), createPublicKey(publicKey), Buffer.from(signature, 'base64'))

/** A random token for a link or a key, and the hash that we keep instead of it. */
export function newToken(prefix = ''): { token: string; hash: Buffer } {
  const token = prefix + randomBytes(32).toString('base64url')
  return { token, hash: hashToken(token) }
}

/** 256 random bits need no slow hash: SHA-256 is enough and costs microseconds. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()
