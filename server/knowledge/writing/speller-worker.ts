import { parentPort } from 'node:worker_threads'
import { createHunspellFromStrings, type Hunspell } from 'hunspell-wasm'
import type { SpellAnswer, SpellQuestion } from './speller.ts'

/** The other thread of speller.ts: one dictionary for each language asked for, opened at its first word. */
const opened = new Map<SpellQuestion['language'], Promise<Hunspell>>()

/** Suggestions take a tenth of a second each: the first words wrong get them, the others wait for their turn. */
const suggestingMs = 900
const mostSuggestions = 3

parentPort?.on('message', async ({ id, language, words }: SpellQuestion) => {
  const dictionary = await open(language)
  const began = performance.now()
  const wrong = words.filter(word => !dictionary.testSpelling(word))
  const answer: SpellAnswer = {
    id,
    wrong: wrong.map(word => ({
      word,
      suggestions:
        performance.now() - began < suggestingMs
          ? dictionary.getSpellingSuggestions(word).slice(0, mostSuggestions)
          : [],
    })),
  }
  parentPort?.postMessage(answer)
})

function open(language: SpellQuestion['language']): Promise<Hunspell> {
  const known = opened.get(language)
  if (known) return known
  const opening = load(language).then(({ aff, dic }) => createHunspellFromStrings(textOf(aff), textOf(dic)))
  opened.set(language, opening)
  return opening
}

const load = async (language: SpellQuestion['language']) =>
  language === 'fr' ? (await import('dictionary-fr')).default : (await import('dictionary-en-gb')).default

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
