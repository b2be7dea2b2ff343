import type { ChatSettings, ChatState } from '../../contract/chat.ts'
import type { Language } from '../loader/bridge.ts'
import type { Outbox } from '../state/outbox.ts'
import { emptyThread, type Thread } from '../state/thread.ts'
import type { Opinion } from './opinion.ts'

/** A file on its way to a message that is being written. */
export interface Attachment {
  /** Made here; the server's own id comes with `fileId`. */
  id: string
  name: string
  fileId?: string
  problem?: string
}

/** Everything the panel shows; drawing it is a function of this. */
export interface View {
  isOpen: boolean
  screen: 'home' | 'details' | 'thread'
  settings: ChatSettings
  language: Language
  words: Record<string, string>
  thread: Thread
  state: ChatState | undefined
  outbox: Outbox
  draft: string
  attachments: Attachment[]
  /** First name of whoever is writing. */
  typing: string | undefined
  /** News arrive by themselves; otherwise they are asked for. */
  isLive: boolean
  /** The last thing that was asked had an answer. */
  isOnline: boolean
  /** There are messages before the first that is shown. */
  hasOlder: boolean
  /** Being fetched for the first time. */
  isLoading: boolean
  /** What failed last, until something else is done. */
  problem: string | undefined
  /** What was done, told once: "Transcript sent". */
  notice: string | undefined
  isMenuOpen: boolean
  isEmojiOpen: boolean
  /** The way to be answered by mail: asking for the address, then for the code that was mailed there. */
  addressStep: 'none' | 'address' | 'code'
  wantsTranscript: boolean
  /** What was answered here to the question at the end. */
  opinion: Opinion | undefined
  hasSound: boolean
  /** Files of the visitor's are held over the panel. */
  isDropping: boolean
  /** Said aloud, each once, newest last. */
  announced: { id: string; author: string; text: string; language?: string | undefined }[]
}

/** The panel before anything was said. */
export function firstView({
  settings,
  language,
  words,
}: Pick<View, 'settings' | 'language' | 'words'>): View {
  return {
    isOpen: false,
    screen: 'home',
    settings,
    language,
    words,
    thread: emptyThread,
    state: undefined,
    outbox: [],
    draft: '',
    attachments: [],
    typing: undefined,
    isLive: false,
    isOnline: navigator.onLine,
    hasOlder: false,
    isLoading: false,
    problem: undefined,
    notice: undefined,
    isMenuOpen: false,
    isEmojiOpen: false,
    addressStep: 'none',
    wantsTranscript: false,
    opinion: undefined,
    hasSound: true,
    isDropping: false,
    announced: [],
  }
}
