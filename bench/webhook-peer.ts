// A program that hears webhooks and does nothing else: says its port, then how many it has heard.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

let heard = 0
let said = 0
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    if (request.url === '/hook') heard += 1
    response.writeHead(204).end()
  })
})
server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port))
setInterval(() => {
  if (heard !== said) process.send!(heard)
  said = heard
}, 2)
process.on('disconnect', () => process.exit(0))
