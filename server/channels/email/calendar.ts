import { DateTime } from 'luxon'
import { oneLine } from './headers.ts'

/** What an adviser needs to know of an invitation without opening it. */
export type Invite = {
  method: string
  uid: string
  summary: string
  location: string
  organizer: string
  /** ISO 8601 with offset; without one when the invitation names no usable zone; a date alone for a whole day. */
  start: string
  end: string
  allDay: boolean
  repeats: boolean
}

type Property = { value: string; parameters: Record<string, string> }

/** Reads the first event of an iCalendar file; undefined when it holds none. */
export function readInvite(ics: string): Invite | undefined {
  const lines = ics
    .slice(0, 500_000)
    .replace(/\r\n?/g, '\n')
    .replace(/\n[ \t]/g, '')
    .split('\n')
  const begin = lines.findIndex(line => /^BEGIN:VEVENT\s*$/i.test(line))
  if (begin < 0) return undefined
  const length = lines.slice(begin).findIndex(line => /^END:VEVENT\s*$/i.test(line))
  const event = propertiesOf(withoutAlarms(lines.slice(begin + 1, length < 0 ? undefined : begin + length)))
  const start = event.get('DTSTART')
  if (!start) return undefined
  const method = propertiesOf(lines.slice(0, begin)).get('METHOD')?.value ?? 'PUBLISH'
  return {
    method: oneLine(method).toUpperCase().slice(0, 20),
    uid: oneLine(event.get('UID')?.value ?? '').slice(0, 500),
    summary: textOf(event.get('SUMMARY')),
    location: textOf(event.get('LOCATION')),
    organizer: organizerOf(event.get('ORGANIZER')),
    start: momentOf(start),
    end: momentOf(event.get('DTEND')) || endByDuration(start, event.get('DURATION')),
    allDay: isDay(start),
    repeats: event.has('RRULE') || event.has('RDATE'),
  }
}

function withoutAlarms(lines: string[]): string[] {
  let depth = 0
  return lines.filter(line => {
    if (/^BEGIN:/i.test(line)) depth += 1
    const isOurs = depth === 0
    if (/^END:/i.test(line)) depth -= 1
    return isOurs
  })
}

function propertiesOf(lines: string[]): Map<string, Property> {
  const found = new Map<string, Property>()
  for (const line of lines) {
    const match = /^([A-Za-z-]+)((?:;[\w-]+=(?:"[^"]*"|[^";:]*))*):(.*)$/.exec(line)
    const name = match?.[1]?.toUpperCase()
    if (!match || !name || found.has(name)) continue
    const parameters: Record<string, string> = {}
    for (const [, key = '', value = ''] of (match[2] ?? '').matchAll(/;([\w-]+)=("[^"]*"|[^";:]*)/g)) {
      parameters[key.toUpperCase()] = value.replaceAll('"', '')
    }
    found.set(name, { value: match[3] ?? '', parameters })
  }
  return found
}

function textOf(property: Property | undefined): string {
  const unescaped = (property?.value ?? '').replace(/\\([nN,;\\])/g, (_, sign: string) =>
    /n/i.test(sign) ? ' ' : sign,
  )
  return oneLine(unescaped).slice(0, 500)
}

function organizerOf(property: Property | undefined): string {
  const address = (property?.value ?? '').replace(/^mailto:/i, '')
  return oneLine(property?.parameters.CN ?? address).slice(0, 200)
}

const isDay = (property: Property) =>
  property.parameters.VALUE === 'DATE' || /^\d{8}$/.test(property.value.trim())

function momentOf(property: Property | undefined): string {
  if (!property) return ''
  const written = property.value.trim()
  if (isDay(property)) return DateTime.fromFormat(written, 'yyyyMMdd').toISODate() ?? ''
  const zone = written.endsWith('Z') ? 'utc' : zoneOf(property.parameters.TZID)
  const moment = DateTime.fromFormat(written.replace(/Z$/, ''), "yyyyMMdd'T'HHmmss", { zone: zone ?? 'utc' })
  if (!moment.isValid) return ''
  return moment.toISO({ suppressMilliseconds: true, includeOffset: zone !== undefined }) ?? ''
}

function endByDuration(start: Property, duration: Property | undefined): string {
  const match = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(
    duration?.value.trim() ?? '',
  )
  const begin = momentOf(start)
  if (!match || begin === '') return ''
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map(part => Number(part ?? 0))
  const end = DateTime.fromISO(begin, { setZone: true }).plus({ weeks, days, hours, minutes, seconds })
  if (isDay(start)) return end.toISODate() ?? ''
  return (
    end.toISO({ suppressMilliseconds: true, includeOffset: /[Z+]|-\d\d:\d\d$/.test(begin.slice(11)) }) ?? ''
  )
}

/** Outlook names its zones its own way; these are the ones our customers live in. */
const windowsZones: Record<string, string> = {
  'romance standard time': 'Europe/Paris',
  'w. europe standard time': 'Europe/Berlin',
  'central europe standard time': 'Europe/Budapest',
  'central european standard time': 'Europe/Warsaw',
  'gmt standard time': 'Europe/London',
  'greenwich standard time': 'Atlantic/Reykjavik',
  'e. europe standard time': 'Europe/Chisinau',
  'fle standard time': 'Europe/Kyiv',
  'gtb standard time': 'Europe/Bucharest',
  'morocco standard time': 'Africa/Casablanca',
  'w. central africa standard time': 'Africa/Lagos',
  'eastern standard time': 'America/New_York',
  'central standard time': 'America/Chicago',
  'mountain standard time': 'America/Denver',
  'pacific standard time': 'America/Los_Angeles',
  'sa western standard time': 'America/Martinique',
  'sa eastern standard time': 'America/Cayenne',
  'mauritius standard time': 'Indian/Mauritius',
  'arabian standard time': 'Asia/Dubai',
  'central pacific standard time': 'Pacific/Noumea',
  utc: 'utc',
}

function zoneOf(name: string | undefined): string | undefined {
  if (!name) return undefined
  const known = windowsZones[name.toLowerCase()] ?? name.replace(/^\/.*?\/(?=[A-Z])/, '')
  return DateTime.local({ zone: known }).isValid ? known : undefined
}
