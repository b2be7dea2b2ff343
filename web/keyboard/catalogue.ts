/** Where a command acts: everywhere, in a list, on the open conversation or recovery, in the text being written. */
export const scopes = ['anywhere', 'list', 'conversation', 'recovery', 'composer'] as const
export type Scope = (typeof scopes)[number]

export type PaletteGroup =
  | 'now'
  | 'act'
  | 'found'
  | 'go'
  | 'presence'
  | 'answers'
  | 'create'
  | 'appearance'
  | 'help'

interface CommandEntry {
  scope: Scope
  /**
   * Alternatives. Letters are `event.key` values; `mod` is Ctrl, or ⌘ on a Mac; `g d` is two strokes.
   * Empty for what only the palette offers.
   */
  keys: readonly string[]
  /** Acts only while the focus is inside an element of its scope (arrows, Enter). */
  needsFocus?: true
  /** Handled by the browser or by the text field itself; listed for the help. */
  shownOnly?: true
  /** Hands the focus to a field or a list: what is typed before that is there is meant for it. */
  opensField?: true
  /** Where the palette shows it; absent when searching for it would make no sense. */
  group?: PaletteGroup
}

/** Every key of the product with its first assignment: what the help shows and what a person may change. */
export const catalogue = {
  'anywhere.palette': { scope: 'anywhere', keys: ['mod+k'], opensField: true },
  'anywhere.nextRegion': { scope: 'anywhere', keys: ['F6'] },
  'anywhere.previousRegion': { scope: 'anywhere', keys: ['shift+F6'] },
  'anywhere.escape': { scope: 'anywhere', keys: ['Escape'], shownOnly: true },
  'anywhere.help': { scope: 'anywhere', keys: ['?'], group: 'help' },
  'anywhere.search': { scope: 'anywhere', keys: ['/'], opensField: true },
  'anywhere.acceptOffer': { scope: 'anywhere', keys: ['F2'], group: 'now' },
  'anywhere.declineOffer': { scope: 'anywhere', keys: ['shift+F2'], group: 'now' },
  'anywhere.undo': { scope: 'anywhere', keys: ['z'], group: 'now' },
  'go.desk': { scope: 'anywhere', keys: ['g d'], group: 'go' },
  'go.contacts': { scope: 'anywhere', keys: ['g c'], group: 'go' },
  'go.routing': { scope: 'anywhere', keys: ['g r'], group: 'go' },
  'go.wallboard': { scope: 'anywhere', keys: ['g w'], group: 'go' },
  'go.loops': { scope: 'anywhere', keys: ['g l'], group: 'go' },
  'go.surveys': { scope: 'anywhere', keys: ['g e'], group: 'go' },
  'go.insights': { scope: 'anywhere', keys: ['g i'], group: 'go' },
  'go.settings': { scope: 'anywhere', keys: ['g s'], group: 'go' },

  'list.next': { scope: 'list', keys: ['j'] },
  'list.previous': { scope: 'list', keys: ['k'] },
  'list.open': { scope: 'list', keys: ['Enter'], needsFocus: true },
  'list.select': { scope: 'list', keys: ['x'] },
  'list.extendDown': { scope: 'list', keys: ['shift+ArrowDown'], needsFocus: true },
  'list.extendUp': { scope: 'list', keys: ['shift+ArrowUp'], needsFocus: true },
  'list.first': { scope: 'list', keys: ['Home'], needsFocus: true },
  'list.last': { scope: 'list', keys: ['End'], needsFocus: true },
  'list.unread': { scope: 'list', keys: ['u'], group: 'act' },

  'conversation.reply': { scope: 'conversation', keys: ['r'], opensField: true, group: 'act' },
  'conversation.note': { scope: 'conversation', keys: ['n'], opensField: true, group: 'act' },
  'conversation.forward': { scope: 'conversation', keys: ['f'], opensField: true, group: 'act' },
  'conversation.take': { scope: 'conversation', keys: ['t'], group: 'act' },
  'conversation.assign': { scope: 'conversation', keys: ['a'], opensField: true, group: 'act' },
  'conversation.handOver': { scope: 'conversation', keys: ['h'], opensField: true, group: 'act' },
  'conversation.consult': { scope: 'conversation', keys: ['d'], opensField: true, group: 'act' },
  'conversation.together': { scope: 'conversation', keys: [], opensField: true, group: 'act' },
  'conversation.reason': { scope: 'conversation', keys: ['m'], opensField: true, group: 'act' },
  'conversation.priority': { scope: 'conversation', keys: ['p'], opensField: true, group: 'act' },
  'conversation.tags': { scope: 'conversation', keys: ['l'], opensField: true, group: 'act' },
  'conversation.snooze': { scope: 'conversation', keys: ['s'], opensField: true, group: 'act' },
  'conversation.close': { scope: 'conversation', keys: ['e'], group: 'act' },
  'conversation.card': { scope: 'conversation', keys: ['i'], group: 'act' },
  'conversation.why': { scope: 'conversation', keys: ['w'], group: 'act' },
  'conversation.copyLink': { scope: 'conversation', keys: ['y'], group: 'act' },
  'conversation.next': { scope: 'conversation', keys: ['v'], group: 'act' },

  'recovery.move': { scope: 'recovery', keys: ['m'], group: 'act' },
  'recovery.owner': { scope: 'recovery', keys: ['a'], group: 'act' },
  'recovery.close': { scope: 'recovery', keys: ['e'], group: 'act' },

  'composer.send': { scope: 'composer', keys: ['mod+Enter'], needsFocus: true },
  'composer.sendAndClose': { scope: 'composer', keys: ['mod+shift+Enter'], needsFocus: true },
  'composer.later': { scope: 'composer', keys: ['mod+shift+l'], needsFocus: true },
  'composer.commands': { scope: 'composer', keys: ['/'], shownOnly: true },
  'composer.mention': { scope: 'composer', keys: ['@'], shownOnly: true },
  'composer.leave': { scope: 'composer', keys: ['Tab'], shownOnly: true },
} as const satisfies Record<string, CommandEntry>

export type CommandId = keyof typeof catalogue

/** The catalogue with its entries all of one type, in the order of the help. */
export const commands: readonly (CommandEntry & { id: CommandId })[] = Object.entries(catalogue).map(
  ([id, entry]) => ({ ...entry, id: id as CommandId }), // keys of the constant above
)
