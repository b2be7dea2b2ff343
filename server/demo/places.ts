/** The twelve shops; addresses are invented, the cities and their hours are real. */
export const stores = [
  { city: 'Paris', name: 'Maison Bleuet Paris Batignolles', address: '31 rue des Glycines, 75017 Paris', region: 'Île-de-France', timeZone: 'Europe/Paris', holidays: 'FR' },
  { city: 'Lille', name: 'Maison Bleuet Lille', address: '8 rue du Beffroi Fleuri, 59000 Lille', region: 'Hauts-de-France', timeZone: 'Europe/Paris', holidays: 'FR' },
  { city: 'Rouen', name: 'Maison Bleuet Rouen', address: '17 rue de la Garance, 76000 Rouen', region: 'Normandie', timeZone: 'Europe/Paris', holidays: 'FR' },
  { city: 'Rennes', name: 'Maison Bleuet Rennes', address: '5 place des Camélias, 35000 Rennes', region: 'Bretagne', timeZone: 'Europe/Paris', holidays: 'FR' },
  { city: 'Nantes', name: 'Maison Bleuet Nantes', address: '22 quai du Muguet, 44000 Nantes', region: 'Pays de la Loire', timeZone: 'Europe/Paris', holidays: 'FR' },
  { city: 'Bordeaux', name: 'Maison Bleuet Bordeaux', address: '40 cours des Mimosas, 33000 Bordeaux', region: 'Nouvelle-Aquitaine', timeZone: 'Europe/Paris', holidays: 'FR' },
  { city: 'Toulouse', name: 'Maison Bleuet Toulouse', address: '3 rue des Violettes, 31000 Toulouse', region: 'Occitanie', timeZone: 'Europe/Paris', holidays: 'FR' },
  { city: 'Marseille', name: 'Maison Bleuet Marseille', address: '56 rue du Genêt, 13006 Marseille', region: 'Provence-Alpes-Côte d’Azur', timeZone: 'Europe/Paris', holidays: 'FR' },
  { city: 'Lyon', name: 'Maison Bleuet Lyon', address: '12 rue des Pivoines, 69002 Lyon', region: 'Auvergne-Rhône-Alpes', timeZone: 'Europe/Paris', holidays: 'FR' },
  { city: 'Strasbourg', name: 'Maison Bleuet Strasbourg', address: '9 quai des Tilleuls, 67000 Strasbourg', region: 'Grand Est', timeZone: 'Europe/Paris', holidays: 'FR-ALSACE-MOSELLE' },
  { city: 'Dijon', name: 'Maison Bleuet Dijon', address: '27 rue des Lupins, 21000 Dijon', region: 'Bourgogne-Franche-Comté', timeZone: 'Europe/Paris', holidays: 'FR' },
  { city: 'Saint-Denis', name: 'Maison Bleuet Saint-Denis (La Réunion)', address: '14 rue des Flamboyants, 97400 Saint-Denis', region: 'La Réunion', timeZone: 'Indian/Reunion', holidays: 'FR-RE' },
] as const

/** Where flowers go: city, region, the shop that looks after it, and how many go there. */
export const cities: readonly { city: string; region: string; store: string; weight: number }[] = [
  { city: 'Paris', region: 'Île-de-France', store: 'Paris', weight: 16 },
  { city: 'Boulogne-Billancourt', region: 'Île-de-France', store: 'Paris', weight: 4 },
  { city: 'Versailles', region: 'Île-de-France', store: 'Paris', weight: 4 },
  { city: 'Vincennes', region: 'Île-de-France', store: 'Paris', weight: 3 },
  { city: 'Lyon', region: 'Auvergne-Rhône-Alpes', store: 'Lyon', weight: 8 },
  { city: 'Villeurbanne', region: 'Auvergne-Rhône-Alpes', store: 'Lyon', weight: 4 },
  { city: 'Grenoble', region: 'Auvergne-Rhône-Alpes', store: 'Lyon', weight: 3 },
  { city: 'Saint-Étienne', region: 'Auvergne-Rhône-Alpes', store: 'Lyon', weight: 2 },
  { city: 'Chambéry', region: 'Auvergne-Rhône-Alpes', store: 'Lyon', weight: 2 },
  { city: 'Marseille', region: 'Provence-Alpes-Côte d’Azur', store: 'Marseille', weight: 6 },
  { city: 'Nice', region: 'Provence-Alpes-Côte d’Azur', store: 'Marseille', weight: 5 },
  { city: 'Toulon', region: 'Provence-Alpes-Côte d’Azur', store: 'Marseille', weight: 2 },
  { city: 'Toulouse', region: 'Occitanie', store: 'Toulouse', weight: 5 },
  { city: 'Montpellier', region: 'Occitanie', store: 'Toulouse', weight: 4 },
  { city: 'Perpignan', region: 'Occitanie', store: 'Toulouse', weight: 2 },
  { city: 'Bordeaux', region: 'Nouvelle-Aquitaine', store: 'Bordeaux', weight: 5 },
  { city: 'Bayonne', region: 'Nouvelle-Aquitaine', store: 'Bordeaux', weight: 2 },
  { city: 'Poitiers', region: 'Nouvelle-Aquitaine', store: 'Bordeaux', weight: 2 },
  { city: 'Nantes', region: 'Pays de la Loire', store: 'Nantes', weight: 5 },
  { city: 'Laval', region: 'Pays de la Loire', store: 'Nantes', weight: 2 },
  { city: 'Rennes', region: 'Bretagne', store: 'Rennes', weight: 4 },
  { city: 'Quimper', region: 'Bretagne', store: 'Rennes', weight: 2 },
  { city: 'Brest', region: 'Bretagne', store: 'Rennes', weight: 2 },
  { city: 'Lille', region: 'Hauts-de-France', store: 'Lille', weight: 4 },
  { city: 'Roubaix', region: 'Hauts-de-France', store: 'Lille', weight: 2 },
  { city: 'Rouen', region: 'Normandie', store: 'Rouen', weight: 3 },
  { city: 'Caen', region: 'Normandie', store: 'Rouen', weight: 2 },
  { city: 'Strasbourg', region: 'Grand Est', store: 'Strasbourg', weight: 3 },
  { city: 'Colmar', region: 'Grand Est', store: 'Strasbourg', weight: 2 },
  { city: 'Reims', region: 'Grand Est', store: 'Strasbourg', weight: 2 },
  { city: 'Dijon', region: 'Bourgogne-Franche-Comté', store: 'Dijon', weight: 3 },
  { city: 'Besançon', region: 'Bourgogne-Franche-Comté', store: 'Dijon', weight: 2 },
  { city: 'Saint-Denis', region: 'La Réunion', store: 'Saint-Denis', weight: 2 },
]

export const headOffice = { name: 'Siège et atelier (Angers)', city: 'Angers', timeZone: 'Europe/Paris' } as const
export const website = { name: 'Site internet', city: 'Angers', timeZone: 'Europe/Paris' } as const
export const partnerCentre = { name: 'Azur Relation (Almada)', city: 'Almada', country: 'PT', timeZone: 'Europe/Lisbon' } as const
