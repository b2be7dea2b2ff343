import { describe, expect, test } from 'vitest'
import { createTranslate } from '#server/platform/i18n.ts'
import { type About, surveyMail } from './mail.ts'

const t = createTranslate()
const link = 'https://care.example.test/s/abc'
const about: About = {
  language: 'fr',
  survey: { scale_max: 5, question_fr: 'Êtes-vous bien servi ?', question_en: 'Are you well served?' },
  link,
  to: { name: 'Anna Petit', address: 'anna@mail.test' },
  workspaceName: 'Maison Bleuet',
  subject: 'Livraison en retard',
  conversationId: '019aa000-0000-7000-8000-000000000000',
  channelId: null,
}

describe('the mail that asks', () => {
  test('has a link for each score and a way out, in its text and in its HTML', () => {
    const mail = surveyMail(t, about)
    const expected = [1, 2, 3, 4, 5].map(score => `${link}?score=${score}`).concat(`${link}/opt-out`)
    expect(mail.text.match(/https:\/\/\S+/g)).toEqual(expected)
    expect([...mail.html.matchAll(/href="([^"]+)"/g)].map(match => match[1])).toEqual(expected)
    expect(mail.text).toContain('Êtes-vous bien servi ?')
    expect(surveyMail(t, { ...about, language: 'en' }).text).toContain('Are you well served?')
  })

  test('fetches nothing when it is read: no picture, no pixel, no style or font from elsewhere (OUT-10)', () => {
    const { html } = surveyMail(t, about)
    expect(html).not.toMatch(/<img|<link|<script|<iframe|url\(|@import|src=|background=/i)
  })

  test('leads nowhere but to its own pages, and promotes nothing (OUT-9)', () => {
    const { html, text } = surveyMail(t, about)
    for (const address of `${html}\n${text}`.match(/https?:\/\/[^\s"<]+/g)!)
      expect(address.startsWith(link), address).toBe(true)
  })

  test('asks for no automatic answer and can be left in one click of the mail program', () => {
    expect(surveyMail(t, about).headers).toEqual({
      'Auto-Submitted': 'auto-generated',
      'List-Unsubscribe': `<${link}/opt-out>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    })
  })

  test('a customer’s subject is shown as text and cannot become markup or a header', () => {
    const mail = surveyMail(t, {
      ...about,
      subject: 'Re: <img src=x onerror=alert(1)>\r\nBcc: all@x.test {{workspace}} $t(mail.why)',
      workspaceName: 'Fleurs & "Co"\r\nX-Evil: 1',
    })
    expect(mail.html).toContain(
      '&lt;img src=x onerror=alert(1)&gt; Bcc: all@x.test {{workspace}} $t(mail.why)',
    )
    expect(mail.html).not.toContain('<img')
    expect(mail.subject).not.toMatch(/[\r\n]/)
  })

  test.each(['', 'anna@mail.test', 'Win at www.evil.test', 'https://evil.test'])(
    '%j is not greeted',
    name => {
      expect(surveyMail(t, { ...about, to: { name, address: 'anna@mail.test' } }).text).toMatch(/^Bonjour,/)
    },
  )
})
