import type { Season } from './seasons.ts'

/** Bouquets of the shop: a name and the price of each size, in euros. */
export const bouquets = [
  { name: 'Mirabelle', prices: [32, 42, 56] },
  { name: 'Colette', prices: [36, 46, 62] },
  { name: 'Grand Large', prices: [39, 52, 69] },
  { name: 'Belle-Île', prices: [34, 45, 59] },
  { name: 'Petit Matin', prices: [29, 38, 49] },
  { name: 'Garance', prices: [42, 56, 75] },
  { name: 'Guinguette', prices: [31, 41, 54] },
  { name: 'Promenade', prices: [35, 47, 63] },
  { name: 'Verveine', prices: [30, 39, 52] },
  { name: 'Ondine', prices: [44, 59, 79] },
  { name: 'Solstice', prices: [38, 49, 66] },
  { name: 'Jardin de Lune', prices: [46, 62, 85] },
  { name: 'Sous-Bois', prices: [33, 44, 58] },
  { name: 'Coton', prices: [37, 48, 64] },
  { name: 'Ritournelle', prices: [40, 54, 72] },
  { name: 'Bleuet Royal', prices: [52, 69, 95] },
] as const

/** Plants, by their masculine French name and English name: masculine, so that one sentence fits them all. */
export const plants = [
  { fr: 'ficus', en: 'rubber plant', price: 39 },
  { fr: 'monstera', en: 'monstera', price: 45 },
  { fr: 'pothos', en: 'pothos', price: 19 },
  { fr: 'bonsaï', en: 'bonsai', price: 49 },
  { fr: 'citronnier', en: 'lemon tree', price: 69 },
  { fr: 'palmier', en: 'palm', price: 55 },
  { fr: 'cactus', en: 'cactus', price: 16 },
  { fr: 'yucca', en: 'yucca', price: 42 },
  { fr: 'spathiphyllum', en: 'peace lily', price: 29 },
  { fr: 'cyclamen', en: 'cyclamen', price: 14 },
  { fr: 'laurier-rose', en: 'oleander', price: 38 },
  { fr: 'philodendron', en: 'philodendron', price: 34 },
] as const

/** Cut flowers by season, all feminine in French for the same reason. */
export const flowers: Record<Season, readonly { fr: string; en: string }[]> = {
  winter: [
    { fr: 'roses', en: 'roses' },
    { fr: 'renoncules', en: 'ranunculus' },
    { fr: 'anémones', en: 'anemones' },
    { fr: 'tulipes', en: 'tulips' },
    { fr: 'jacinthes', en: 'hyacinths' },
    { fr: 'giroflées', en: 'stocks' },
  ],
  spring: [
    { fr: 'pivoines', en: 'peonies' },
    { fr: 'tulipes', en: 'tulips' },
    { fr: 'renoncules', en: 'ranunculus' },
    { fr: 'anémones', en: 'anemones' },
    { fr: 'jonquilles', en: 'daffodils' },
    { fr: 'roses', en: 'roses' },
  ],
  summer: [
    { fr: 'roses', en: 'roses' },
    { fr: 'marguerites', en: 'daisies' },
    { fr: 'scabieuses', en: 'scabious' },
    { fr: 'gypsophiles', en: 'baby’s breath' },
    { fr: 'nigelles', en: 'nigella' },
    { fr: 'lavandes', en: 'lavender' },
  ],
  autumn: [
    { fr: 'roses', en: 'roses' },
    { fr: 'célosies', en: 'celosia' },
    { fr: 'marguerites', en: 'daisies' },
    { fr: 'bruyères', en: 'heather' },
    { fr: 'alstroemères', en: 'alstroemeria' },
    { fr: 'scabieuses', en: 'scabious' },
  ],
}

export const colours = [
  { fr: 'rose', en: 'pink' },
  { fr: 'orange', en: 'orange' },
  { fr: 'violet', en: 'purple' },
  { fr: 'jaune', en: 'yellow' },
  { fr: 'rouge', en: 'red' },
  { fr: 'abricot', en: 'apricot' },
] as const

/** People flowers are sent to, as the customer and the adviser name them. */
export const recipients = [
  { fr: 'ma mère', yourFr: 'votre mère', en: 'my mother', yourEn: 'your mother', female: true, weight: 14 },
  {
    fr: 'ma grand-mère',
    yourFr: 'votre grand-mère',
    en: 'my grandmother',
    yourEn: 'your grandmother',
    female: true,
    weight: 9,
  },
  { fr: 'ma sœur', yourFr: 'votre sœur', en: 'my sister', yourEn: 'your sister', female: true, weight: 8 },
  {
    fr: 'ma fille',
    yourFr: 'votre fille',
    en: 'my daughter',
    yourEn: 'your daughter',
    female: true,
    weight: 6,
  },
  { fr: 'ma femme', yourFr: 'votre femme', en: 'my wife', yourEn: 'your wife', female: true, weight: 7 },
  {
    fr: 'mon mari',
    yourFr: 'votre mari',
    en: 'my husband',
    yourEn: 'your husband',
    female: false,
    weight: 4,
  },
  {
    fr: 'ma belle-mère',
    yourFr: 'votre belle-mère',
    en: 'my mother-in-law',
    yourEn: 'your mother-in-law',
    female: true,
    weight: 5,
  },
  { fr: 'ma tante', yourFr: 'votre tante', en: 'my aunt', yourEn: 'your aunt', female: true, weight: 4 },
  { fr: 'mon père', yourFr: 'votre père', en: 'my father', yourEn: 'your father', female: false, weight: 4 },
  {
    fr: 'mon frère',
    yourFr: 'votre frère',
    en: 'my brother',
    yourEn: 'your brother',
    female: false,
    weight: 3,
  },
  {
    fr: 'mon amie Clara',
    yourFr: 'votre amie Clara',
    en: 'my friend Clara',
    yourEn: 'your friend Clara',
    female: true,
    weight: 4,
  },
  {
    fr: 'mon amie Fatou',
    yourFr: 'votre amie Fatou',
    en: 'my friend Fatou',
    yourEn: 'your friend Fatou',
    female: true,
    weight: 3,
  },
  {
    fr: 'mon ami Hugo',
    yourFr: 'votre ami Hugo',
    en: 'my friend Hugo',
    yourEn: 'your friend Hugo',
    female: false,
    weight: 3,
  },
  {
    fr: 'ma voisine',
    yourFr: 'votre voisine',
    en: 'my neighbour',
    yourEn: 'your neighbour',
    female: true,
    weight: 3,
  },
  {
    fr: 'ma collègue',
    yourFr: 'votre collègue',
    en: 'my colleague',
    yourEn: 'your colleague',
    female: true,
    weight: 5,
  },
  {
    fr: 'mon collègue',
    yourFr: 'votre collègue',
    en: 'my colleague',
    yourEn: 'your colleague',
    female: false,
    weight: 2,
  },
  {
    fr: 'ma marraine',
    yourFr: 'votre marraine',
    en: 'my godmother',
    yourEn: 'your godmother',
    female: true,
    weight: 3,
  },
  {
    fr: 'ma cousine',
    yourFr: 'votre cousine',
    en: 'my cousin',
    yourEn: 'your cousin',
    female: true,
    weight: 3,
  },
] as const

/** What flowers are for, all year round, as the customer and the adviser say it. */
export const occasions = [
  { fr: 'son anniversaire', yourFr: 'son anniversaire', enF: 'her birthday', enM: 'his birthday' },
  {
    fr: 'son départ à la retraite',
    yourFr: 'son départ à la retraite',
    enF: 'her retirement',
    enM: 'his retirement',
  },
  {
    fr: 'la naissance de sa fille',
    yourFr: 'la naissance de sa fille',
    enF: 'the birth of her daughter',
    enM: 'the birth of his daughter',
  },
  {
    fr: 'ses quarante ans',
    yourFr: 'ses quarante ans',
    enF: 'her fortieth birthday',
    enM: 'his fortieth birthday',
  },
  {
    fr: "sa sortie de l'hôpital",
    yourFr: "sa sortie de l'hôpital",
    enF: 'her coming home from hospital',
    enM: 'his coming home from hospital',
  },
  {
    fr: 'sa pendaison de crémaillère',
    yourFr: 'sa pendaison de crémaillère',
    enF: 'her housewarming',
    enM: 'his housewarming',
  },
  { fr: 'sa fête', yourFr: 'sa fête', enF: 'her name day', enM: 'his name day' },
  { fr: 'son diplôme', yourFr: 'son diplôme', enF: 'her graduation', enM: 'his graduation' },
  {
    fr: "ses noces d'argent",
    yourFr: "ses noces d'argent",
    enF: 'her silver wedding',
    enM: 'his silver wedding',
  },
] as const

/** What each feast is called. */
export const feastNames = {
  valentine: { fr: 'la Saint-Valentin', en: 'Valentine’s Day' },
  grandmothers: { fr: 'la fête des grands-mères', en: 'Grandmothers’ Day' },
  easter: { fr: 'Pâques', en: 'Easter' },
  may_day: { fr: 'le 1er mai', en: 'the first of May' },
  mothers: { fr: 'la fête des mères', en: 'Mother’s Day' },
  all_saints: { fr: 'la Toussaint', en: 'All Saints’ Day' },
  christmas: { fr: 'Noël', en: 'Christmas' },
} as const
