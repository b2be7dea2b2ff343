import { aConversation } from './conversations.ts'
import { aConsultation } from './customers.ts'
import { everybody, type Line, writers } from './line.ts'
import { held } from './transfers.ts'

const act = { to: writers, scope: 'conversations:write', peopleOnly: true } as const
const answers = { ...act, to: everybody } as const

type Fresh = NonNullable<Line['fresh']>

/** Everybody is asked inside what they all see. */
const asked: Fresh = async (house, app) => {
  const made = await aConversation(house, app)
  const around = { workspace: house.seen.workspace, memberIds: house.memberIds }
  const consultation = await aConsultation(app, around, made.conversation!, made.message!)
  return { ...made, consultation }
}

/** Lines of contract/consultations.ts: questions to colleagues inside a conversation. */
export const consultationLines: Line[] = [
  {
    route: 'GET /consultations',
    ...{ to: everybody, scope: 'conversations:read', peopleOnly: true },
    ask: () => ({ path: '/consultations' }),
  },
  {
    route: 'GET /conversations/{id}/consultations',
    ...{ to: everybody, scope: 'conversations:read' },
    ask: at => ({ path: `/conversations/${at.conversation}/consultations` }),
  },
  {
    route: 'GET /conversations/{id}/expertise',
    ...{ to: writers, scope: 'conversations:read', peopleOnly: true },
    ask: at => ({ path: `/conversations/${at.conversation}/expertise` }),
  },
  {
    route: 'POST /conversations/{id}/consultations',
    way: 'a supervisor',
    ...act,
    ok: 201,
    fresh: held,
    ask: at => ({ path: `/conversations/${at.conversation}/consultations`, body: { question: 'Combien ?' } }),
  },
  {
    route: 'POST /conversations/{id}/consultations',
    way: 'a person',
    ...act,
    ok: 201,
    except: { adviser: 422, partner: 409 }, // oneself; somebody of the house
    fresh: held,
    ask: (at, second) => ({
      path: `/conversations/${at.conversation}/consultations`,
      body: { question: 'Combien ?', memberId: second.member },
    }),
  },
  {
    route: 'POST /consultations/{id}/answer',
    ...answers,
    fresh: asked,
    ask: at => ({ path: `/consultations/${at.consultation}/answer`, body: { text: 'Trente euros.' } }),
  },
  {
    route: 'POST /consultations/{id}/refusal',
    ...answers,
    fresh: asked,
    ask: at => ({ path: `/consultations/${at.consultation}/refusal` }),
  },
  {
    route: 'DELETE /consultations/{id}',
    ...act,
    except: { adviser: 404, partner: 404 }, // those who ask, have it, or lead
    fresh: asked,
    ask: at => ({ path: `/consultations/${at.consultation}` }),
  },
  {
    route: 'POST /consultations/{id}/transfer',
    ...act,
    ok: 201,
    except: { partner: 409 }, // no contract
    fresh: asked,
    ask: at => ({ path: `/consultations/${at.consultation}/transfer` }),
  },
]
