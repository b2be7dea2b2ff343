import type { Attachment } from '../../../contract/conversations.ts'

/** A picture or a download cannot send a header: the workspace stands in its address. */
export function attachmentUrl(attachment: Pick<Attachment, 'url'>, workspace: string): string {
  return `${attachment.url}?workspace=${encodeURIComponent(workspace)}`
}

/** What can be looked at without leaving the page; recordings are downloaded, they have no captions. */
export function previewKind({ type }: Pick<Attachment, 'type'>): 'picture' | 'pdf' | undefined {
  if (/^image\/(?:png|jpeg|gif|webp)$/.test(type)) return 'picture'
  return type === 'application/pdf' ? 'pdf' : undefined
}
