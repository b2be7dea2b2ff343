/**
 * Says whether this browser can be asked for a passkey here: the JSON forms are in Chrome 129, Firefox 119 and
 * Safari 18.4, and WebAuthn refuses a site whose name is an IP address.
 */
export function canUsePasskeys(hostname: string, page: { PublicKeyCredential?: unknown }): boolean {
  const kind = page.PublicKeyCredential as { parseRequestOptionsFromJSON?: unknown } | undefined
  return typeof kind?.parseRequestOptionsFromJSON === 'function' && !/^[\d.]+$|^\[/.test(hostname)
}

/** Asks the device to sign in; undefined when the person turned back. */
export async function askPasskeyOfDevice(
  options: PublicKeyCredentialRequestOptionsJSON,
): Promise<object | undefined> {
  return unlessCancelled(() =>
    navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
  )
}

/** Asks the device to make a passkey; undefined when the person turned back. */
export async function makePasskeyOnDevice(
  options: PublicKeyCredentialCreationOptionsJSON,
): Promise<object | undefined> {
  return unlessCancelled(() =>
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  )
}

async function unlessCancelled(ask: () => Promise<Credential | null>): Promise<object | undefined> {
  try {
    const credential = await ask()
    return credential instanceof PublicKeyCredential ? credential.toJSON() : undefined
  } catch (error) {
    if (error instanceof DOMException && ['AbortError', 'NotAllowedError'].includes(error.name))
      return undefined
    throw error
  }
}
