import type { FamilyTexts } from '../reason-texts.ts'

export const payment: FamilyTexts = {
  invoice: {
    subjects: [
      'Facture',
      'Demande de facture {order}',
      'Duplicata de facture',
      'Facture au nom de la société',
      'Facture {invoice}',
    ],
    situations: [
      "Je n'ai pas reçu la facture de la commande {order}.",
      'La facture {invoice} est à mon nom, il me la faudrait au nom de mon entreprise.',
      'Notre comptable demande une facture avec le numéro de TVA pour {amount}.',
      'Je ne trouve pas où télécharger mes factures dans mon compte.',
      "Il y a une erreur sur la facture {invoice} : l'adresse est l'ancienne.",
      'Je prépare ma note de frais et il me manque le justificatif des fleurs livrées {date}.',
      'Nous avons passé {quantity} commandes ce mois-ci, une facture unique serait plus simple.',
      "Le fichier joint à votre mail ne s'ouvre pas, c'était la facture {invoice}.",
    ],
    asks: ["Pouvez-vous me l'envoyer ?", 'Pouvez-vous la corriger ?', 'Un PDF suffit.', "Merci d'avance."],
    answers: [
      'Vous trouverez la facture {invoice} en pièce jointe.',
      "La facture est refaite avec la bonne raison sociale. L'ancienne est annulée par un avoir, joint lui aussi.",
      'Vos factures sont dans « Mon compte », rubrique « Commandes », sous chaque numéro. Je vous envoie aussi celle-ci.',
      'Je regroupe vos commandes du mois en une seule facture, envoyée le 1er de chaque mois.',
    ],
    questions: ["Pouvez-vous me donner la raison sociale, l'adresse et le numéro de TVA ?"],
    details: [
      'Voici : {company}, 12 quai des Lilas, {city}. Le numéro de TVA est sur notre précédente facture.',
      'Au nom {ofCompany}, même adresse que la livraison.',
    ],
    outcomes: [
      'La facture corrigée est partie ce matin.',
      'Le regroupement est en place dès le mois prochain.',
    ],
  },
  refund: {
    subjects: ['Remboursement', 'Remboursement toujours pas reçu', 'Suivi de remboursement {order}', 'Avoir'],
    situations: [
      "Vous m'aviez promis {refund} pour la commande {order}, je ne vois rien sur mon compte.",
      "Le remboursement annoncé il y a {days} jours n'est pas arrivé.",
      "J'ai été remboursé{ag} de {refund} au lieu de {amount}.",
      "J'ai reçu un avoir alors que je voulais un vrai remboursement.",
      'Ma carte a changé depuis la commande. Où va partir le remboursement ?',
      "L'annulation date de {day} et la somme est toujours bloquée sur mon compte.",
      "Je ne comprends pas le montant : {refund} rendus, mais les frais de port n'y sont pas.",
      "Votre collègue m'a parlé d'un remboursement sous trois jours, nous en sommes à {days}.",
    ],
    asks: [
      'Où est passé cet argent ?',
      'Pouvez-vous vérifier ?',
      'Quand serai-je crédité{ag} ?',
      'Merci de corriger.',
    ],
    answers: [
      "Le remboursement de {refund} est parti de chez nous {day} ; les banques mettent jusqu'à cinq jours ouvrés.",
      "Vous avez raison, les frais de port manquaient. Je rembourse la différence à l'instant.",
      "L'avoir est annulé et remplacé par un remboursement de {amount} sur votre carte.",
      "Le versement a été refusé par l'ancienne carte. Notre comptabilité fait un virement : il me faut seulement votre accord.",
    ],
    questions: [
      'Votre banque a-t-elle changé votre carte depuis la commande ?',
      'Voyez-vous une ligne « Maison Bleuet » en attente ?',
    ],
    details: [
      'Oui, nouvelle carte depuis le mois dernier, même banque.',
      'Non, aucune ligne, ni en attente ni passée.',
    ],
    outcomes: [
      'Le virement de {refund} est exécuté, la preuve est jointe.',
      'La somme est arrivée, merci pour votre confirmation.',
    ],
  },
  payment: {
    subjects: ['Paiement refusé', 'Débité deux fois', 'Problème de paiement', 'Double débit {order}'],
    situations: [
      'Mon paiement de {amount} est refusé, alors que ma carte fonctionne ailleurs.',
      "J'ai été débité{ag} deux fois pour la commande {order}.",
      "La page de ma banque s'affiche, je valide, et je reviens au panier vide.",
      "Le paiement en trois fois n'est pas proposé pour mon panier de {amount}.",
      "J'ai payé mais la commande n'apparaît pas, et l'argent est parti.",
      "Le code reçu par SMS est refusé à chaque essai, j'en suis au quatrième.",
      'Ma carte est américaine et votre site demande un code postal français.',
      "Je voudrais payer par virement pour {company}, je ne vois pas l'option.",
    ],
    asks: [
      'Que faire ?',
      'Pouvez-vous annuler le second débit ?',
      'La commande est-elle passée, oui ou non ?',
      'Y a-t-il un autre moyen ?',
    ],
    answers: [
      "Un seul paiement est encaissé. L'autre est une empreinte que votre banque efface sous trois jours.",
      'Votre commande {order} est bien enregistrée, je viens de vous renvoyer la confirmation.',
      'Je vous envoie un lien de paiement valable 24 h, qui évite la page en panne.',
      'Le virement est possible pour les entreprises : je joins nos coordonnées bancaires au devis.',
      "Le paiement en trois fois commence à 60 € de panier ; je l'ai ouvert pour le vôtre, le lien est valable 24 h.",
    ],
    questions: [
      'Quel message exact voyez-vous, et sur quel appareil ?',
      'Les deux lignes sont-elles « passées » ou « en attente » ?',
    ],
    details: ['« Transaction non autorisée », sur mon téléphone.', 'Une passée et une en attente.'],
    outcomes: [
      'La seconde ligne a disparu, tout est en ordre.',
      'Le paiement est reçu, votre commande porte le numéro {order}.',
    ],
  },
  voucher: {
    subjects: ['Code promo', 'Carte cadeau', 'Mon bon ne marche pas', 'Réduction oubliée', 'Code {code}'],
    situations: [
      'Le code {code} est refusé au moment de payer.',
      "J'ai reçu une carte cadeau de {amount} et je ne sais pas où l'utiliser.",
      "J'ai oublié de saisir mon code avant de valider la commande {order}.",
      "Le code de bienvenue dit « déjà utilisé », alors que c'est ma première commande.",
      "Ma carte cadeau a expiré la semaine dernière, personne ne m'a prévenu{ag}.",
      'Le bon donné par votre conseillère ne marche pas en magasin, à {store}.',
      "Il me reste {refund} sur la carte cadeau et le site ne l'accepte pas pour un abonnement.",
      "La réduction parrainage n'a pas été comptée pour {recipient}.",
    ],
    asks: ["Pouvez-vous l'appliquer ?", 'Comment faire ?', 'Peut-on le prolonger ?', 'Est-ce normal ?'],
    answers: [
      "Le code {code} attendait un panier de 40 € au moins ; je l'ai rendu valable pour votre commande.",
      "La carte cadeau se saisit à la dernière étape, sous « J'ai un code ». Elle peut servir en plusieurs fois.",
      'La réduction est appliquée après coup : {refund} vous sont rendus.',
      'Je prolonge votre carte de trois mois. Nous enverrons désormais un rappel avant la fin.',
      "Le magasin de {store} n'avait pas reçu la liste des bons. C'est réglé, sa caisse accepte le vôtre dès aujourd'hui.",
      'Une carte cadeau ne paie pas encore un abonnement. Je change les {refund} qui restent en bon, valable sur votre prochain prélèvement.',
    ],
    questions: ["Pouvez-vous me recopier le code tel qu'il est écrit ?"],
    details: ["C'est {code}, avec un tiret au milieu.", "Voici le code : {code}. Je l'ai reçu {day}."],
    outcomes: [
      "Le code marche, je viens de l'essayer.",
      'La réduction apparaît maintenant sur la facture {invoice}.',
    ],
  },
}
