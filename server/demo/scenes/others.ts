import type { Scene, Stage } from './stage.ts'

/** What others have in hand: experts, shops, technicians, the partner, companies; and what nobody has taken yet. */
export function scenesOfOthers(stage: Stage): Scene[] {
  const {
    lea,
    karim,
    nora,
    sarah,
    sylvie,
    claire,
    didier,
    beatriz,
    margaux,
    inesMansouri,
    ousmane,
    delphine,
    fr,
    en,
    ago,
    openAgo,
    scene,
  } = stage
  return [
    scene(
      ago(44),
      { who: 'oliver', subject: 'Delivery to a friend in Bordeaux, wrong floor' },
      (thread, { startMs, contact }) => {
        thread.customerWrites(
          startMs,
          'Good morning,\n\nI ordered the Mirabelle bouquet (MB-988340) for a friend in Bordeaux, to be delivered tomorrow. I gave the wrong floor: she lives on the second, not the third, and the bell says Castaing.\n\nCould you also leave out the price, and is there any chance of a delivery before 10? She has a train to catch.\n\nWith thanks from rainy Bristol,\nOliver Whitfield',
        )
        return {
          external_records: stage.order(
            contact,
            'MB-988340',
            'Bouquet Mirabelle, grand',
            49.9,
            'Bordeaux',
            { order: 'en préparation', delivery: 'prévue' },
            stage.tomorrowAt(10),
          ),
        }
      },
    ),

    scene(
      openAgo(9 * 60 + 25),
      { who: 'niamh', subject: 'Order not confirmed, charged twice', reason: 'payment.payment' },
      (thread, { startMs }) => {
        thread.describe({ priority: 'high' })
        thread.customerWrites(
          startMs,
          'Hi,\n\nI have been charged twice (€54.00 and €54.00) and I still have no confirmation. The flowers are for my grandmother in Rennes on Saturday.\n\nPlease tell me which order is real.\n\nNiamh Byrne\n\nSent from my iPhone',
        )
      },
    ),

    scene(ago(130), { who: 'hugo', subject: 'Pot cassé' }, (thread, { startMs }) => {
      thread.customerWrites(
        startMs,
        "bonjour, le pot du citronnier est arrivé en deux morceaux, la terre est partout dans le carton (photo). L'arbre a l'air d'aller. Vous pouvez m'envoyer juste un pot ?\nHugo",
        { attachments: [stage.photo(true, 'IMG_2207.png', 2)] },
      )
    }),

    scene(ago(19), { who: 'chloe', subject: '🌸 merci + une question' }, (thread, { startMs }) => {
      thread.customerWrites(
        startMs,
        'Coucou !\n\nLe bouquet Guinguette est 😍😍 ma sœur a adoré, regardez !\n\nPetite question : on peut recycler le papier ? il brille un peu\n\nbises\nChloé',
        {
          html: '<p>Coucou !</p><p>Le bouquet Guinguette est 😍😍 ma sœur a adoré, regardez !</p><p><img data-cid="bouquet-chloe" alt="Le bouquet sur la table" width="320"></p><p>Petite question : on peut recycler le papier ? il brille un peu</p><p>bises<br>Chloé</p>',
          attachments: [{ ...stage.photo(false, 'bouquet.png'), inline: true, contentId: 'bouquet-chloe' }],
        },
      )
    }),

    scene(
      ago(205),
      { who: 'maelle', subject: 'Lys et chat, urgent', reason: 'assistance.pets' },
      (thread, { startMs }) => {
        thread.describe({ priority: 'urgent', tags: ['urgent'] })
        thread.customerWrites(
          startMs,
          "Bonjour, mon chat a mâché une feuille du bouquet Ondine reçu hier, est-ce qu'il y a des lys dedans ? Il bave un peu. Merci de répondre vite !!\nMaëlle",
        )
        thread.assign(startMs + 4 * 60_000, karim)
        thread.note(
          startMs + 6 * 60_000,
          karim,
          fr(
            "@Sylvie Aubert y a-t-il des lys dans Ondine cette semaine ? Le chat d'une cliente en a mâché. @Léa Marchand si je pars en pause, peux-tu suivre ?",
          ),
          [sylvie, lea],
        )
        thread.note(
          startMs + 15 * 60_000,
          sylvie,
          fr(
            "Pas de lys : renoncules, eucalyptus et giroflées. L'eucalyptus irrite la bouche, d'où la bave. Le vétérinaire s'il a l'air abattu, sans attendre.",
          ),
          [karim],
        )
        thread.adviserWrites(
          startMs + 19 * 60_000,
          karim,
          fr(
            "Bonjour Maëlle,\n\nIl n'y a pas de lys dans Ondine cette semaine, notre experte vient de le vérifier. L'eucalyptus irrite la bouche, ce qui explique la bave. Éloignez le bouquet, laissez-lui de l'eau, et appelez votre vétérinaire s'il vous paraît abattu : les urgences répondent jour et nuit.\n\nDites-nous comment il va.\n\nKarim",
          ),
        )
        thread.customerWrites(
          ago(65),
          'Merci mille fois, il dort et il a mangé. Vous êtes adorables.\nMaëlle et Moustache',
        )
      },
    ),

    scene(
      ago(27 * 60),
      { who: 'nolwenn', subject: 'Accueil au magasin de Lyon', reason: 'store.visit', team: 'stores' },
      (thread, { startMs }) => {
        thread.customerWrites(
          startMs,
          "Bonjour,\n\nSamedi, au magasin de Lyon, j'ai attendu vingt minutes pendant que deux personnes préparaient un mariage sans lever la tête. Je suis repartie sans mes fleurs. Je le dis sans colère, mais c'est dommage.\n\nNolwenn Tanguy",
        )
        thread.assign(startMs + 2 * 3_600_000, delphine)
        thread.note(
          startMs + 2.1 * 3_600_000,
          delphine,
          fr(
            '@Claire Bonnet peux-tu nous dire qui était là samedi après-midi, et ce que tu proposes à Madame Tanguy ?',
          ),
          [claire],
        )
        thread.note(
          ago(240),
          claire,
          fr(
            "Nous étions deux pour un mariage de 200 personnes, c'est vrai que personne n'était au comptoir. Je l'appelle demain et je lui garde un bouquet. @Delphine Klein tu peux le lui annoncer.",
          ),
          [delphine],
        )
      },
    ),

    scene(
      ago(9 * 60),
      {
        who: 'sofia',
        subject: 'Mur végétal : la pompe siffle',
        reason: 'maintenance.equipment',
        team: 'field',
        channel: 'pro',
      },
      (thread, { startMs }) => {
        thread.describe({ priority: 'high' })
        thread.customerWrites(
          startMs,
          "Madame, Monsieur,\n\nLa pompe du mur végétal de la salle d'attente siffle depuis hier et les patients s'en plaignent. La partie droite paraît sèche. Pouvez-vous intervenir avant jeudi, jour de consultation ?\n\nCordialement,\nSofia Ferrari\nClinique des Amandiers",
          { cc: [{ name: 'Accueil', address: 'accueil@clinique-des-amandiers.example' }] },
        )
        thread.assign(startMs + 50 * 60_000, ousmane)
        thread.note(
          startMs + 60 * 60_000,
          ousmane,
          fr('@Didier Chauvet tu es à Nice mercredi : peux-tu passer à la clinique, avec une pompe BLX-20 ?'),
          [didier],
        )
        thread.adviserWrites(
          startMs + 75 * 60_000,
          ousmane,
          fr(
            'Bonjour Madame Ferrari,\n\nCoupez la pompe au boîtier gris : les plantes tiennent deux jours sans elle. Notre technicien, Didier Chauvet, passe mercredi entre 8 h et 10 h avec la pièce, sous garantie.\n\nBien à vous,\nOusmane',
          ),
        )
      },
    ),

    scene(
      ago(8 * 60 + 20),
      {
        who: 'etienne',
        subject: 'Fleurs du hall : semaine prochaine',
        reason: 'advice.business',
        team: 'business',
        channel: 'pro',
      },
      (thread, { startMs }) => {
        thread.customerWrites(
          startMs,
          'Bonjour,\n\nNous recevons un congrès de 140 personnes la semaine prochaine. Pouvez-vous doubler les compositions du hall mardi et ajouter douze petits vases pour le petit déjeuner ? Même facturation mensuelle.\n\nÉtienne Lacroix\nDirection, Hôtel des Deux Rives',
        )
        thread.adviserWrites(
          startMs + 100 * 60_000,
          inesMansouri,
          fr(
            "Bonjour Monsieur Lacroix,\n\nC'est possible : deux grandes compositions mardi avant 7 h, et douze vases de renoncules blanches. Le supplément est de 318 € hors taxes, sur la facture du mois. Me donnez-vous votre accord ?\n\nBien à vous,\nInès",
          ),
        )
        thread.customerWrites(
          ago(50),
          'Accord donné, merci. Prévoyez aussi des fleurs sans parfum près du buffet.\nÉ. Lacroix',
        )
      },
    ),

    scene(
      ago(6 * 60),
      {
        who: 'gerard',
        subject: 'Attente au téléphone : 34 minutes',
        reason: 'service.phone_wait',
        team: 'azur',
      },
      (thread, { startMs }) => {
        thread.describe({ priority: 'high', tags: ['à rappeler'] })
        thread.customerWrites(
          startMs,
          "Madame, Monsieur,\n\nJ'ai attendu trente-quatre minutes au téléphone ce matin avant d'être coupé. Je souhaite simplement savoir si la couronne commandée pour jeudi sera bien à l'église Saint-Maurice à 14h30.\n\nJe préfère être appelé, je ne lis mes courriels que le soir.\n\nGérard Vasseur",
        )
        thread.assign(startMs + 30 * 60_000, beatriz)
        thread.note(
          startMs + 34 * 60_000,
          beatriz,
          fr("La couronne est confirmée pour 13 h 30. J'appelle Monsieur Vasseur à 16 h, heure de Paris."),
        )
      },
    ),

    scene(
      ago(75),
      {
        who: 'yvette',
        subject: 'Magasin de Saint-Denis, commande à retirer',
        reason: 'store.collect',
        team: 'stores',
      },
      (thread, { startMs }) => {
        thread.customerWrites(
          startMs,
          'Bonjour, il est déjà 18h ici à La Réunion et le magasin ferme bientôt. Ma fille peut-elle retirer le bouquet MB-988102 demain matin à ma place ?\nMerci, Yvette Hoarau',
        )
      },
    ),

    // The first answer went to a mistyped address and came back.
    scene(
      ago(7 * 60),
      { who: 'thomas', subject: 'Carte oubliée dans le bouquet', reason: 'help.card' },
      (thread, { startMs }) => {
        thread.customerWrites(
          startMs,
          'Bonjour,\n\nMa femme a reçu le bouquet Solstice sans la carte. Elle a cru à une erreur de livraison et a failli le refuser !\n\nThomas Wagner',
        )
        thread.adviserWrites(
          startMs + 2 * 3_600_000,
          karim,
          fr(
            "Bonjour Monsieur Wagner,\n\nLa carte est restée à l'atelier, c'est notre faute. Souhaitez-vous que j'écrive à votre épouse, ou préférez-vous qu'elle parte par la poste aujourd'hui ?\n\nBien à vous,\nKarim",
          ),
          {
            bounced: '550 5.1.1 Boîte inconnue',
          },
        )
        thread.asks(
          ago(40),
          karim,
          fr(
            "Ma réponse à Monsieur Wagner revient : boîte inconnue. Tu l'as eu pour ses noces, as-tu sa bonne adresse ?",
          ),
          lea,
        )
      },
    ),

    scene(
      ago(4 * 60 + 30),
      {
        who: 'gerard',
        subject: 'Changement de date de l’abonnement de mon épouse',
        reason: 'subscription.change',
      },
      (thread, { startMs }) => {
        thread.customerWrites(
          startMs,
          "Madame, Monsieur,\n\nL'abonnement de mon épouse peut-il passer au vendredi ? Le mardi nous sommes à la piscine.\n\nGérard Vasseur",
        )
        thread.adviserWrites(
          startMs + 50 * 60_000,
          margaux,
          fr(
            "Bonjour Monsieur Vasseur,\n\nL'abonnement passe au vendredi dès la semaine prochaine. Bonne baignade le mardi !\n\nBelle journée,\nMargaux",
          ),
        )
        thread.customerWrites(
          startMs + 52 * 60_000,
          "Je suis absent jusqu'à lundi. En cas d'urgence, téléphonez au 06 39 98 04 41.\n\nGérard Vasseur",
          {
            automatic: 'outOfOffice',
            subject: 'Absence : Re: Changement de date de l’abonnement de mon épouse',
          },
        )
      },
    ),

    scene(
      ago(11 * 60),
      { who: 'priya', subject: 'Invoice for our Paris office flowers', reason: 'payment.invoice' },
      (thread, { startMs }) => {
        thread.customerWrites(
          startMs,
          'Hello, may I have the invoice for last month in the name of Raman Studio Ltd? Thank you, Priya',
        )
        thread.adviserWrites(
          startMs + 130 * 60_000,
          sarah,
          en(
            'Dear Ms Raman,\n\nThe invoice is on its way in a separate message, in the name of Raman Studio Ltd. Tell me if the address needs changing.\n\nBest wishes,\nSarah',
          ),
        )
        thread.customerWrites(startMs + 200 * 60_000, 'Received, thank you Sarah. Perfect as always.\nPriya')
        thread.close(startMs + 205 * 60_000, sarah, 'Facture envoyée')
      },
    ),

    scene(
      ago(30 * 60),
      { who: 'ines', subject: 'Avis laissé en ligne', reason: 'after_sales.not_as_shown' },
      (thread, { startMs }) => {
        thread.describe({ tags: ['photo'] })
        thread.customerWrites(
          startMs,
          "Bonjour, je vous écris avant de publier mon avis. Le bouquet Jardin de Lune n'a rien à voir avec la photo : sept tiges, là où j'en compte vingt sur le site.\nInès Roy",
          { attachments: [stage.photo(true, 'jardin-de-lune.png', 1)] },
        )
        thread.assign(startMs + 100 * 60_000, nora)
        thread.note(
          startMs + 110 * 60_000,
          nora,
          fr(
            "@Karim Benali c'est la quatrième remarque sur cette photo ce mois-ci. Je demande à l'équipe du site de dire la taille ; peux-tu proposer l'échange à Madame Roy ?",
          ),
          [karim],
        )
      },
    ),
  ]
}
