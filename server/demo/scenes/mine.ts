import type { Scene, Stage } from './stage.ts'

/** What waits on Léa's desk: late, due, answered, put aside, begun. */
export function scenesOfMine(stage: Stage): Scene[] {
  const { lea, karim, nora, sylvie, fr, en, ago, openAgo, scene } = stage
  return [
    // The story of the product: a bouquet that did not come, a photo, a very good customer, an answer that is late.
    scene(
      stage.lastWorkdayAt(2, 4),
      { who: 'anna', subject: 'Bouquet non reçu', reason: 'delivery.late' },
      (thread, { startMs, contact }) => {
        thread.describe({
          priority: 'urgent',
          tags: ['transporteur', 'fidèle', 'photo'],
          fields: { order: 'MB-988213', region: 'Auvergne-Rhône-Alpes' },
        })
        thread.customerWrites(
          startMs,
          "Bonsoir,\n\nLe bouquet commandé pour aujourd'hui n'est pas venu. C'était pour les 80 ans de ma mère, toute la famille était là et sa place sur la table est restée vide, voyez la photo. Commande MB-988213, livraison à Lyon entre 9h et 13h.\n\nJe commande chez vous depuis six ans, je ne comprends pas.\n\nAnna Pereira",
          {
            attachments: [stage.photo(true, 'table-anniversaire.png')],
          },
        )
        thread.assign(startMs + 7 * 3_600_000, lea, nora)
        thread.note(
          startMs + 7.4 * 3_600_000,
          karim,
          fr(
            "Le dépôt de Lyon confirme : camion en panne, 41 bouquets à quai. Celui d'Anna est au frais. @Léa Marchand je peux appeler le chauffeur si tu veux.",
          ),
          [lea],
        )
        thread.asksAside(startMs + 7.6 * 3_600_000, lea, {
          to: { name: 'Transports Rivoire, dépôt de Lyon', address: 'depot.lyon@transports-rivoire.test' },
          subject: 'Commande MB-988213 à quai',
          text: fr(
            'Bonjour,\n\nUn bouquet attend chez vous depuis la panne : MB-988213, pour Mme Pereira à Lyon. Pouvez-vous le sortir en premier, et à quelle heure passera le camion ?\n\nMerci,\nLéa Marchand',
          ),
          answer: {
            atMs: startMs + 9.2 * 3_600_000,
            text: fr(
              'Bonjour,\n\nIl est chargé en tête. Passage chez Mme Pereira entre 11 h et 12 h, le chauffeur sonne.\n\nDépôt de Lyon',
            ),
          },
        })
        thread.customerWrites(
          Math.min(startMs + 30 * 3_600_000, ago(95)),
          'Toujours rien ce matin, et personne au téléphone. Dois-je en acheter un autre en bas de chez moi ?\n\nAnna',
        )
        return {
          external_records: stage.order(
            contact,
            'MB-988213',
            'Bouquet Bleuet Royal, généreux',
            102.9,
            'Lyon',
            { order: 'expédiée', delivery: 'en transit' },
            startMs - 14 * 3_600_000,
          ),
        }
      },
    ),

    scene(
      openAgo(8 * 60 - 14),
      { who: 'luc', subject: 'Facture 2231', reason: 'payment.invoice' },
      (thread, { startMs }) => {
        thread.describe({ fields: { order: 'MB-987702' } })
        thread.customerWrites(
          startMs,
          "Bonjour,\n\nIl me faut la facture 2231 au nom de mon association avant ce soir, je dépose la demande de subvention demain matin. La commande est MB-987702, les fleurs de l'assemblée générale.\n\nAssociation Les Rives Vertes, 3 quai des Bateliers, 44000 Nantes.\n\nMerci d'avance,\nLuc Martin",
        )
        thread.assign(startMs + 40 * 60_000, lea)
        thread.asks(
          ago(25),
          lea,
          fr(
            "La commande est au nom de Luc Martin et il veut la facture au nom de l'association. Puis-je la refaire ?",
          ),
          [nora],
        )
      },
    ),

    // Two mails, two conversations, one request: "same request?" is the question.
    scene(
      ago(70),
      { who: 'luc', subject: 'Re: Facture', reason: 'payment.invoice' },
      (thread, { startMs }) => {
        thread.customerWrites(
          startMs,
          "Re-bonjour, j'ajoute que le montant doit être détaillé (fleurs et livraison). Merci !\nLuc Martin",
        )
      },
    ),

    scene(
      openAgo(200),
      { who: 'ines', subject: 'Livraison un jour férié', reason: 'delivery.slots' },
      (thread, { startMs }) => {
        thread.customerWrites(
          startMs,
          "Bonjour,\n\nLivrez-vous les jours fériés à Bordeaux ? Je voudrais surprendre mon frère qui rentre d'Australie, son avion arrive tôt le matin.\n\nMerci,\nInès Roy",
        )
        thread.adviserWrites(
          Math.min(startMs + 70 * 60_000, ago(60)),
          lea,
          fr(
            'Bonjour Inès,\n\nNous livrons les jours fériés de 9 h à 13 h, sauf le 1er janvier et le 25 décembre. Quelle date, et à quelle heure arrive votre frère ? Je réserve le premier passage.\n\nBelle journée,\nLéa',
          ),
        )
      },
    ),

    scene(
      ago(320),
      { who: 'priya', subject: 'Flowers for my daughter’s graduation in Paris', reason: 'advice.choice' },
      (thread, { startMs }) => {
        thread.describe({ priority: 'high', tags: ['fidèle'] })
        thread.customerWrites(
          startMs,
          'Hello,\n\nMy daughter graduates in Paris next week and I cannot be there. She likes blue and white, hates lilies, and lives on the fifth floor without a lift, so nothing too heavy please. Budget around €80.\n\nWhat would you suggest?\n\nKind regards,\nPriya Raman',
        )
        thread.adviserWrites(
          startMs + 95 * 60_000,
          lea,
          en(
            'Dear Ms Raman,\n\nCongratulations to your daughter. I would choose Grand Large, our blue and white bouquet: anemones, nigella and eucalyptus, no lilies, and light enough for five floors. The large size is €69 with delivery in the morning.\n\nShall I add a card in your handwriting? Send me a photo of your note and the florist will slip it in.\n\nBest wishes,\nLéa',
          ),
        )
        thread.customerWrites(
          ago(38),
          'That sounds perfect, thank you Léa! Grand Large it is. I am attaching my note. Could it arrive between 8 and 9? She leaves at 9:30.\n\nPriya',
          { attachments: [stage.photo(false, 'note-for-maya.png', 1)] },
        )
      },
    ),

    scene(
      ago(26 * 60),
      { who: 'josiane', subject: 'TR : Re : Orchidée offerte à ma belle-sœur', reason: 'assistance.orchids' },
      (thread, { startMs }) => {
        const words =
          "Madame,\n\nJe vous transmets l'échange que nous avons eu au printemps, car la question revient. L'orchidée de ma belle-sœur a perdu ses fleurs, ce que vous aviez annoncé, mais trois feuilles sont maintenant molles et l'une a une tache brune au milieu.\n\nElle suit vos conseils : un bain par semaine, la fenêtre à l'est. La seule chose qui a changé est le chauffage, remis en route le mois dernier.\n\n1. Faut-il couper la feuille tachée ?\n2. Un bain par semaine n'est-il pas trop en hiver ?\n3. Le petit pied qui pousse sur la tige peut-il être séparé ?\n\nAvec mes remerciements,\nJosiane Perrin"
        const history = [
          'Le 14 avril, Léa Marchand a écrit :',
          '> Bonjour Madame Perrin,',
          '> La chute des fleurs après huit semaines est tout à fait normale.',
          '> Gardez un bain de dix minutes par semaine et une fenêtre claire.',
          '> Belle journée,',
          '> Léa',
          '>',
          '> Le 12 avril, Josiane Perrin a écrit :',
          '>> Madame,',
          ">> L'orchidée que j'ai offerte à ma belle-sœur perd ses fleurs l'une après l'autre.",
          ">> Est-ce un défaut d'entretien de sa part, ou de qualité de la vôtre ?",
          '>> Salutations distinguées,',
          '>> Josiane Perrin',
        ].join('\n')
        thread.customerWrites(startMs, words, {
          fullText: `${words}\n\n${history}`,
          html: `<div>${words
            .split('\n\n')
            .map(paragraph => `<p>${paragraph.replaceAll('\n', '<br>')}</p>`)
            .join(
              '',
            )}</div><blockquote data-quoted="true">${history.replaceAll('>', '&gt;').replaceAll('\n', '<br>')}</blockquote>`,
          attachments: [stage.photo(true, 'feuille-1.png', 1), stage.photo(true, 'feuille-2.png', 2)],
        })
        thread.assign(startMs + 3 * 3_600_000, lea)
        thread.note(
          startMs + 3.1 * 3_600_000,
          lea,
          fr(
            "@Sylvie Aubert peux-tu regarder les deux photos ? Je pense au chauffage, mais la tache brune m'inquiète.",
          ),
          [sylvie],
        )
        thread.note(
          ago(130),
          sylvie,
          fr(
            "@Léa Marchand c'est un coup de froid suivi d'air sec, pas une maladie. On coupe la feuille, un bain tous les dix jours, et on attend deux racines de 5 cm avant de séparer le petit pied.",
          ),
          [lea],
        )
      },
    ),

    scene(
      ago(50 * 60),
      { who: 'samir', subject: 'Remboursement incomplet', reason: 'payment.refund' },
      (thread, { startMs }) => {
        thread.describe({ fields: { order: 'MB-986410', goodwill: 10 } })
        thread.customerWrites(
          startMs,
          "Bonjour, vous m'avez remboursé 38 € sur 45,90 €. Il manque les frais de port alors que le bouquet est arrivé fané. Commande MB-986410.\n\nSamir Cherif",
        )
        thread.adviserWrites(
          startMs + 4 * 3_600_000,
          lea,
          fr(
            "Bonjour Monsieur Cherif,\n\nVous avez raison, les 7,90 € de livraison devaient être rendus aussi. J'ai demandé le complément à notre comptabilité et je vous confirme la date dès que je l'ai.\n\nBien à vous,\nLéa",
          ),
        )
        thread.customerWrites(ago(210), 'Merci. Avez-vous une date ? Je ne vois rien sur mon compte.\nSamir')
        thread.drafts(
          ago(12),
          lea,
          'reply',
          fr(
            "Bonjour Monsieur Cherif,\n\nLe complément de 7,90 € est parti ce matin, comptez deux à trois jours selon votre banque. Pour l'attente, ",
          ),
        )
      },
    ),

    scene(
      ago(3 * 24 * 60),
      { who: 'camille', subject: 'Mariage en juin, devis', reason: 'advice.events', team: 'events' },
      (thread, { startMs }) => {
        thread.describe({ tags: ['fidèle'] })
        thread.customerWrites(
          startMs,
          'Bonjour !\n\nNous nous marions le dernier samedi de juin près de Fontainebleau, 90 personnes, onze tables rondes. Nous aimons les fleurs des champs et le papier kraft, pas du tout les roses rouges.\n\nPouvez-vous nous faire un devis ? Nous choisissons notre fleuriste avant la fin du mois.\n\nCamille et Youssef',
        )
        thread.adviserWrites(
          startMs + 5 * 3_600_000,
          lea,
          fr(
            'Bonjour Camille, bonjour Youssef,\n\nFélicitations ! Margaux, notre conseillère mariages, prépare une proposition avec des scabieuses, des marguerites et des graminées. Vous la recevrez demain matin.\n\nÀ très bientôt,\nLéa',
          ),
        )
        thread.schedules(
          startMs + 5.1 * 3_600_000,
          lea,
          stage.tomorrowAt(9),
          fr(
            'Bonjour Camille, bonjour Youssef,\n\nVoici la proposition de Margaux : onze centres de table en scabieuses, marguerites et graminées, une arche légère pour la cérémonie et un bouquet assorti, le tout sans une seule rose rouge. Nous comptons 1 480 € livrés et installés près de Fontainebleau.\n\nNous gardons la date pour vous jusqu’à la fin du mois. Voulez-vous passer voir un centre de table à l’atelier ?\n\nBien à vous,\nLéa',
          ),
        )
      },
    ),

    scene(
      ago(2 * 24 * 60 + 200),
      { who: 'rachid', subject: 'Bouquet jamais arrivé à Saint-Étienne', reason: 'delivery.missing' },
      (thread, { startMs, contact }) => {
        thread.describe({
          priority: 'high',
          tags: ['transporteur'],
          fields: { order: 'MB-987951', region: 'Auvergne-Rhône-Alpes' },
        })
        thread.customerWrites(
          startMs,
          "Votre suivi dit « livré » mais ma tante n'a rien reçu, ni le gardien, ni les voisins. C'est la deuxième fois ce mois-ci à Saint-Étienne.\n\nRachid Mansouri",
        )
        thread.adviserWrites(
          startMs + 3 * 3_600_000,
          lea,
          fr(
            "Bonjour Monsieur Mansouri,\n\nJ'ouvre une enquête auprès du transporteur et je fais partir un nouveau bouquet dès demain, sans attendre sa réponse. Je vous écris aussitôt que j'ai la preuve de remise.\n\nBien à vous,\nLéa",
          ),
          { afterwards: 'stay' },
        )
        thread.note(
          startMs + 3.2 * 3_600_000,
          lea,
          fr(
            'Enquête E-5521 ouverte, réponse promise sous 48 h. Troisième cas à Saint-Étienne cette semaine.',
          ),
          [nora],
        )
        thread.hold(startMs + 3.3 * 3_600_000, lea)
        return {
          external_records: stage.order(
            contact,
            'MB-987951',
            'Bouquet Colette, grand',
            53.9,
            'Saint-Étienne',
            { order: 'expédiée', delivery: 'enquête en cours' },
            startMs - 20 * 3_600_000,
          ),
        }
      },
    ),

    // Closed five days ago; the customer came back this morning: a second episode.
    scene(
      ago(5 * 24 * 60),
      { who: 'awa', subject: 'Abonnement en pause', reason: 'subscription.pause' },
      (thread, { startMs }) => {
        thread.customerWrites(
          startMs,
          'Bonjour,\n\nJe pars trois semaines, pouvez-vous mettre mon abonnement en pause ?\n\nMerci\nAwa Coulibaly',
        )
        thread.adviserWrites(
          startMs + 2 * 3_600_000,
          lea,
          fr(
            "Bonjour Awa,\n\nC'est fait, reprise dans trois semaines, rien n'est perdu. Bon voyage !\n\nBelle journée,\nLéa",
          ),
        )
        thread.close(startMs + 2.02 * 3_600_000, lea, null)
        thread.customerWrites(
          ago(155),
          "Bonjour Léa,\n\nUn bouquet est arrivé hier malgré la pause, ma voisine l'a trouvé sur le paillasson. Je suis à Dakar, je ne peux rien en faire !\n\nAwa",
          { attachments: [stage.photo(true, 'paillasson.png')] },
        )
      },
    ),
  ]
}
