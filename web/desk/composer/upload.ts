import type { Attachment } from '../../../contract/conversations.ts'
import { readProblem, Unreachable } from '../../api/api-problem.ts'

export interface UploadParts {
  url: string
  headers: Record<string, string>
  file: File
  onProgress: (share: number) => void
  signal: AbortSignal
}

/** Sends a file with its progress, which `fetch` cannot tell; gives the attachment to put into a message. */
export function upload({ url, headers, file, onProgress, signal }: UploadParts): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', url)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.responseType = 'json'
    request.upload.onprogress = event => {
      if (event.lengthComputable) onProgress(event.loaded / event.total)
    }
    request.onload = () => {
      // The server's own answer: an attachment, or a problem with its sentence.
      if (request.status === 201) resolve(request.response as Attachment)
      else reject(readProblem(request.response, request.status) ?? new Unreachable(request.status))
    }
    request.onerror = () => reject(new Unreachable('upload'))
    request.onabort = () => reject(new DOMException('aborted', 'AbortError'))
    signal.addEventListener('abort', () => request.abort())
    const body = new FormData()
    body.append('file', file, file.name)
    request.send(body)
  })
}
