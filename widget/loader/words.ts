import en from '../i18n/en/loader.json'
import fr from '../i18n/fr/loader.json'

/** The few sentences of the button, in both languages: they must be there when nothing else can be loaded. */
export const words = { fr, en }
