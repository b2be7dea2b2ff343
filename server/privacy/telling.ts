import type { RightsRequest } from '#contract/privacy.ts'
import { countryOf } from '#server/contacts/index.ts'
import { dayInWords } from '#server/platform/day-and-time.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Language } from '#server/platform/i18n.ts'

/** A mail to somebody who asked about their data, under the name of the house. */
export type WriteToPerson = (
  tx: Tx,
  mail: { to: { name: string; address: string }; language: Language; subject: string; text: string },
) => Promise<void>

export interface TellingDeps {
  writeToPerson: WriteToPerson
  /** The name under which the house writes. */
  houseName: (tx: Tx) => Promise<string>
}

/** What is told, with what the person should read of it. */
export type Told =
  | { what: 'extended'; dueOn: string; reason: string }
  | { what: 'doubted' }
  | { what: 'refused'; ground: string; reason: string }
  | { what: 'granted'; reason: string }

interface Asked {
  shown_id: string
  contact_name: string
  kind: RightsRequest['kind']
  received_on: string
  tell_to: string | null
}

/** Writes to the person what was done about their request; false when they have no address, and somebody must tell them otherwise. */
export async function tellPerson(
  ground: Ground,
  tx: Tx,
  deps: TellingDeps,
  request: Asked,
  told: Told,
): Promise<boolean> {
  if (!request.tell_to) return false
  const { language: own } = await tx
    .selectFrom('contacts')
    .select('language')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', request.shown_id)
    .executeTakeFirstOrThrow()
  const workspace = await tx
    .selectFrom('workspaces')
    .select('language')
    .where('id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
  const language = own ?? workspace.language
  const say = (key: string, values?: Record<string, unknown>) =>
    ground.t(language, `privacy:tell.${key}`, values)
  const asked = { kind: say(`asked.${request.kind}`), received: dayInWords(request.received_on, language) }
  const { what } = told
  const words =
    what === 'refused'
      ? [
          say('refused.text', asked),
          say(`ground.${told.ground}`),
          told.reason,
          say((await countryOf(tx)) === 'FR' ? 'appeal_france' : 'appeal'),
        ]
      : what === 'extended'
        ? [
            say('extended.text', { ...asked, due: dayInWords(told.dueOn, language) }),
            told.reason,
            say('extended.sorry'),
          ]
        : what === 'granted'
          ? [
              say('granted.text', asked),
              request.kind === 'objection' ? say('granted.objection') : '',
              told.reason,
            ]
          : [say('doubted.text', asked), say('doubted.how'), say('doubted.not_you')]
  const name = request.contact_name.trim()
  const text = [
    name ? say('hello', { name }) : say('hello_nobody'),
    ...words.filter(Boolean),
    say('signed', { workspace: await deps.houseName(tx) }),
  ].join('\n\n')
  await deps.writeToPerson(tx, {
    to: { name, address: request.tell_to },
    language,
    subject: say(`${what}.subject`),
    text,
  })
  return true
}
