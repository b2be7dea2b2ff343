import { describe, expect, test } from 'vitest'
import { readInvite } from './calendar.ts'

const event = (lines: string, before = 'METHOD:REQUEST') =>
  `BEGIN:VCALENDAR\r\n${before}\r\nBEGIN:VEVENT\r\n${lines.replaceAll('\n', '\r\n')}\r\nEND:VEVENT\r\nEND:VCALENDAR`

describe('an invitation', () => {
  test('is summed up: what, when, where, by whom', () => {
    const invite = readInvite(
      event(
        'UID:abc\nSUMMARY:Livraison\\, étage 2\nLOCATION:Lyon\\; quai 3\nORGANIZER;CN="Zoé Martin":mailto:zoe@a.test\nDTSTART;TZID=Romance Standard Time:20250712T100000\nDTEND;TZID=Romance Standard Time:20250712T113000',
      ),
    )
    expect(invite).toEqual({
      method: 'REQUEST',
      uid: 'abc',
      summary: 'Livraison, étage 2',
      location: 'Lyon; quai 3',
      organizer: 'Zoé Martin',
      start: '2025-07-12T10:00:00+02:00',
      end: '2025-07-12T11:30:00+02:00',
      allDay: false,
      repeats: false,
    })
  })

  test.each([
    ['in universal time', 'DTSTART:20250712T080000Z', '2025-07-12T08:00:00Z', ''],
    ['in no zone', 'DTSTART:20250712T100000', '2025-07-12T10:00:00', ''],
    ['in a zone nobody knows', 'DTSTART;TZID=Chez nous:20250712T100000', '2025-07-12T10:00:00', ''],
    ['of a day', 'DTSTART;VALUE=DATE:20250712\nDTEND;VALUE=DATE:20250713', '2025-07-12', '2025-07-13'],
    [
      'with a duration',
      'DTSTART:20250712T080000Z\nDURATION:PT1H30M',
      '2025-07-12T08:00:00Z',
      '2025-07-12T09:30:00Z',
    ],
    ['with a broken date', 'DTSTART:demain', '', ''],
  ])('%s', (_, lines, start, end) => {
    expect(readInvite(event(lines))).toMatchObject({ start, end })
  })

  test('a folded line is one line, and the summary of an alarm is not the summary', () => {
    const invite = readInvite(
      event(
        'DTSTART:20250712T080000Z\nBEGIN:VALARM\nSUMMARY:rappel\nEND:VALARM\nSUMMARY:Livraison\n  du vase\nRRULE:FREQ=DAILY',
      ),
    )
    expect(invite).toMatchObject({ summary: 'Livraison du vase', repeats: true })
  })

  test('a cancellation says so', () => {
    expect(readInvite(event('DTSTART:20250712T080000Z', 'METHOD:CANCEL'))?.method).toBe('CANCEL')
  })

  test('what holds no event is no invitation', () => {
    expect(readInvite('BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:x\nEND:VTODO\nEND:VCALENDAR')).toBeUndefined()
    expect(readInvite('')).toBeUndefined()
  })

  test('no line break passes into what is shown', () => {
    expect(readInvite(event('DTSTART:20250712T080000Z\nSUMMARY:a\\nb\u0007c'))?.summary).toBe('a b c')
  })
})
