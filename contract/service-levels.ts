import * as z from 'zod'
import { leads, route, Time } from './common.ts'
import { routedChannels } from './queues.ts'

/** In how many seconds a channel is to be answered, and of how many requests in a hundred. */
export const ServiceLevel = z.object({
  withinSeconds: z
    .number()
    .int()
    .min(5)
    .max(7 * 86_400),
  target: z.number().min(0.01).max(1),
})
export type ServiceLevel = z.infer<typeof ServiceLevel>

const Channel = z.enum(routedChannels)
/** By channel; a channel without any is not measured so. */
export const ServiceLevels = z.partialRecord(Channel, ServiceLevel)
export type ServiceLevels = z.infer<typeof ServiceLevels>

const SupervisionSettings = z.object({
  serviceLevels: ServiceLevels,
  version: z.number().int(),
  updatedAt: Time.nullable(),
})
export type SupervisionSettings = z.infer<typeof SupervisionSettings>

/** What figures of the day are measured against. */
export const serviceLevelRoutes = {
  settings: route
    .meta({ roles: leads, scope: 'settings:read' })
    .route({
      method: 'GET',
      path: '/supervision/settings',
      tags: ['supervision'],
      summary: 'In what time each channel is to be answered, and how often',
    })
    .output(SupervisionSettings),
  saveSettings: route
    .meta({ roles: leads, scope: 'settings:write' })
    .route({
      method: 'PUT',
      path: '/supervision/settings',
      tags: ['supervision'],
      summary: 'Changes what channels are measured against; a channel that is not named is not measured',
    })
    .input(z.object({ serviceLevels: ServiceLevels, version: z.number().int().optional() }))
    .output(SupervisionSettings),
}
