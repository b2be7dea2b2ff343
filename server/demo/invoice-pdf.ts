/** What an invoice says. */
export type InvoiceLines = {
  number: string
  date: string
  to: readonly string[]
  item: string
  amount: string
  delivery: string
  total: string
}

/** Writes a one-page invoice as a PDF of a kilobyte, in the fonts that every reader has. */
export function writeInvoice(lines: InvoiceLines): Uint8Array {
  const text: string[] = []
  const put = (x: number, y: number, size: number, words: string, bold = false) =>
    text.push(`BT /F${bold ? 2 : 1} ${size} Tf ${x} ${y} Td (${inWinAnsi(words)}) Tj ET`)
  put(60, 770, 22, 'Maison Bleuet', true)
  put(60, 752, 10, '4 allée des Horticulteurs, 49000 Angers')
  put(60, 700, 16, `Facture ${lines.number}`, true)
  put(60, 682, 10, lines.date)
  for (const [index, line] of lines.to.entries()) put(360, 700 - index * 14, 11, line)
  text.push('0.7 w 60 630 m 535 630 l S')
  put(60, 612, 11, lines.item)
  put(470, 612, 11, lines.amount)
  put(60, 592, 11, 'Livraison')
  put(470, 592, 11, lines.delivery)
  text.push('60 580 m 535 580 l S')
  put(60, 560, 12, 'Total, TVA comprise', true)
  put(470, 560, 12, lines.total, true)
  put(60, 80, 9, 'Document de démonstration : entreprise et montants fictifs.')

  const content = text.join('\n')
  const font = (name: string) =>
    `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R /Lang (fr-FR) >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    font('Helvetica'),
    font('Helvetica-Bold'),
  ]
  let file = '%PDF-1.4\n'
  const offsets: number[] = []
  objects.forEach((object, index) => {
    offsets.push(file.length)
    file += `${index + 1} 0 obj\n${object}\nendobj\n`
  })
  const start = file.length
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map(offset => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')}`
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`
  return Buffer.from(file, 'latin1')
}

/** WinAnsi: one byte a letter, so that offsets count characters; the euro sign has its own place there. */
function inWinAnsi(words: string): string {
  return words
    .replaceAll('’', "'")
    .replaceAll('\u202f', ' ')
    .replaceAll('\u00a0', ' ')
    .replaceAll('œ', '\x9c')
    .replaceAll('€', '\x80')
    .replace(/[\\()]/g, '\\$&')
}
