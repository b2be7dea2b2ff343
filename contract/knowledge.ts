import * as z from 'zod'
import { Done, Id, IdInput, Language, leads, Named, roles, route, SensitiveKind } from './common.ts'

/** Those who write to customers. */
const writers = ['administrator', 'supervisor', 'adviser', 'partner'] as const
const read = { roles: writers, scope: 'conversations:read' } as const
const write = { roles: writers, scope: 'conversations:write' } as const

export const audiences = ['me', 'team', 'everyone'] as const
const Text = z.string().max(20_000).nullable()

/** What a macro does to the conversation beside its words, once the words have left. */
export const MacroActs = z.object({
  reasonId: Id.nullable().default(null),
  addTags: z.array(z.string().trim().min(1).max(60)).max(10).default([]),
  teamId: Id.nullable().default(null),
  /** `snooze` puts it aside for `snoozeHours`. */
  afterwards: z.enum(['stay', 'wait', 'close', 'snooze']).nullable().default(null),
  snoozeHours: z.number().int().min(1).max(2160).nullable().default(null),
})
export type MacroActs = z.infer<typeof MacroActs>

/** An answer kept ready, in one language or both; with acts it is a macro. */
export const CannedAnswer = z.object({
  id: Id,
  name: z.string(),
  folder: z.string(),
  textFr: Text,
  textEn: Text,
  audience: z.enum(audiences),
  team: Named.nullable(),
  owner: Named.nullable(),
  acts: MacroActs.nullable(),
  /** The reason its acts named, which was archived since: they do without it. */
  archivedReason: z.object({ labelFr: z.string(), labelEn: z.string() }).nullable(),
  /** Replies sent with it over the last 90 days: exact to 999. */
  uses: z.number().int(),
  mayEdit: z.boolean(),
})
export type CannedAnswer = z.infer<typeof CannedAnswer>

const CannedAnswerInput = z.object({
  name: z.string().trim().min(1).max(120),
  folder: z.string().trim().max(60).default(''),
  textFr: Text.default(null),
  textEn: Text.default(null),
  audience: z.enum(audiences).default('me'),
  teamId: Id.nullable().default(null),
  acts: MacroActs.nullable().default(null),
})

export const ToneGuide = z.object({
  channel: z.string().max(40),
  textFr: z.string().max(2000),
  textEn: z.string().max(2000),
})
export type ToneGuide = z.infer<typeof ToneGuide>

const Place = z.object({ start: z.number().int(), end: z.number().int() })
/** What to look at again in a text, by its places; nothing of the text is kept. */
export const WritingCheck = z.object({
  /** False when the dictionary took too long: nothing is known of the spelling. */
  isComplete: z.boolean(),
  misspelt: z.array(Place.extend({ suggestions: z.array(z.string()) })),
  sensitive: z.array(Place.extend({ kind: SensitiveKind })),
})
export type WritingCheck = z.infer<typeof WritingCheck>
const KnownWord = z.object({ word: z.string().max(60) })

export const knowledge = {
  listCannedAnswers: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/canned-answers',
      tags: ['answers'],
      summary: 'Answers kept ready that I may use: mine, my teams’, everybody’s',
    })
    .output(z.object({ items: z.array(CannedAnswer) })),
  createCannedAnswer: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/canned-answers',
      tags: ['answers'],
      successStatus: 201,
      summary: 'Keep an answer ready; with acts it is a macro',
    })
    .input(CannedAnswerInput)
    .output(CannedAnswer),
  updateCannedAnswer: route
    .meta(write)
    .route({
      method: 'PATCH',
      path: '/canned-answers/{id}',
      tags: ['answers'],
      summary: 'Change an answer kept ready',
    })
    .input(
      z.object({
        id: Id,
        name: CannedAnswerInput.shape.name.optional(),
        folder: z.string().trim().max(60).optional(),
        textFr: Text.optional(),
        textEn: Text.optional(),
        audience: z.enum(audiences).optional(),
        teamId: Id.nullable().optional(),
        acts: MacroActs.nullable().optional(),
      }),
    )
    .output(CannedAnswer),
  archiveCannedAnswer: route
    .meta(write)
    .route({
      method: 'DELETE',
      path: '/canned-answers/{id}',
      tags: ['answers'],
      summary: 'Offer an answer no longer; its uses stay counted',
    })
    .input(IdInput)
    .output(Done),
  restoreCannedAnswer: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/canned-answers/{id}/restoration',
      tags: ['answers'],
      summary: 'Offer an archived answer again',
    })
    .input(IdInput)
    .output(CannedAnswer),
  /** Its words for one conversation: the language of the customer, the variables in their place. */
  fillCannedAnswer: route
    .meta({ ...read, logged: 'read' })
    .route({
      method: 'GET',
      path: '/conversations/{id}/canned-answers/{answerId}',
      tags: ['answers'],
      summary: 'An answer kept ready, written for one conversation',
    })
    .input(IdInput.extend({ answerId: Id }))
    .output(z.object({ text: z.string(), language: Language })),
  checkWriting: route
    // Not kept for a replay: the answer tells words of the text.
    .meta({ roles, scope: 'conversations:read', secretAnswer: true })
    .route({
      method: 'POST',
      path: '/writing-checks',
      tags: ['answers'],
      summary: 'Spelling of a text, and what a note should not hold; it advises and refuses nothing',
    })
    .input(
      z.object({
        text: z.string().max(20_000),
        language: Language,
        kind: z.enum(['reply', 'note']).default('reply'),
        conversationId: Id.optional(),
      }),
    )
    .output(WritingCheck),
  listKnownWords: route
    .meta({ roles, scope: 'conversations:read' })
    .route({
      method: 'GET',
      path: '/known-words',
      tags: ['answers'],
      summary: 'Words that the spelling takes as they are',
    })
    .output(z.object({ items: z.array(z.string()) })),
  addKnownWord: route
    .meta(write)
    .route({
      method: 'PUT',
      path: '/known-words/{word}',
      tags: ['answers'],
      summary: 'Teach the spelling a word',
    })
    .input(KnownWord)
    .output(Done),
  removeKnownWord: route
    .meta(write)
    .route({
      method: 'DELETE',
      path: '/known-words/{word}',
      tags: ['answers'],
      summary: 'Let the spelling forget a word',
    })
    .input(KnownWord)
    .output(Done),
  listToneGuides: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/tone-guides',
      tags: ['answers'],
      summary: 'How we write, channel by channel',
    })
    .output(z.object({ items: z.array(ToneGuide) })),
  setToneGuide: route
    .meta({ roles: leads, scope: 'settings:write' })
    .route({
      method: 'PUT',
      path: '/tone-guides/{channel}',
      tags: ['answers'],
      summary: 'Say how we write on a channel; empty texts take the guide away',
    })
    .input(ToneGuide)
    .output(ToneGuide),
}
