import type { Program } from './program.ts'

/** Where the shop receives. */
export const shopAddress = 'bonjour@fleurs.test'

/** A company that has just been set up, and its administrator's session. */
export interface Shop {
  program: Program
  headers: Record<string, string>
}

/** Sets a fresh program up as a first administrator does. */
export async function openShop(program: Program): Promise<Shop> {
  const answer = await fetch(`${program.url}/api/v1/set-up`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      workspaceName: 'Fleurs',
      language: 'fr',
      name: 'Ada',
      email: 'ada@fleurs.test',
      password: 'mot de passe long',
      address: shopAddress,
    }),
  })
  if (answer.status !== 201) throw new Error(`set-up answered ${answer.status}: ${await answer.text()}`)
  const cookie = answer.headers
    .getSetCookie()
    .map(one => one.split(';')[0])
    .join('; ')
  return { program, headers: { cookie, 'content-type': 'application/json' } }
}
