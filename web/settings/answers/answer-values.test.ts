import { expect, test } from 'vitest'
import { toInput, toValues, unknownVariables } from './answer-values.ts'

test('what stands for nothing is marked while it is written', () => {
  expect(unknownVariables('{{contact.name}} {{ member.name }}')).toEqual([])
  expect(unknownVariables('{{prenom}} {{contact.nom}} {{prenom}}')).toEqual(['{{prenom}}', '{{contact.nom}}'])
})

test('an answer without acts is no macro, and the form gives back what it was given', () => {
  const plain = { ...toValues(undefined), name: ' Retard ', textFr: 'Désolés', textEn: ' ' }
  expect(toInput(plain)).toEqual({
    name: 'Retard',
    folder: '',
    textFr: 'Désolés',
    textEn: null,
    audience: 'me',
    teamId: null,
    acts: null,
  })
  const acts = {
    reasonId: null,
    addTags: ['photo'],
    teamId: null,
    afterwards: 'snooze' as const,
    snoozeHours: 4,
  }
  const macro = {
    id: '1',
    name: 'Photo',
    folder: 'SAV',
    textFr: null,
    textEn: 'Photo?',
    audience: 'team' as const,
    team: { id: 't', name: 'Mail' },
    owner: null,
    acts,
    archivedReason: null,
    uses: 0,
    mayEdit: true,
  }
  expect(toInput(toValues(macro))).toMatchObject({ audience: 'team', teamId: 't', textEn: 'Photo?', acts })
})
