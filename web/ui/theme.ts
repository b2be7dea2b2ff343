import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineThemeComponents,
  type MantineThemeOverride,
  type VariantColorsResolver,
} from '@mantine/core'
import { dark, light, measures, type SchemeTokens, shades } from './tokens.ts'

/** Dresses Mantine in our tokens; `words` are the few sentences its own buttons need in the person's language. */
export function boucleTheme(words: { close: string }): MantineThemeOverride {
  return createTheme({
    primaryColor: 'brand',
    primaryShade: { light: 7, dark: 4 },
    colors: { ...shades, teal: shades.green, orange: shades.yellow, cyan: shades.brand },
    white: light.surface,
    black: light.text,
    autoContrast: true,
    variantColorResolver: readableOnFill,
    respectReducedMotion: true,
    cursorType: 'pointer',
    fontFamily: "'Inter Variable', Inter, system-ui, -apple-system, 'Segoe UI', sans-serif",
    fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
    fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
    lineHeights: { xs: '1.3334', sm: '1.3847', md: '1.4286', lg: '1.5', xl: '1.4' },
    fontWeights: { regular: '400', medium: '550', bold: '650' },
    spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
    radius: { xs: '4px', sm: '4px', md: '8px', lg: '12px', xl: '16px' },
    defaultRadius: 'sm',
    shadows: {
      xs: 'var(--b-shadow-1)',
      sm: 'var(--b-shadow-1)',
      md: 'var(--b-shadow-1)',
      lg: 'var(--b-shadow-2)',
      xl: 'var(--b-shadow-2)',
    },
    breakpoints: { xs: '30em', sm: '48em', md: '56.25em', lg: '68.75em', xl: '90em' },
    headings: {
      fontWeight: '650',
      sizes: {
        h1: { fontSize: '1.25rem', lineHeight: '1.4' },
        h2: { fontSize: '1rem', lineHeight: '1.5' },
        h3: { fontSize: '0.875rem', lineHeight: '1.4286' },
        h4: { fontSize: '0.875rem', lineHeight: '1.4286', fontWeight: '550' },
        h5: { fontSize: '0.8125rem', lineHeight: '1.3847', fontWeight: '550' },
        h6: { fontSize: '0.75rem', lineHeight: '1.3334', fontWeight: '550' },
      },
    },
    components: components(words),
  })
}

/**
 * Text on a filled button, as each scheme needs it. Mantine's autoContrast decides once, from the light shade, and
 * would write white on the pale brand of the dark scheme (2.3:1).
 */
const readableOnFill: VariantColorsResolver = input => {
  const colours = defaultVariantColorsResolver(input)
  if (input.variant !== 'filled') return colours
  const family = input.color ?? input.theme.primaryColor
  return { ...colours, color: `var(--mantine-color-${family}-contrast, ${colours.color})` }
}

/** Publishes every token as `--b-…` and puts ours where Mantine's own colours fall short of the contrast we promise. */
export const tokensToVariables: CSSVariablesResolver = () => ({
  variables: prefixed(measures),
  light: { ...prefixed({ ...light }), ...mantineCorrections(light) },
  dark: { ...prefixed({ ...dark }), ...mantineCorrections(dark) },
})

function prefixed(tokens: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tokens).map(([name, value]) => [`--b-${name}`, value]))
}

function mantineCorrections(scheme: SchemeTokens): Record<string, string> {
  return {
    '--mantine-color-body': scheme.surface,
    '--mantine-color-text': scheme.text,
    '--mantine-color-bright': scheme.text,
    '--mantine-color-dimmed': scheme.muted,
    '--mantine-color-placeholder': scheme.faint,
    '--mantine-color-anchor': scheme.link,
    '--mantine-color-error': scheme.late,
    '--mantine-color-success': scheme.done,
    '--mantine-color-default': scheme.raised,
    '--mantine-color-default-color': scheme.text,
    '--mantine-color-default-hover': scheme.hover,
    '--mantine-color-default-border': scheme.line,
    '--mantine-color-disabled': scheme.sunken,
    '--mantine-color-disabled-color': scheme.faint,
    '--mantine-color-disabled-border': scheme.line,
    '--mantine-primary-color-contrast': scheme['on-brand'],
    '--mantine-color-brand-filled': scheme.brand,
    '--mantine-color-brand-filled-hover': scheme['brand-hover'],
    '--mantine-color-brand-contrast': scheme['on-brand'],
    '--mantine-color-brand-text': scheme.brand,
    '--mantine-color-brand-light': scheme.selected,
    '--mantine-color-brand-light-hover': scheme.selected,
    '--mantine-color-brand-light-color': scheme.text,
    '--mantine-color-brand-outline': scheme.brand,
    '--mantine-color-red-filled': scheme['late-solid'],
    '--mantine-color-red-filled-hover': scheme.late,
    '--mantine-color-red-contrast': scheme['on-late'],
    '--mantine-color-yellow-filled': scheme['soon-solid'],
    '--mantine-color-yellow-filled-hover': scheme['soon-solid'],
    '--mantine-color-yellow-contrast': scheme['on-soon'],
    '--mantine-color-green-filled': scheme.done,
    '--mantine-color-green-filled-hover': scheme.done,
    '--mantine-color-green-contrast': scheme.surface,
    '--mantine-color-blue-filled': scheme.info,
    '--mantine-color-blue-filled-hover': scheme.info,
    '--mantine-color-blue-contrast': scheme.surface,
    '--mantine-color-gray-filled': scheme.muted,
    '--mantine-color-gray-filled-hover': scheme.text,
    '--mantine-color-gray-contrast': scheme.surface,
    '--mantine-color-gray-text': scheme.muted,
    '--mantine-color-gray-light': scheme.sunken,
    '--mantine-color-gray-light-hover': scheme.hover,
    '--mantine-color-gray-light-color': scheme.text,
    '--mantine-color-red-text': scheme.late,
    '--mantine-color-red-light': scheme['late-tint'],
    '--mantine-color-red-light-hover': scheme['late-tint'],
    '--mantine-color-red-light-color': scheme.late,
    '--mantine-color-yellow-light': scheme['soon-tint'],
    '--mantine-color-yellow-light-hover': scheme['soon-tint'],
    '--mantine-color-yellow-light-color': scheme.soon,
    '--mantine-color-green-light': scheme['done-tint'],
    '--mantine-color-green-light-hover': scheme['done-tint'],
    '--mantine-color-green-light-color': scheme.done,
    '--mantine-color-blue-light': scheme['info-tint'],
    '--mantine-color-blue-light-hover': scheme['info-tint'],
    '--mantine-color-blue-light-color': scheme.info,
  }
}

/** Fields and buttons speak in the desk's 14/20; a target is 24 px at least (heights are in global.css). */
function components(words: { close: string }): MantineThemeComponents {
  const sized = [
    'Button',
    'Input',
    'InputWrapper',
    'TextInput',
    'Textarea',
    'PasswordInput',
    'NumberInput',
    'NativeSelect',
    'Select',
    'MultiSelect',
    'Autocomplete',
    'TagsInput',
    'FileInput',
    'Checkbox',
    'Radio',
    'Switch',
    'PinInput',
    'MaskInput',
    'DateInput',
    'DatePickerInput',
    'DateTimePicker',
    'TimeInput',
    'TreeSelect',
    'Cascader',
  ]
  const closeButtonProps = { 'aria-label': words.close, size: 'md' as const }
  const appearing = { transition: 'fade' as const, duration: 160, exitDuration: 120 }
  return {
    ...Object.fromEntries(sized.map(name => [name, { defaultProps: { size: 'md' } }])),
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 'md' } },
    CloseButton: { defaultProps: { 'aria-label': words.close } },
    Alert: { defaultProps: { role: 'status', variant: 'light' } },
    Notification: { defaultProps: { role: 'status', closeButtonProps } },
    Badge: { defaultProps: { tt: 'none', size: 'md', variant: 'light', radius: 'xs' } },
    Modal: {
      defaultProps: {
        radius: 'lg',
        centered: true,
        closeButtonProps,
        transitionProps: appearing,
        overlayProps: { backgroundOpacity: 0.4 },
      },
    },
    Drawer: {
      defaultProps: {
        closeButtonProps,
        transitionProps: { duration: 240, exitDuration: 120, timingFunction: 'cubic-bezier(.2, 0, 0, 1)' },
        overlayProps: { backgroundOpacity: 0.4 },
      },
    },
    Menu: {
      defaultProps: {
        radius: 'md',
        shadow: 'sm',
        transitionProps: appearing,
        // A menu opened from the keyboard begins at its first item, not at itself.
        withInitialFocusPlaceholder: false,
      },
    },
    Popover: { defaultProps: { radius: 'md', shadow: 'sm', transitionProps: appearing } },
    Combobox: { defaultProps: { radius: 'md', shadow: 'sm', transitionProps: appearing } },
    HoverCard: { defaultProps: { radius: 'md', shadow: 'sm', transitionProps: appearing } },
    Tooltip: { defaultProps: { openDelay: 400, transitionProps: appearing, withinPortal: true } },
    Table: { defaultProps: { verticalSpacing: 0, horizontalSpacing: 'sm' } },
    Tabs: { defaultProps: { keepMounted: false } },
    Paper: { defaultProps: { radius: 'md' } },
    Anchor: { defaultProps: { underline: 'always' } },
  }
}
