/** Colours of one scheme, by their role on the screen; never by their hue. */
export interface SchemeTokens {
  canvas: string
  surface: string
  sunken: string
  raised: string
  hover: string
  selected: string
  text: string
  muted: string
  faint: string
  line: string
  control: string
  brand: string
  'brand-hover': string
  'on-brand': string
  link: string
  focus: string
  late: string
  'late-tint': string
  'late-solid': string
  'on-late': string
  soon: string
  'soon-tint': string
  'soon-solid': string
  'on-soon': string
  done: string
  'done-tint': string
  info: string
  'info-tint': string
  note: string
  'note-ground': string
  'note-border': string
  'bubble-in': string
  'bubble-out': string
  negative: string
  neutral: string
  positive: string
  mark: string
  'on-mark': string
  'series-1': string
  'series-2': string
  'series-3': string
  'series-4': string
  'series-5': string
  'series-6': string
  'series-7': string
  'shadow-1': string
  'shadow-2': string
}

/** Light scheme: every pair was computed for contrast, tokens.test.ts recomputes them. */
export const light: SchemeTokens = {
  canvas: '#F4F6F8',
  surface: '#FFFFFF',
  sunken: '#EAEEF2',
  raised: '#FFFFFF',
  hover: '#EEF2F5',
  selected: '#DCEBF1',
  text: '#17212B',
  muted: '#4E5B68',
  faint: '#5D6A77',
  line: '#D5DCE3',
  control: '#7C8894',
  brand: '#0B5C73',
  'brand-hover': '#084A5D',
  'on-brand': '#FFFFFF',
  link: '#0A5A8A',
  focus: '#0A5A8A',
  late: '#A32018',
  'late-tint': '#FCEBE9',
  'late-solid': '#B3261E',
  'on-late': '#FFFFFF',
  soon: '#7A4B00',
  'soon-tint': '#FFF3DB',
  'soon-solid': '#F2B33D',
  'on-soon': '#1A1300',
  done: '#0B6B4F',
  'done-tint': '#E3F4EE',
  info: '#17509A',
  'info-tint': '#E6F0FC',
  note: '#3F3000',
  'note-ground': '#FFF6D6',
  'note-border': '#8A6500',
  'bubble-in': '#FFFFFF',
  'bubble-out': '#E1EFF4',
  negative: '#A8431A',
  neutral: '#5F6B78',
  positive: '#17609E',
  mark: '#FFE89A',
  'on-mark': '#17212B',
  'series-1': '#3B93D5',
  'series-2': '#DD6D45',
  'series-3': '#3C7D63',
  'series-4': '#60204F',
  'series-5': '#8F6B09',
  'series-6': '#284BA4',
  'series-7': '#5F6A7B',
  'shadow-1': '0 2px 8px rgb(16 24 32 / .12)',
  'shadow-2': '0 8px 28px rgb(16 24 32 / .20)',
}

/** Dark scheme: raised surfaces and a border stand in for shadows. */
export const dark: SchemeTokens = {
  canvas: '#10151A',
  surface: '#151B21',
  sunken: '#0B0F13',
  raised: '#1D252D',
  hover: '#202A33',
  selected: '#17384A',
  text: '#E8EDF2',
  muted: '#B0BBC6',
  faint: '#94A1AD',
  line: '#2C3843',
  control: '#74828F',
  brand: '#5FB8CF',
  'brand-hover': '#82CBDE',
  'on-brand': '#06222B',
  link: '#7CC0F0',
  focus: '#8CCBF5',
  late: '#FF9C92',
  'late-tint': '#3A1B19',
  'late-solid': '#F0766B',
  'on-late': '#2A0604',
  soon: '#F5C46A',
  'soon-tint': '#36290F',
  'soon-solid': '#F2B33D',
  'on-soon': '#1A1300',
  done: '#66CFAE',
  'done-tint': '#12312A',
  info: '#93C1F7',
  'info-tint': '#16293F',
  note: '#F4E6BC',
  'note-ground': '#332B12',
  'note-border': '#C79A2B',
  'bubble-in': '#1D252D',
  'bubble-out': '#14313D',
  negative: '#F0905F',
  neutral: '#A3AFBA',
  positive: '#6FB5F2',
  mark: '#FFE89A',
  'on-mark': '#17212B',
  'series-1': '#6CADD7',
  'series-2': '#D3754F',
  'series-3': '#6AECC4',
  'series-4': '#9F5989',
  'series-5': '#F3C443',
  'series-6': '#596EDD',
  'series-7': '#D9E5F9',
  'shadow-1': '0 0 0 1px #2C3843',
  'shadow-2': '0 0 0 1px #2C3843',
}

/** Measures shared by both schemes; rem where text is concerned, so that 200 % text still fits. */
export const measures: Record<string, string> = {
  'space-1': '2px',
  'space-2': '4px',
  'space-3': '8px',
  'space-4': '12px',
  'space-5': '16px',
  'space-6': '24px',
  'space-7': '32px',
  'space-8': '48px',
  'space-9': '64px',
  'radius-field': '4px',
  'radius-card': '8px',
  'radius-dialog': '12px',
  press: '80ms',
  in: '160ms',
  out: '120ms',
  drawer: '240ms',
  ease: 'cubic-bezier(.2, 0, 0, 1)',
}

type Shades = [string, string, string, string, string, string, string, string, string, string]

/** Ten shades per family, in the order Mantine expects; shade 7 fills in the light, shade 4 in the dark. */
export const shades: Record<'brand' | 'gray' | 'dark' | 'red' | 'yellow' | 'green' | 'blue', Shades> = {
  brand: [
    '#EFF7F9',
    '#D9EBF0',
    '#B3D8E2',
    '#82CBDE',
    '#5FB8CF',
    '#3A9DB6',
    '#1D7C95',
    '#0B5C73',
    '#084A5D',
    '#063746',
  ],
  gray: [
    '#F4F6F8',
    '#EEF2F5',
    '#EAEEF2',
    '#D5DCE3',
    '#B0BBC6',
    '#7C8894',
    '#5D6A77',
    '#4E5B68',
    '#2C3843',
    '#17212B',
  ],
  dark: [
    '#E8EDF2',
    '#B0BBC6',
    '#B0BBC6',
    '#94A1AD',
    '#2C3843',
    '#202A33',
    '#1D252D',
    '#151B21',
    '#10151A',
    '#0B0F13',
  ],
  red: [
    '#FCEBE9',
    '#F9D3CF',
    '#F5B3AC',
    '#FF9C92',
    '#F0766B',
    '#DC4F44',
    '#C83A30',
    '#B3261E',
    '#A32018',
    '#7A1610',
  ],
  yellow: [
    '#FFF6D6',
    '#FFF3DB',
    '#FFE89A',
    '#F5C46A',
    '#F2B33D',
    '#C79A2B',
    '#A87400',
    '#8A6500',
    '#7A4B00',
    '#3F3000',
  ],
  green: [
    '#E3F4EE',
    '#C4E8DB',
    '#97D9C1',
    '#7FD6B8',
    '#66CFAE',
    '#2F9E7C',
    '#158462',
    '#0B6B4F',
    '#08553F',
    '#12312A',
  ],
  blue: [
    '#E6F0FC',
    '#CBE0F9',
    '#B0D0F8',
    '#A2C9F8',
    '#93C1F7',
    '#4E8BD8',
    '#2A69B8',
    '#17509A',
    '#0F3F7E',
    '#16293F',
  ],
}
