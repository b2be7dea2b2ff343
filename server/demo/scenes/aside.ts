import type { Scene, Stage } from './stage.ts'

/** What people have put aside: until a date, or until someone else has done their part. */
export function scenesOfAside(stage: Stage): Scene[] {
  const { lea, karim, camille, fr, en, ago, scene } = stage
  const catherine = stage.member('catherine.rolland')
  return [
    scene(
      ago(4 * 24 * 60),
      { who: 'oliver', subject: 'Christmas flowers for four friends', reason: 'advice.choice' },
      (thread, { startMs }) => {
        thread.customerWrites(
          startMs,
          'Hello,\n\nI would like to send flowers to four friends across France for Christmas, each with a different card. Could you remind me when the winter bouquets come out?\n\nOliver Whitfield',
        )
        thread.adviserWrites(
          startMs + 3 * 3_600_000,
          lea,
          en(
            'Hello Oliver,\n\nThe winter bouquets come out next week. I have put a note in my diary and will send you the four of them with their prices.\n\nBest wishes,\nLéa',
          ),
        )
        thread.snooze(startMs + 3.1 * 3_600_000, lea, stage.tomorrowAt(10) + 2 * 86_400_000)
      },
    ),

    scene(
      ago(2 * 24 * 60 + 300),
      { who: 'yvette', subject: 'Anniversaire de mariage, date à confirmer', reason: 'delivery.change' },
      (thread, { startMs }) => {
        thread.customerWrites(
          startMs,
          "Bonjour,\n\nNos noces d'or sont fêtées le 12 ou le 13, ma fille hésite encore. Pouvez-vous garder la commande sans date ?\n\nYvette Hoarau",
        )
        thread.adviserWrites(
          startMs + 2 * 3_600_000,
          karim,
          fr(
            "Bonjour Madame Hoarau,\n\nBien sûr, la commande attend votre date. Je vous écris après-demain si je n'ai pas de nouvelles.\n\nBelle journée,\nKarim",
          ),
        )
        thread.snooze(startMs + 2.1 * 3_600_000, karim, stage.tomorrowAt(14))
      },
    ),

    scene(
      ago(3 * 24 * 60 + 100),
      {
        who: 'etienne',
        subject: 'Avoir sur la facture d’octobre',
        reason: 'payment.refund',
        team: 'business',
        channel: 'pro',
      },
      (thread, { startMs }) => {
        thread.customerWrites(
          startMs,
          "Bonjour,\n\nDeux compositions de la facture d'octobre n'ont pas été livrées, pour 96 € hors taxes. Merci de nous adresser un avoir.\n\nÉtienne Lacroix",
        )
        thread.adviserWrites(
          startMs + 90 * 60_000,
          camille,
          fr(
            "Bonjour Monsieur Lacroix,\n\nVous avez raison, les deux livraisons du 17 manquent. Notre comptabilité prépare l'avoir, vous le recevrez cette semaine.\n\nBien à vous,\nCamille",
          ),
          { afterwards: 'stay' },
        )
        thread.note(
          startMs + 95 * 60_000,
          camille,
          fr("@Catherine Rolland peux-tu établir l'avoir de 96 € HT pour l'Hôtel des Deux Rives ?"),
          [catherine],
        )
        thread.hold(startMs + 96 * 60_000, camille)
      },
    ),
  ]
}
