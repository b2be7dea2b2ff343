import * as z from 'zod'
import { leads, route, Time } from './common.ts'

const read = { roles: leads, scope: 'settings:read' } as const
const configure = { roles: ['administrator'], scope: 'settings:write' } as const

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
  /** How much heavier waiting grows with each priority, for a VIP, and for a complaint. */
  priorities: z.object({ low: Weight, normal: Weight, high: Weight, urgent: Weight }),
  vipWeight: Weight,
  complaintWeight: Weight,
  /** Before somebody who declined or missed a request is offered it again, where others are there. */
  backOffSeconds: z.number().int().min(5).max(3600),
  /** Missed in a row, after which nothing is offered until they say that they are back. */
  missesAllowed: z.number().int().min(1).max(10),
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
}
