import { connect } from 'node:net'
import { createTransport, type SendMailOptions } from 'nodemailer'

/** Brings mails to a receiver as a mail server does: says what it answered, whether it took them or not. */
export async function bring(
  port: number,
  mail: SendMailOptions,
): Promise<{ code: number; said: string; refused: string[] }> {
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true })
  try {
    const { response, rejectedErrors = [] } = await transport.sendMail(mail)
    return {
      code: Number(response.slice(0, 3)),
      said: response,
      refused: rejectedErrors.map((error: { response?: string }) => error.response ?? ''),
    }
  } catch (error) {
    const { responseCode, response, message } = error as {
      responseCode?: number
      response?: string
      message: string
    }
    return { code: responseCode ?? 0, said: response ?? message, refused: [] }
  } finally {
    transport.close()
  }
}

/** Brings a raw mail from someone to addresses. */
export const bringRaw = (port: number, raw: Buffer, from: string, to: string | string[]) =>
  bring(port, { raw, envelope: { from, to } })

/** Says lines to a receiver one by one, as a client that follows no rule may, and returns what it answered to each. */
export async function converse(port: number, lines: string[]): Promise<string[]> {
  const socket = connect(port, '127.0.0.1')
  const answers: string[] = []
  let held = ''
  const heard = () =>
    new Promise<string>((resolve, reject) => {
      const onData = (chunk: Buffer) => {
        held += chunk
        const last = held.trimEnd().split('\r\n').at(-1) ?? ''
        if (!held.endsWith('\r\n') || !/^\d{3}(?: |$)/.test(last)) return
        socket.off('data', onData)
        resolve(held.trim())
        held = ''
      }
      socket.on('data', onData)
      socket.once('error', reject)
      socket.once('close', () => resolve(held.trim()))
    })
  await heard()
  for (const line of lines) {
    const answer = heard()
    socket.write(`${line}\r\n`)
    answers.push(await answer)
  }
  socket.destroy()
  return answers
}
