import { createTransport, type SendMailOptions } from 'nodemailer'

export interface CustomerParts {
  name: string
  /** The address of the shop. */
  to: string
  smtpPort: number
}

export interface Customer {
  name: string
  address: string
  /** Writes to the shop from their own mailbox, by SMTP; gives the Message-ID. */
  writes(mail: SendMailOptions & { subject: string }): Promise<string>
}

/** Somebody outside, who writes real mails to the shop. */
export function createCustomer({ name, to, smtpPort }: CustomerParts): Customer {
  const address = `${name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z]+/g, '.')
    .toLowerCase()}@mail.test`
  return {
    name,
    address,
    async writes(mail) {
      const transport = createTransport({ host: '127.0.0.1', port: smtpPort, ignoreTLS: true })
      try {
        const { messageId } = await transport.sendMail({ from: { name, address }, to, ...mail })
        return messageId
      } finally {
        transport.close()
      }
    },
  }
}
