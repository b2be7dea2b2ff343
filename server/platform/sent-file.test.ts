import { describe, expect, test } from 'vitest'
import { safeFileName, sniffType } from './sent-file.ts'

describe('SEC-7: a file name is safe to save and to show', () => {
  test.each([
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ['/', 'attachment_3.pdf'],
    ['..', 'attachment_3.pdf'],
    ['', 'attachment_3.pdf'],
    [null, 'attachment_3.pdf'],
    ['   ', 'attachment_3.pdf'],
    ['a\u0000b\r\nc.pdf', 'abc.pdf'],
    ['exe.\u202efdp', 'exe.fdp'],
    ['.htaccess', 'htaccess'],
    ['rapport. ', 'rapport'],
    ['CON.txt', '_CON.txt'],
    ['nul', '_nul'],
    ['a<b>:"c|d?.pdf', 'a_b___c_d_.pdf'],
    ['Réclamation n° 12.pdf', 'Réclamation n° 12.pdf'],
    ['e\u0301te\u0301.jpg', 'été.jpg'],
    ['合同.docx', '合同.docx'],
  ])('%j becomes %j', (written, safe) => {
    expect(safeFileName(written, 'application/pdf', 3)).toBe(safe)
  })

  test('a long name keeps its extension', () => {
    const name = safeFileName(`${'é'.repeat(400)}.pdf`, 'application/pdf', 1)
    expect([...name]).toHaveLength(150)
    expect(name.endsWith('é.pdf')).toBe(true)
  })
})

const bytes = (text: string) => Buffer.from(text, 'latin1')
const zip = (names: string) => bytes(`PK\u0003\u0004${'\u0000'.repeat(26)}${names}`)

describe('a type is what the content says', () => {
  test.each<[string, Uint8Array, string, string]>([
    [
      'a PNG called text',
      bytes('\u0089PNG\r\n\u001a\n\u0000\u0000\u0000\rIHDR'),
      'application/octet-stream',
      'image/png',
    ],
    ['a JPEG', bytes('\u00ff\u00d8\u00ff\u00e0\u0000\u0010JFIF'), 'image/jpg', 'image/jpeg'],
    ['a PDF', bytes('%PDF-1.7\n'), 'application/octet-stream', 'application/pdf'],
    ['HTML called picture', bytes('<html><script>alert(1)</script>'), 'image/png', 'text/html'],
    ['HTML after a comment and spaces', bytes('  <!-- a --><!DOCTYPE html>'), 'text/plain', 'text/html'],
    ['SVG called PNG', bytes('<?xml version="1.0"?>\n<svg onload="x">'), 'image/png', 'image/svg+xml'],
    ['noise called picture', bytes('aaaaaaaaaaaaaaaaaaaaaaaa'), 'image/png', 'application/octet-stream'],
    ['noise called PDF', bytes('aaaaaaaaaaaaaaaaaaaaaaaa'), 'application/pdf', 'application/octet-stream'],
    ['text', bytes('bonjour'), 'text/plain', 'text/plain'],
    ['a table', bytes('a;b\n1;2'), 'text/csv', 'text/csv'],
    ['nothing', bytes(''), 'image/png', 'image/png'],
    ['a type that is none', bytes('x'), 'evil\r\nheader: 1', 'application/octet-stream'],
    ['an archive', zip('a.txt'), 'application/octet-stream', 'application/zip'],
    [
      'a Word document',
      zip('[Content_Types].xml word/document.xml'),
      'application/octet-stream',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ],
    [
      'a workbook',
      zip('[Content_Types].xml xl/workbook.xml'),
      'application/zip',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ],
    [
      'a document with macros',
      zip('[Content_Types].xml word/document.xml'),
      'application/vnd.ms-word.document.macroenabled.12',
      'application/zip',
    ],
    [
      'an OpenDocument text',
      zip('mimetypeapplication/vnd.oasis.opendocument.textPK'),
      'application/octet-stream',
      'application/vnd.oasis.opendocument.text',
    ],
    [
      'a packed archive that is not unpacked',
      bytes('\u001f\u008b\u0008\u0000aaaaaaaa'),
      'application/octet-stream',
      'application/gzip',
    ],
  ])('%s', async (_, content, declared, wanted) => {
    expect(await sniffType(content, declared)).toBe(wanted)
  })
})
