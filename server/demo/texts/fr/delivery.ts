import type { FamilyTexts } from '../reason-texts.ts'

export const delivery: FamilyTexts = {
  late: {
    subjects: [
      'Livraison en retard', 'Bouquet pas arrivé', 'Commande {order} en retard', 'Toujours rien', 'Retard de livraison {order}',
      'Mon bouquet n\'est pas là', 'Livraison du {date}', 'Retard inadmissible',
    ],
    situations: [
      "J'ai commandé le bouquet {bouquet} pour {recipient}, livraison prévue {date}. Il n'est toujours pas arrivé et c'était pour {occasion}.",
      "La livraison {order} devait avoir lieu {date} avant {hour}. {Recipient} a attendu toute la journée pour rien.",
      "Votre site annonçait une livraison {date}, nous sommes le lendemain et {recipient} n'a rien reçu. Le suivi n'a pas bougé depuis deux jours.",
      "Je vous écris au sujet de ma commande {order} : {days} jours de retard, aucune explication, et le livreur ne répond pas.",
      "C'était {occasion} et les fleurs ne sont pas venues. J'avais pourtant payé la livraison garantie à {city}.",
      "Le bouquet {bouquet} est bloqué « en cours d'acheminement » depuis {day}. {Recipient} habite {city}, ce n'est pas le bout du monde.",
      "On m'a promis une livraison le matin, il est {hour} passées et toujours personne. La personne part travailler dans une heure.",
      "J'apprends par {recipient} que les fleurs sont arrivées avec {days} jours de retard, donc après {occasion}. Quel intérêt ?",
      "Deuxième commande, deuxième retard : {order} devait être à {city} {date}. La fois d'avant c'était pareil.",
      "Le transporteur m'a envoyé trois SMS contradictoires. Au final rien {date}, alors que c'était pour {occasion}.",
    ],
    asks: [
      'Pouvez-vous me dire quand il sera livré ?', 'Où est-il exactement ?', 'Que comptez-vous faire ?',
      'Merci de me donner une heure précise.', 'Est-ce que je peux être remboursé{ag} des frais de livraison ?',
      'Pouvez-vous le faire livrer demain sans faute ?', "J'attends une réponse rapide.",
    ],
    answers: [
      "Je comprends votre déception : un bouquet qui arrive après {occasion} n'a plus le même sens. J'ai appelé le transporteur, la tournée de {city} repart {nextDay} et votre commande {order} est la première de la liste.",
      "Vous avez raison, la livraison était promise pour {date} et nous n'avons pas tenu parole. L'atelier refait le bouquet {bouquet} ce soir et il sera chez {yours} {nextDay} avant 13 h.",
      "Le camion est resté à l'arrêt à l'agence de {city} et personne ne vous a prévenu{ag} : c'est notre faute. Je vous rembourse la livraison et je suis moi-même le nouveau passage, prévu {nextDay}.",
      "Je viens de retrouver la commande {order} : elle est au dépôt, bien au frais. Elle part {nextDay} à la première heure et je vous écris dès que {yours} l'a reçue.",
      "Merci de nous avoir écrit aussi vite. Le livreur a eu un numéro de rue incomplet ; je l'ai rappelé et il repasse {nextDay} entre 9 h et 12 h.",
      "J'ai eu le livreur : il a pris deux heures de retard et passe encore aujourd'hui. S'il manque {yours}, le bouquet reste au frais et revient {nextDay}.",
      "Recevoir des fleurs après {occasion}, ce n'est pas ce que vous aviez payé. Je vous rembourse {refund} et je vous envoie le bon {code}, sans condition.",
    ],
    questions: [
      "Pour relancer le transporteur, pouvez-vous me confirmer l'adresse complète et un numéro de téléphone sur place ?",
      'Pouvez-vous me dire si quelqu\'un était présent {date}, et à quel étage ? Le livreur a laissé un code incomplet.',
      "Préférez-vous une nouvelle livraison {nextDay} ou un remboursement ? Je m'occupe de l'un ou de l'autre aussitôt.",
    ],
    details: [
      "C'est au 14 rue des Tanneurs, 3e étage, code 27B4. Le portable de {recipient} est déjà sur la commande.",
      "Oui {elle} était là toute la journée, il n'y a pas de code, la sonnette marche.",
      "Livrez {nextDay} si c'est vraiment sûr, sinon je préfère être remboursé{ag}.",
      "L'adresse est la bonne, elle marche très bien d'habitude. {Recipient} est à {city} jusqu'à dimanche.",
    ],
    outcomes: [
      "Bonne nouvelle : le bouquet {bouquet} a été remis en main propre à {yours} ce matin. Les frais de livraison vous sont rendus, et le bon {code} vous attend pour la prochaine fois.",
      "La livraison est faite, le transporteur m'a envoyé la preuve de remise. Je vous ai remboursé {refund} pour le retard.",
      "Le nouveau bouquet est parti avec un suivi que vous pouvez lire ici : {tracking}. Le retard vous est remboursé, soit {refund}.",
    ],
  },
  status: {
    subjects: [
      'Où en est ma commande ?', 'Suivi commande {order}', 'Suivi de livraison', 'Lien de suivi', 'Commande {order}', 'Pas de nouvelles de ma commande',
    ],
    situations: [
      "J'ai passé la commande {order} pour {recipient} et je n'ai reçu aucun message depuis la confirmation.",
      "Le lien de suivi que vous m'avez envoyé affiche une page vide. La livraison est prévue {date} à {city}.",
      "Je voudrais savoir si le bouquet {bouquet} est bien parti, il est pour {occasion}.",
      "Sur mon compte la commande {order} est « en préparation » depuis {day}. J'ai un doute.",
      "Je n'ai pas eu le SMS annoncé le jour du départ, alors que la livraison est pour {date}.",
      "Je ne vois pas sur le site si ma commande {order} a été préparée ou non.",
      "J'ai été débité{ag} de {amount} mais je n'ai ni mail ni numéro de suivi.",
      "Mon bouquet doit arriver {date} chez {recipient}. Le suivi indique « étape inconnue ».",
      "C'est une surprise, je ne peux pas demander à {recipient} si les fleurs sont là. Le suivi s'arrête à l'atelier.",
    ],
    asks: [
      "Pouvez-vous me confirmer que tout est en ordre ?", 'Où en est-on ?', 'Pouvez-vous me renvoyer le lien de suivi ?',
      'Est-ce que ce sera bien livré {date} ?', 'Vers quelle heure passera le livreur ?', 'Merci de me tenir au courant.',
    ],
    answers: [
      "Votre commande {order} est bien chez nous : le bouquet sera noué la veille et livré {date} dans la journée. Voici le suivi : {tracking}.",
      "Tout est en ordre, elle quitte l'atelier d'Angers ce soir. Vous pouvez la suivre ici : {tracking}.",
      "La page de suivi s'ouvre quand le livreur scanne le colis, le matin même : elle paraît vide avant. Je vous confirme la livraison {date} à {city}.",
      "Le bouquet {bouquet} est prêt et la tournée de {city} passe entre 9 h et 13 h. Nous vous envoyons un message dès la remise.",
    ],
    questions: [
      "Je trouve deux commandes à votre nom : s'agit-il de celle pour {yours} ou de l'autre ?",
      "Pouvez-vous me donner l'adresse e-mail utilisée à la commande ? Le suivi est parti ailleurs.",
    ],
    details: [
      "C'est celle pour {recipient}, à {city}, numéro {order}.",
      "J'ai sans doute commandé avec mon adresse professionnelle, le nom reste {last}.",
    ],
    outcomes: [
      'Votre bouquet a été remis à {hour}, contre signature.',
      "C'est livré : {yours} a reçu les fleurs ce matin. Belle journée à vous deux.",
    ],
  },
  missing: {
    subjects: [
      'Indiqué livré mais rien reçu', 'Colis introuvable', 'Commande {order} jamais reçue', 'Livré chez qui ?', 'Bouquet non reçu',
    ],
    situations: [
      "Votre suivi dit que la commande {order} a été livrée {date}, mais {recipient} n'a rien vu et le gardien non plus.",
      "J'ai reçu un message « remis en main propre » alors que {recipient} était en déplacement. À qui avez-vous donné le bouquet ?",
      "Le livreur a laissé un avis de passage illisible. Nous ne savons pas où récupérer les fleurs à {city}.",
      "Livraison soi-disant faite {date} à {hour}. Personne n'a sonné, il y a une caméra à l'entrée.",
      "Les voisins n'ont rien, la loge est fermée, le bouquet {bouquet} est introuvable.",
      "{Recipient} vient de retrouver le carton vide dans le hall. Il n'y avait plus que le vase.",
      "Le bouquet a été déposé devant l'immeuble en plein soleil, sans prévenir, et quelqu'un l'a emporté.",
      "Le lieu de livraison était l'hôpital de {city}. L'accueil affirme n'avoir rien reçu {date}.",
    ],
    asks: [
      'Pouvez-vous vérifier auprès du livreur ?', "Je demande une preuve de livraison.", 'Merci de renvoyer un bouquet.',
      'Je souhaite un remboursement.', 'À qui a-t-il été remis ?',
    ],
    answers: [
      "Je demande la preuve de remise au transporteur. Sans attendre sa réponse, l'atelier prépare un nouveau bouquet {bouquet} pour {nextDay}.",
      "Le livreur reconnaît une erreur d'entrée : le bouquet est au numéro voisin. Il le rapporte {nextDay}, et je préfère vous en envoyer un tout frais en plus.",
      "Le bouquet n'aurait jamais dû être laissé dehors. Je vous rembourse {refund} et j'ouvre une enquête chez le transporteur.",
      "L'accueil l'avait rangé en salle froide sous un autre nom. J'ai eu la personne au téléphone : {yours} l'aura dans l'heure.",
      "J'ai rappelé le livreur : le bouquet est au dépôt, et il revient {nextDay} plutôt que de vous faire courir.",
    ],
    questions: [
      'Y a-t-il une loge, une conciergerie ou un commerce qui aurait pu le prendre ?',
      'Préférez-vous un nouvel envoi ou le remboursement complet ?',
    ],
    details: [
      "J'ai déjà demandé à la loge et à la boulangerie, personne n'a rien.",
      'Un nouvel envoi, mais pas avant {day} car {recipient} est absent{e}.',
      'Il y a bien une loge, mais elle est fermée le {day}.',
      'Je préfère le remboursement, ce sera trop tard.',
    ],
    outcomes: [
      "L'enquête est close : la remise n'a pas eu lieu. {refund} vous sont rendus sur votre carte sous trois jours.",
      'Le second bouquet est arrivé, signé par {yours}. Merci de votre patience.',
    ],
  },
  change: {
    subjects: [
      "Changement d'adresse", 'Modifier la date de livraison', 'Erreur dans l\'adresse {order}', 'Décaler ma livraison', 'Changer le destinataire',
    ],
    situations: [
      "Je me suis trompé{ag} d'adresse dans la commande {order} : c'est le 8 et non le 18, toujours à {city}.",
      "{Recipient} sera en week-end {date}, je voudrais décaler la livraison de deux jours.",
      "J'ai oublié d'indiquer le code de la porte et l'étage pour la livraison à {city}.",
      "La livraison est prévue {date} à domicile mais {recipient} sera au bureau.",
      "Le nom sur la commande {order} n'est pas le bon : c'est {last} sur la sonnette.",
      "Je viens d'apprendre que {recipient} est hospitalisé{e}. Il faudrait livrer plus tard, ou ailleurs.",
      "J'ai choisi {date} sans voir que c'est un jour férié. Ce serait bien la veille.",
      "Suite à un déménagement, l'ancienne adresse de {recipient} est encore enregistrée sur mon compte.",
    ],
    asks: [
      'Est-ce encore possible ?', 'Pouvez-vous corriger ?', 'Y a-t-il un supplément ?', 'Merci de me confirmer le changement.',
    ],
    answers: [
      "C'est corrigé sur la commande {order}, et l'étiquette sera réimprimée. Aucun supplément.",
      "La livraison passe au {nextDay}, même créneau. Vous recevrez une nouvelle confirmation dans quelques minutes.",
      "Le code et l'étage sont ajoutés à la feuille du livreur. Rien d'autre à faire de votre côté.",
      "Nous étions à une heure du départ, mais l'atelier a pu la retenir. La nouvelle adresse à {city} est enregistrée.",
      "L'ancienne adresse est effacée de votre compte ; la nouvelle servira pour toutes vos commandes.",
    ],
    questions: ["Pouvez-vous m'écrire l'adresse complète, avec le nom sur la sonnette ?", 'Quel jour conviendrait, entre {nextDay} et la fin de semaine ?'],
    details: ['8 rue du Faubourg, bâtiment C, sonnette {last}, {city}.', '{NextDay} ce serait parfait, plutôt le matin.', 'Au bureau alors : Résidence Les Acacias, accueil, {city}.'],
    outcomes: ["La commande est partie à la nouvelle adresse, suivi ici : {tracking}.", 'Le bouquet a bien été livré au bon endroit.'],
  },
  slots: {
    subjects: ['Horaires de livraison', 'Livrez-vous le dimanche ?', 'Zone de livraison', 'Frais de port', 'Livraison à {city}'],
    situations: [
      "Je voudrais faire livrer des fleurs à {city} un dimanche matin.",
      "Votre site ne me propose aucun créneau à {city} pour {event}.",
      "Je cherche une livraison le jour même, avant {hour}, pour {recipient}.",
      "{Recipient} vit sur une île du Morbihan. Le code postal est refusé.",
      "Je ne trouve pas le prix de la livraison avant la dernière page.",
      "J'aimerais une livraison à une heure précise, pendant un repas de famille à {city}.",
      "Est-il possible de livrer directement dans un restaurant, {date} au soir ?",
    ],
    asks: ['Est-ce que vous livrez là-bas ?', 'Quels sont les horaires et le tarif ?', 'Jusqu\'à quelle heure puis-je commander ?', 'Comment faire ?'],
    answers: [
      "Nous livrons {city} du lundi au samedi de 8 h à 20 h, et le dimanche matin de 9 h à 13 h pour 4,90 € de plus.",
      "Pour une livraison le jour même, il faut commander avant 14 h ; le magasin de {store} s'en charge.",
      "Les îles demandent un jour de plus, à cause du bateau. J'ai ouvert le code postal : vous pouvez passer la commande.",
      "La livraison coûte 7,90 €, ou rien au-delà de 60 €. Nous allons le dire plus tôt dans la commande, merci de l'avoir signalé.",
      "Les créneaux de {city} étaient pleins pour {event} ; je viens d'en ouvrir un le matin, réservé pour vous jusqu'à ce soir.",
      'Nous ne promettons pas une heure précise, mais un créneau de deux heures : de 11 h à 13 h convient bien à un repas.',
      "Oui, si le restaurant peut recevoir le bouquet avant 18 h : il attendra au frais jusqu'à votre arrivée.",
    ],
    questions: ['Quel est le code postal exact ?', 'Pour quelle date et quelle heure à peu près ?'],
    details: ['Le code postal est bien celui que j\'ai mis au départ, à {city}.', 'Pour {date}, vers {hour}.'],
    outcomes: ["Le créneau est ouvert, j'ai gardé la place pour vous jusqu'à ce soir.", 'Votre commande est enregistrée sous le numéro {order}.'],
  },
}
