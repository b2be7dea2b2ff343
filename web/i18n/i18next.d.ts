import 'i18next'
import type common from './fr/common.json'
import type contacts from './fr/contacts.json'
import type desk from './fr/desk.json'
import type insights from './fr/insights.json'
import type loops from './fr/loops.json'
import type queues from './fr/queues.json'
import type rules from './fr/rules.json'
import type segments from './fr/segments.json'
import type settings from './fr/settings.json'
import type signin from './fr/signin.json'
import type surveys from './fr/surveys.json'
import type team from './fr/team.json'
import type wallboard from './fr/wallboard.json'
import type webhooks from './fr/webhooks.json'
import type work from './fr/work.json'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: {
      common: typeof common
      contacts: typeof contacts
      desk: typeof desk
      insights: typeof insights
      loops: typeof loops
      queues: typeof queues
      rules: typeof rules
      segments: typeof segments
      settings: typeof settings
      signin: typeof signin
      surveys: typeof surveys
      team: typeof team
      wallboard: typeof wallboard
      webhooks: typeof webhooks
      work: typeof work
    }
  }
}
