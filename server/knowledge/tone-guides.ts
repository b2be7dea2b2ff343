import type { ToneGuide } from '#contract/knowledge.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'

/** How we write, channel by channel (A13). */
export async function listToneGuides(tx: Tx): Promise<ToneGuide[]> {
  const rows = await tx
    .selectFrom('tone_guides')
    .select(['channel', 'text_fr', 'text_en'])
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('channel')
    .execute()
  return rows.map(({ channel, text_fr, text_en }) => ({ channel, textFr: text_fr, textEn: text_en }))
}

/** Says how we write on a kind of channel; without a word in either language there is no guide. */
export async function setToneGuide(ground: Ground, tx: Tx, actor: Actor, guide: ToneGuide) {
  const texts = { text_fr: guide.textFr.trim(), text_en: guide.textEn.trim() }
  const workspace_id = tx.workspaceId
  if (texts.text_fr === '' && texts.text_en === '')
    await tx
      .deleteFrom('tone_guides')
      .where('workspace_id', '=', workspace_id)
      .where('channel', '=', guide.channel)
      .execute()
  else
    await tx
      .insertInto('tone_guides')
      .values({ workspace_id, channel: guide.channel, ...texts })
      .onConflict(conflict => conflict.columns(['workspace_id', 'channel']).doUpdateSet(texts))
      .execute()
  await ground.recordEvent(tx, {
    type: 'tone_guide.updated',
    actor: asEventActor(actor),
    subject: { kind: 'workspace', id: workspace_id },
    data: { channel: guide.channel },
  })
  return { channel: guide.channel, textFr: texts.text_fr, textEn: texts.text_en }
}

/** How a workspace writes until it says otherwise. */
export const usualToneGuides: readonly ToneGuide[] = [
  {
    channel: 'email',
    textFr:
      'Vouvoiement. Une salutation, la réponse d’abord, puis les étapes. Phrases courtes, aucun jargon. Signez de votre prénom.',
    textEn: 'Greet, answer first, then say the steps. Short sentences, no jargon. Sign with your first name.',
  },
  {
    channel: 'chat',
    textFr:
      'Ton proche, deux phrases par message. Émoji, image ou GIF bienvenus quand la personne en met\u202f; jamais pour une réclamation.',
    textEn:
      'Close and brief, two sentences a message. Emoji, picture or GIF welcome when the person uses them; never for a complaint.',
  },
]

/** Gives a new workspace a guide for mail and for chat, to be changed at will. */
export async function toneDefaults(tx: Tx): Promise<void> {
  await tx
    .insertInto('tone_guides')
    .values(
      usualToneGuides.map(({ channel, textFr, textEn }) => ({
        workspace_id: tx.workspaceId,
        channel,
        text_fr: textFr,
        text_en: textEn,
      })),
    )
    .execute()
}
