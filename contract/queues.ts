import * as z from 'zod'
import { Done, Id, IdInput, inside, leads, route, Time } from './common.ts'

const read = { roles: leads, scope: 'settings:read' } as const
const configure = { roles: ['administrator'], scope: 'settings:write' } as const
/** Who leads a team says what its people know. */
const lead = { roles: leads, scope: 'settings:write' } as const

/** Channels whose requests are given out. */
export const routedChannels = ['chat', 'email', 'form'] as const
const RoutedChannel = z.enum(routedChannels)
export type RoutedChannel = z.infer<typeof RoutedChannel>

const day = 1440
/** What a channel takes of a person, and how its requests wait; hours and minutes are those in which we are open. */
export const ChannelRouting = z.object({
  /** Of the hundred that everybody has: while somebody is at it, and while its customer is quiet. */
  units: z.number().int().min(1).max(100),
  parkedUnits: z.number().int().min(0).max(100),
  /** How long its customer is quiet before it is parked: at each answer where this is 0. */
  quietMinutes: z.number().int().min(0).max(day).default(0),
  /** Most at once for one person. */
  most: z.number().int().min(1).max(50),
  /** Channels whose work is set aside when this one calls. */
  interrupts: z.array(RoutedChannel).max(3),
  /** How long it is offered before it counts as missed; null for as long as it takes. */
  offerSeconds: z.number().int().min(10).max(3600).nullable(),
  /** For how long it waits for whoever answered this customer last. */
  ownerMinutes: z
    .number()
    .int()
    .min(0)
    .max(10 * day),
  /** For how long those alone are asked who speak the customer's language. */
  languageMinutes: z
    .number()
    .int()
    .min(0)
    .max(10 * day),
  /** In what time it should be answered: beside other channels, it presses the more the shorter this is. */
  targetMinutes: z
    .number()
    .int()
    .min(1)
    .max(30 * day),
})
export type ChannelRouting = z.infer<typeof ChannelRouting>

const Weight = z.number().min(0.1).max(20)
const choices = {
  channels: z.object({ chat: ChannelRouting, email: ChannelRouting, form: ChannelRouting }),
  /** How much heavier waiting grows with each priority, for a VIP, for a complaint, and for a moment of truth. */
  priorities: z.object({ low: Weight, normal: Weight, high: Weight, urgent: Weight }),
  vipWeight: Weight,
  complaintWeight: Weight,
  momentWeight: Weight,
  /** Before somebody who declined or missed a request is offered it again, where others are there. */
  backOffSeconds: z.number().int().min(5).max(3600),
  /** Missed in a row, after which nothing is offered until they say that they are back. */
  missesAllowed: z.number().int().min(1).max(10),
  /** The team that looks first at what no team has; null where it stays with everybody. */
  triageTeamId: Id.nullable(),
}
/** What a house chose about how its requests are given out. */
export const RoutingChoices = z.object(choices)
export type RoutingChoices = z.infer<typeof RoutingChoices>

export const RoutingSettings = z.object({
  isOn: z.boolean(),
  ...choices,
  version: z.number().int(),
  updatedAt: Time.nullable(),
})
export type RoutingSettings = z.infer<typeof RoutingSettings>

/** How the work of a queue comes: it is offered, asked for ("next"), or picked from the list. */
export const ways = ['push', 'pull', 'pick'] as const
const some = <Of extends z.ZodType>(of: Of, most = 20) => z.array(of).max(most)
const openSeconds = z
  .number()
  .int()
  .min(5)
  .max(10 * 86_400)

/** A skill that requests of a queue need: of some contact reasons, or of all where none is named. */
export const QueueNeed = z.object({
  skillId: Id,
  level: z.number().int().min(1).max(5),
  reasonIds: some(Id, 100).default([]),
})
export type QueueNeed = z.infer<typeof QueueNeed>

/** Who is asked as well once a request has waited so long, in open time. */
export const QueueStep = z.object({
  afterSeconds: openSeconds,
  teamIds: some(Id).default([]),
  siteIds: some(Id).default([]),
  /** Partners whose people in these teams and sites are asked too, where their contract allows it. */
  partnerIds: some(Id).default([]),
  /** Whatever language they speak. */
  anyLanguage: z.boolean().default(false),
  /** Whatever their skills. */
  anySkill: z.boolean().default(false),
})
export type QueueStep = z.infer<typeof QueueStep>

/** When requests go to another team; one of these is enough. */
export const QueueOverflow = z.object({
  teamId: Id,
  /** Waiting longer than this, in open time. */
  afterSeconds: openSeconds.nullable().default(null),
  /** Behind so many others. */
  moreThan: z.number().int().min(1).max(10_000).nullable().default(null),
  whenClosed: z.boolean().default(false),
  whenNobody: z.boolean().default(false),
})
export type QueueOverflow = z.infer<typeof QueueOverflow>

const queueFields = {
  way: z.enum(ways),
  /** What is offered is theirs at once. */
  autoAccept: z.boolean(),
  needs: some(QueueNeed),
  steps: some(QueueStep),
  overflow: QueueOverflow.nullable(),
}
export const Queue = z.object({
  teamId: Id,
  name: z.string(),
  ...queueFields,
  version: z.number().int(),
  /** Requests that nobody has. */
  waiting: z.number().int(),
  /** People of the team who are available now, and how many can sit there at once (D8). */
  available: z.number().int(),
  people: z.number().int(),
  positions: z.number().int().nullable(),
})
export type Queue = z.infer<typeof Queue>

const SkillName = z.string().trim().min(1).max(60)
export const Skill = z.object({ id: Id, name: SkillName, people: z.number().int() })
export type Skill = z.infer<typeof Skill>

export const SkillLevel = z.object({ skillId: Id, level: z.number().int().min(1).max(5) })
const MostAtOnce = z.partialRecord(RoutedChannel, z.number().int().min(0).max(50))
const profileFields = {
  /** Declared by people, never inferred (EMP-3). */
  skills: some(SkillLevel, 100),
  /** Of the attention that everybody has a hundred of. */
  capacity: z.number().int().min(10).max(200),
  /** Most at once on a channel, where it is not everybody's. */
  most: MostAtOnce,
}
export const WorkProfile = z.object({
  memberId: Id,
  name: z.string(),
  teamIds: z.array(Id),
  ...profileFields,
})
export type WorkProfile = z.infer<typeof WorkProfile>

const contractFields = {
  /** Of each list, one; an empty list asks nothing. */
  teamIds: some(Id, 100),
  reasonIds: some(Id, 100),
  channels: some(RoutedChannel, 3),
  takesComplaints: z.boolean(),
  /** Of the requests that the house could take too, in per cent; null for no share. */
  share: z.number().int().min(1).max(99).nullable(),
  /** Most that its people have open together; null for no ceiling. */
  mostOpen: z.number().int().min(0).max(100_000).nullable(),
  /** Where its people move up what is not for them; null for the team that looks first at what no team has. */
  escalationTeamId: Id.nullable(),
}
export const PartnerContract = z.object({
  partnerId: Id,
  name: z.string(),
  /** False while nothing was agreed: it is given what its own teams get, and nothing else. */
  isAgreed: z.boolean(),
  ...contractFields,
  version: z.number().int(),
})
export type PartnerContract = z.infer<typeof PartnerContract>

/** Who is given what: the switch of routing and what holds for all of its queues. */
export const queues = {
  routingSettings: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/routing/settings',
      tags: ['routing'],
      summary: 'How requests are given out',
    })
    .output(RoutingSettings),
  saveRoutingSettings: route
    .meta(configure)
    .route({
      method: 'PUT',
      path: '/routing/settings',
      tags: ['routing'],
      summary: 'Switch routing on or off, or change how requests are given out; what is not said stays',
    })
    .input(
      z.object({
        ...z.object(choices).partial().shape,
        channels: choices.channels.partial().optional(),
        isOn: z.boolean().optional(),
      }),
    )
    .output(RoutingSettings),
  list: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/queues',
      tags: ['routing'],
      summary: 'Queues: how the work of each team comes to it',
    })
    .output(z.object({ items: z.array(Queue) })),
  save: route
    .meta(configure)
    .route({
      method: 'PUT',
      path: '/queues/{teamId}',
      tags: ['routing'],
      summary: 'Change how the work of a team comes to it; what is not said stays',
    })
    .input(z.object(queueFields).partial().extend({ teamId: Id }))
    .output(Queue),
  listSkills: route
    .meta({ roles: inside, scope: 'settings:read' })
    .route({ method: 'GET', path: '/skills', tags: ['routing'], summary: 'Skills that people may declare' })
    .output(z.object({ items: z.array(Skill) })),
  createSkill: route
    .meta(configure)
    .route({ method: 'POST', path: '/skills', tags: ['routing'], successStatus: 201, summary: 'Add a skill' })
    .input(z.object({ name: SkillName }))
    .output(Skill),
  updateSkill: route
    .meta(configure)
    .route({ method: 'PATCH', path: '/skills/{id}', tags: ['routing'], summary: 'Rename a skill' })
    .input(z.object({ id: Id, name: SkillName }))
    .output(Skill),
  deleteSkill: route
    .meta(configure)
    .route({
      method: 'DELETE',
      path: '/skills/{id}',
      tags: ['routing'],
      summary: 'Delete a skill that no queue needs, with the levels that people have in it',
    })
    .input(IdInput)
    .output(Done),
  listProfiles: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/work-profiles',
      tags: ['routing'],
      summary: 'What people know, and how much they take at once',
    })
    .output(z.object({ items: z.array(WorkProfile) })),
  saveProfile: route
    .meta(lead)
    .route({
      method: 'PUT',
      path: '/work-profiles/{memberId}',
      tags: ['routing'],
      summary: 'Change what somebody knows, or how much they take at once; what is not said stays',
    })
    .input(z.object(profileFields).partial().extend({ memberId: Id }))
    .output(WorkProfile),
  ownSkills: route
    .meta({ roles: [...inside, 'partner'], peopleOnly: true })
    .route({
      method: 'GET',
      path: '/me/skills',
      tags: ['routing'],
      summary: 'What is written of what I know',
    })
    .output(z.object({ items: z.array(z.object({ name: z.string(), level: z.number().int() })) })),
  listContracts: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/partner-contracts',
      tags: ['routing'],
      summary: 'What each partner may be given',
    })
    .output(z.object({ items: z.array(PartnerContract) })),
  saveContract: route
    .meta(configure)
    .route({
      method: 'PUT',
      path: '/partner-contracts/{partnerId}',
      tags: ['routing'],
      summary: 'Change what a partner may be given; what is not said stays',
    })
    .input(z.object(contractFields).partial().extend({ partnerId: Id }))
    .output(PartnerContract),
}
