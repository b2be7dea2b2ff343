import type { Language } from '../compose.ts'

/** Comments left under a score, by what the score is about: written as people write in a small box. */
export type Verbatims = Record<'good' | 'fair' | 'bad' | 'late' | 'wait' | 'product' | 'site', readonly string[]>

export const verbatims: Record<Language, Verbatims> = {
  fr: {
    good: [
      'Réponse rapide et claire, merci à {adviser}.', '{adviser} a tout réglé en deux messages.', 'Très humain, ça change.', "Parfait, rien à redire.", 'On sent que la personne connaît les fleurs.', 'Une vraie personne qui répond, signé de son prénom, bravo.',
      'Problème reconnu, excuses, solution. Que demander de plus.', 'Le geste était inattendu et très apprécié.', 'Merci pour le conseil sur mes {flowers}, elles sont reparties !', 'Service impeccable comme toujours.', 'Ravie de voir qu\'on peut encore avoir quelqu\'un de compétent.',
      'Bouquet {bouquet} sublime et suivi au top.', 'Merci {adviser}, vous avez sauvé {occasion}.', 'Rapide, poli, efficace.', "J'ai été tenue au courant à chaque étape.", 'Très bonne surprise, je recommanderai.', 'Réponse personnalisée, pas un copier-coller.', '5 étoiles pour {adviser}.',
      'Merci à l\'équipe de {store}.', "Le remboursement est arrivé en deux jours.",
    ],
    fair: [
      'Bien, mais il a fallu relancer une fois.', 'Correct. La réponse était un peu longue à venir.', 'Solution trouvée mais pas le jour même.', 'Réponse polie, un peu vague au début.', "J'aurais préféré un coup de téléphone.", 'Pas mal, le suivi en ligne pourrait être plus clair.',
      'Le conseiller était aimable mais ne pouvait pas décider.', 'Moyen, il a fallu répéter mon numéro de commande.', 'Ça va, sans plus.', 'Le bon de réduction ne remplace pas un remboursement.',
    ],
    bad: [
      'Réponse à côté de la question.', "J'ai dû expliquer trois fois la même chose.", 'Aucune solution, juste des excuses.', 'Très déçu, je ne reviendrai pas.', 'On me promet un rappel qui ne vient jamais.', 'Remboursement partiel, incompréhensible.', 'Personne ne prend de décision chez vous.',
      'Je trouve le geste ridicule pour {amount} dépensés.', 'Dossier fermé alors que rien n\'est réglé.',
    ],
    late: [
      'Livré avec {days} jours de retard, {occasion} était passé.', 'Le bouquet est arrivé trop tard, tout le reste ne compte pas.', 'Retard de livraison à {city}, et personne ne prévient.', "Votre transporteur à {city} n'est pas à la hauteur.", 'Deuxième retard en un mois sur {city}.', 'La livraison garantie ne l\'est pas.',
      'Fleurs en retard donc inutiles. La conseillère a été gentille, mais bon.', "C'est bien de s'excuser, c'est mieux de livrer à l'heure.", 'Livreur introuvable, colis en retard, {recipient} déçu{e}.', 'Encore un retard, dommage car les fleurs sont belles.', 'Le suivi disait livré, il ne l\'était pas.',
    ],
    wait: [
      '{days} jours pour une réponse, c\'est trop.', 'Attente interminable au téléphone, puis le mail.', 'Réponse tardive, j\'avais déjà trouvé ailleurs.', 'Il a fallu trois relances.', 'Injoignables pendant {occasion}.', "L'accusé de réception promettait 24 h.",
    ],
    product: [
      'La photo du bouquet {bouquet} ne correspond pas.', 'Les {flowers} n\'ont pas tenu.', 'Taille décevante par rapport au site.', 'Fleurs fanées au bout de deux jours, pour {amount}.', 'Produit différent de la fiche, et aucune information sur les dimensions.', 'Le vase était cassé.',
    ],
    site: ['Le site est pénible sur mobile.', 'Impossible de trouver l\'information seul.', 'La fiche produit devrait dire la hauteur.', 'Un suivi de commande lisible éviterait de vous écrire.', 'Pourquoi pas de tchat ?'],
  },
  en: {
    good: [
      'Quick, clear answer, thanks to {adviser}.', '{adviser} sorted it in two messages.', 'A real person who signs with a name, well done.', 'Perfect, nothing to add.', 'You can tell they know flowers.', 'The gesture was unexpected and much appreciated.', 'Impeccable as always.',
      'Thank you {adviser}, you saved {occasion}.', 'Fast, polite, efficient.', 'I was kept informed at every step.', 'Not a copy and paste, a real answer.', 'Answered in English, which I am grateful for.', 'The refund came within two days.', 'Lovely {bouquet} bouquet and lovely service.', 'I will recommend you.',
    ],
    fair: ['Good, though I had to chase once.', 'Fine. The answer took a while.', 'Solved, but not the same day.', 'Polite but a little vague at first.', 'I would have preferred a call.', 'The adviser was kind but could not decide.', 'All right, nothing more.'],
    bad: ['The answer missed the point.', 'I had to explain the same thing three times.', 'No solution, only apologies.', 'I was promised a call that never came.', 'Partial refund, no explanation.', 'Closed without being solved.'],
    late: [
      'Delivered {days} days late, {occasion} was over.', 'It came too late, nothing else matters.', 'Late in {city}, and nobody told us.', 'Your courier in {city} is not up to it.', 'Guaranteed delivery is not guaranteed.', 'Nice to apologise, nicer to be on time.', 'Tracking said delivered and it was not.',
    ],
    wait: ['{days} days for an answer is too long.', 'Endless wait on the phone, then e-mail.', 'I had to chase three times.', 'Unreachable around {occasion}.'],
    product: ['The photo of the {bouquet} bouquet is misleading.', "The {flowers} didn't last.", 'Smaller than on the site.', 'Wilted after two days, for {amount}.', 'The vase was broken.'],
    site: ['The site is hard to use on a phone.', 'I could not find it by myself.', 'The page should give the height.', 'Clear tracking would have saved us both an e-mail.'],
  },
}

/** What came of a recovery, in the words of whoever closed it. */
export const recoveryNotes: Record<'repaired' | 'goodwill' | 'explained' | 'unreachable' | 'refused', readonly string[]> = {
  repaired: ['Nouveau bouquet livré en main propre, la personne est satisfaite.', 'Remboursement complet après appel, excuses acceptées.', 'Erreur d’adresse corrigée sur le compte, nouvelle livraison faite.'],
  goodwill: ['Bon de 20 € envoyé avec un mot de la fleuriste.', 'Livraison offerte sur la prochaine commande.', 'Abonnement prolongé d’un bouquet.'],
  explained: ['Appel de dix minutes, le retard du transporteur a été expliqué.', 'La différence de taille vient de la photo ; la fiche est corrigée.', 'Message personnel de la responsable, bien reçu.'],
  unreachable: ['Trois appels et un e-mail sans réponse.', 'Boîte vocale pleine, e-mail envoyé.'],
  refused: ['Ne souhaite plus être contacté pour cette commande.', 'Demandait un remboursement déjà versé.'],
}
