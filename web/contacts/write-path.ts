/** Address of the desk where a new message to this person is written. */
export function writePath(contactId: string): string {
  return `/desk/mine/new?contactId=${contactId}`
}
