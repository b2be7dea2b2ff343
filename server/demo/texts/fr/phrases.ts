import type { Phrases } from '../phrases.ts'

export const phrases: Phrases = {
  customer: {
    greetings: {
      formal: [
        'Madame, Monsieur,',
        'Bonjour,',
        'Bonjour Madame, bonjour Monsieur,',
        "À l'attention du service clients,",
      ],
      plain: ['Bonjour,', 'Bonjour', 'Bonsoir,', "Bonjour à toute l'équipe,", 'Bonjour Maison Bleuet,'],
      casual: ['Bonjour', 'Coucou', 'Bonjour !', 'Hello,', 'Bjr,', 'bonsoir', 'Salut,', ''],
    },
    goodbyes: {
      formal: [
        "Dans l'attente de votre réponse, je vous prie d'agréer mes salutations distinguées.",
        'Cordialement,',
        'Bien à vous,',
        'Avec mes remerciements,',
        'Je vous remercie par avance de votre attention.',
        'Sincères salutations,',
      ],
      plain: [
        'Cordialement,',
        "Merci d'avance,",
        'Bonne journée,',
        'Bien cordialement,',
        'Merci et bonne journée',
        'Merci pour votre aide,',
        'À bientôt,',
      ],
      casual: ['Merci !', 'Merci', 'Cdt', 'Bonne journée', 'Merci bcp', 'A+', 'Bises', '', 'merci à vous'],
    },
    devices: [
      'Envoyé de mon iPhone',
      'Envoyé depuis mon téléphone',
      'Envoyé de mon Galaxy',
      'Envoyé depuis ma tablette',
    ],
    context: {
      any: [
        'Je suis {customer} chez vous depuis {years} ans.',
        'Je vous ai déjà recommandé à plusieurs amis.',
        "J'ai essayé par téléphone sans succès.",
        'Je vous écris de mon travail, excusez le style.',
        "D'habitude tout se passe très bien.",
        'Mon compte est au nom de {last}.',
        "Je ne suis pas très à l'aise avec internet.",
        "J'avais choisi votre maison pour vos fleurs françaises.",
        'Désolé{ag} pour ce long message.',
        "C'est une amie de {city} qui m'a parlé de vous.",
        'Je regarde mes mails surtout le soir.',
        'Vous pouvez aussi me laisser un message au 06 39 98 {phone}.',
        'Je suis en déplacement cette semaine.',
        'Mon prénom est {first}, nous nous sommes déjà écrit.',
        "C'est la première fois que je vous écris.",
      ],
      order: [
        "C'est ma première commande chez vous.",
        'Numéro de commande {order} au cas où.',
        'Je précise que {recipient} habite à {city}.',
        'La commande a été passée depuis mon téléphone.',
        'La confirmation est arrivée le {orderDay}.',
        "J'ai gardé tous vos mails.",
        'Le montant était de {amount}, livraison comprise.',
        "J'avais mis une note pour le livreur.",
        "C'est un cadeau pour {occasion}.",
        'Je passerai peut-être au magasin de {store} ce week-end.',
      ],
    },
    chasers: {
      any: [
        "Je me permets de vous relancer, je n'ai pas eu de réponse à mon message de {day}.",
        'Avez-vous bien reçu mon message ?',
        'Petite relance, sans nouvelle de votre part depuis {day}.',
        'Sauf erreur de ma part, mon mail est resté sans réponse.',
        'Je suppose que vous êtes débordés, mais un mot de votre part me rassurerait.',
        "Je n'ai toujours pas de réponse, est-ce normal ?",
      ],
      order: [
        'Toujours pas de réponse... Je comptais dessus pour {occasion}.',
        'Je reviens vers vous au sujet de la commande {order}.',
        'Y a-t-il du nouveau pour {recipient} ?',
        'Pouvez-vous au moins me dire si ma demande {order} est prise en compte ?',
      ],
    },
    thanks: {
      any: [
        "Merci beaucoup {adviser}, c'est parfait.",
        'Super, merci pour votre réponse rapide !',
        'Merci, me voilà rassuré{ag}.',
        "C'est noté, merci à vous {adviser}.",
        'Parfait. Merci pour votre gentillesse.',
        'Un grand merci {adviser}, voilà un service clients comme je les aime.',
        "Merci d'avoir pris le temps, c'est rare.",
        "Ok c'est clair, merci.",
        'Merci de votre efficacité. Bonne fin de journée à vous.',
        "Je n'en attendais pas tant, merci {adviser}.",
        'Entendu, bonne journée {adviser}.',
        'Merci pour ces explications, je comprends mieux.',
        "C'est exactement ce qu'il me fallait, merci {adviser}.",
        'Très bien, je fais comme vous dites.',
      ],
      order: [
        'Merci, {recipient} sera ravi{e}.',
        "Très bien, j'attends {nextDay} alors. Merci.",
        'Bien reçu. Je vous tiens au courant si quelque chose cloche.',
        "Merci pour le geste, c'est élégant.",
        "{Recipient} vient de m'appeler, tout va bien. Merci !",
        'Merci pour {city}, je croise les doigts.',
        'Merci, vous remontez dans mon estime.',
      ],
    },
    unhappy: {
      any: [
        'Votre réponse ressemble à un message tout fait.',
        "Ce n'est pas ce que j'ai demandé. Relisez mon message s'il vous plaît.",
        "Donc si je comprends bien, c'est à moi d'attendre encore.",
        "J'espère que vous tiendrez parole cette fois, {adviser}.",
        'Je prends note, mais je suis déçu{ag} de la réponse.',
        'Je laisserai un avis, tant pis.',
      ],
      order: [
        'Je ne suis pas convaincu{ag}. Cela ne rattrape pas {occasion}.',
        'Je prends note, mais je ne commanderai plus chez vous.',
        "Pour {amount} de fleurs, c'est peu.",
        "Vous dites {nextDay}, mais on m'avait déjà dit {day}.",
      ],
    },
    comebacks: {
      any: [
        'Je me permets de revenir vers vous : le problème recommence.',
        'Même souci que la dernière fois.',
        "Je pensais l'affaire réglée, elle ne l'est pas tout à fait.",
        "Votre collègue m'avait promis un appel, je n'ai rien reçu.",
      ],
      order: [
        "Finalement rien n'est arrivé {nextDay} comme prévu.",
        "Je pensais l'affaire réglée mais le remboursement n'est pas complet.",
        'Désolé{ag} de rouvrir le sujet, mais {recipient} attend toujours.',
        'Même souci que la dernière fois, commande {order}.',
      ],
    },
  },
  followUps: {
    any: [
      {
        asks: 'Dois-je faire quelque chose de mon côté ?',
        answer: 'Rien à faire de votre côté, tout est prévu.',
      },
      {
        asks: 'Est-ce que cela vaut aussi pour une prochaine commande ?',
        answer: "Oui, c'est noté sur votre fiche et cela vaut pour la suite.",
      },
      {
        asks: "Vous livrez aussi en dehors de la France ? J'ai une tante en Belgique.",
        answer: 'Nous livrons aussi en Belgique et au Luxembourg, du mardi au vendredi.',
      },
      {
        asks: 'Est-ce que je peux passer au magasin de {store} si besoin ?',
        answer: "Bien sûr, l'équipe de {store} est prévenue et vous attend.",
      },
      {
        asks: 'Une dernière question : à qui dois-je écrire la prochaine fois ?',
        answer:
          'Répondez simplement à ce message : il retrouve votre dossier et arrive chez la personne disponible.',
      },
      {
        asks: 'Et pour mes points de fidélité, cela change quelque chose ?',
        answer: "Vos points ne bougent pas, ils seront ajoutés comme d'habitude.",
      },
    ],
    order: [
      {
        asks: 'Une dernière question : la facture sera-t-elle aussi au nom de {last} ?',
        answer: 'Oui, la facture est au nom de {last}. Je peux la changer si besoin.',
      },
      {
        asks: 'Au passage, peut-on ajouter un vase à la commande {order} ?',
        answer: 'Le vase Opale est ajouté à la commande {order}, pour 12 € qui seront réglés à la livraison.',
      },
      {
        asks: 'Le livreur appellera-t-il avant de passer à {city} ?',
        answer: 'Oui, le livreur appelle toujours dix minutes avant son passage.',
      },
      {
        asks: 'Puis-je changer la carte en même temps ?',
        answer: 'Bien sûr. Envoyez-moi le nouveau texte, la carte est imprimée la veille.',
      },
      {
        asks: "Et si personne n'est là {nextDay}, que se passe-t-il ?",
        answer: "En cas d'absence, il repasse le lendemain et le bouquet reste au frais.",
      },
      {
        asks: 'Et pour {recipient}, faut-il prévoir quelque chose de spécial ?',
        answer: "Un vase propre et de l'eau fraîche, rien de plus. Une petite fiche accompagne le bouquet.",
      },
    ],
  },
  adviser: {
    greetings: ['Bonjour {title},', 'Bonjour {first},', 'Bonjour {title},'],
    openings: {
      any: [
        'Merci pour votre message.',
        'Merci de nous avoir écrit.',
        "J'ai lu votre message avec attention.",
        "Je m'occupe de votre demande.",
        'Votre message est bien arrivé.',
        'Je prends la suite de votre demande.',
        '',
      ],
      order: [
        "J'ai votre commande sous les yeux.",
        "Merci d'avoir pris la peine de nous prévenir.",
        'Merci pour toutes ces précisions.',
      ],
    },
    laterOpenings: ['Merci pour ces précisions.', 'Merci de votre réponse.', "C'est noté, merci.", ''],
    backOpenings: [
      'Me voici de retour avec des nouvelles.',
      'Comme promis, voici la suite.',
      "J'ai la réponse que j'attendais.",
      'Merci de votre patience.',
    ],
    lateOpenings: [
      'Pardon pour cette réponse tardive.',
      'Vous avez attendu notre réponse trop longtemps, je vous présente nos excuses.',
      'Merci de votre patience, la journée a été très chargée.',
    ],
    holding: {
      any: [
        "J'ai posé la question à l'équipe concernée. Vous aurez sa réponse demain au plus tard.",
        'Je me renseigne et je vous réponds avant ce soir.',
        "Il me faut l'avis de ma collègue, je reviens vers vous sous 24 h.",
      ],
      order: [
        "Je me renseigne auprès de l'atelier et je vous réponds avant ce soir.",
        "J'ai posé la question au magasin de {store}. Vous aurez sa réponse demain au plus tard.",
        "Le transporteur me rappelle dans l'après-midi : je vous écris dès que je sais.",
        "Je vérifie la commande {order} avec l'atelier et je reviens vers vous.",
      ],
    },
    toChaser: {
      any: [
        'Vous avez bien fait de me relancer.',
        'Voici enfin la réponse que je vous devais.',
        'Je comprends votre impatience, voici où nous en sommes.',
        "Votre message n'était pas oublié, il attendait son tour dans une semaine chargée.",
      ],
      order: ["Votre message n'était pas oublié, j'attendais une réponse du dépôt."],
    },
    toUnhappy: {
      any: [
        'Votre remarque est juste. Je vous appelle {nextDay} à 10 h pour en parler de vive voix, si vous le voulez bien.',
        "Vous avez raison de me le dire. J'ai relu votre premier message avec ma responsable, et je vous réponds point par point avant ce soir.",
      ],
      order: [
        "Je comprends, et je ne cherche pas d'excuse. J'ajoute {refund} de remboursement et je reste votre interlocuteur pour la suite.",
        "Vous avez raison de me le dire. J'en ai parlé à ma responsable : le montant complet vous est rendu.",
        "Ma réponse manquait de précision. Concrètement : je suis la commande {order} moi-même, et le bon {code} est à vous quoi qu'il arrive.",
      ],
    },
    toComeback: {
      any: [
        "Merci d'être revenu{ag} vers nous. Je reprends votre dossier du début, et vous aurez une réponse complète avant ce soir.",
        'Je croyais moi aussi cette affaire réglée. Je la reprends en main tout de suite, avec ma collègue.',
      ],
      order: [
        "Ce second incident n'aurait pas dû arriver. Le remboursement de {refund} part à l'instant.",
        "Merci d'être revenu{ag} vers nous. Un nouveau bouquet part {nextDay}, et je le suis moi-même jusqu'à la porte.",
      ],
    },
    toThanks: [
      'Avec plaisir, {first}. Belle journée à vous.',
      'Merci à vous, et à bientôt chez Maison Bleuet.',
      'Votre mot me fait plaisir. Bonne fin de semaine.',
      'Je vous en prie, {first}. Prenez soin de vos fleurs !',
    ],
    closings: [
      'Je reste à votre écoute.',
      "N'hésitez pas à répondre à ce message, il arrive directement chez moi.",
      'Dites-moi si cela vous convient.',
      'Vous pouvez me répondre ici à tout moment.',
      'Merci de votre confiance.',
      '',
      '',
    ],
    pendingClosings: [
      "Je reviens vers vous dès qu'il y a du nouveau.",
      "Je suis votre dossier jusqu'au bout.",
      'Merci de votre patience.',
      '',
    ],
    goodbyes: [
      'Belle journée,',
      'Bien à vous,',
      'Très bonne journée,',
      'Bien cordialement,',
      'À bientôt,',
      'Belle fin de journée,',
    ],
  },
  notes: {
    any: [
      'Ne pas rappeler avant 17 h, préfère le mail.',
      'Même adresse que la demande de la semaine dernière, sans doute le même foyer.',
      'A déjà écrit à ce sujet, voir la conversation précédente.',
      'Ton vif mais aimable au téléphone.',
      'Préfère être appelé{ag}, ne lit ses mails que le soir.',
      "Demande transmise à l'équipe du site.",
    ],
    order: [
      'Vu avec le dépôt de {store} : colis resté à quai, le chauffeur repart {nextDay}.',
      "{Customer} fidèle, déjà un retard cette année. J'ai ajouté le bon {code}.",
      "Photo envoyée à l'atelier, lot {ofFlowers} à vérifier.",
      'Appel au transporteur : numéro de rue incomplet sur {order}.',
      'Remboursement de {refund} saisi, à pointer demain.',
      'À surveiller : deuxième contact sur {order}.',
      'Le magasin de {store} confirme par téléphone.',
      'Accord de Nora pour un geste au-delà de 30 €.',
      'Producteur prévenu pour les {flowers}.',
      'Attendre la preuve de livraison avant de rembourser.',
      'Facture {invoice} réémise par la comptabilité.',
      'Le livreur confirme la remise à la loge.',
    ],
  },
  closingNotes: [
    'Réponse donnée',
    'Nouvel envoi et remboursement du port',
    'Remboursé',
    'Résolu au premier échange',
    'Bon offert',
    'Le magasin prend la suite',
    'Sans suite de la part du client',
    'Information donnée',
  ],
  outbound: [
    {
      subject: 'Votre livraison du {date}',
      text: 'Votre bouquet {bouquet} sera livré {date} entre 9 h et 13 h à {city}. Si cette date ne convient plus, répondez simplement à ce message.',
    },
    {
      subject: 'Votre commande {order} : une précision',
      text: "Il nous manque le code de la porte pour la livraison à {city}, prévue {date}. Pouvez-vous nous l'indiquer ?",
    },
    {
      subject: 'Un retard possible sur votre commande {order}',
      text: "Le dépôt de {store} annonce une journée difficile. Votre bouquet pourrait arriver l'après-midi plutôt que le matin ; je préfère vous le dire avant.",
    },
    {
      subject: 'Vos {flowers} ne sont pas au rendez-vous',
      text: 'La récolte {ofFlowers} a souffert cette semaine. Je vous propose de les remplacer à valeur égale dans la commande {order}, ou de livrer deux jours plus tard. Que préférez-vous ?',
    },
    {
      subject: 'Suite de notre conversation',
      text: 'Comme promis, je reviens vers vous au sujet de la commande {order}. Les fleurs ont-elles plu ?',
    },
  ],
}
