/** Where the cache keeps what is known of the account behind the person: ways in, second step. */
export const accountKey = ['auth', 'session'] as const

/** Where the cache keeps the account's passkeys. */
export const passkeysKey = ['auth', 'passkeys'] as const
