import { ActionIcon, Switch, Textarea, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { AddMenu } from '../AddMenu.tsx'
import fields from '../fields.module.css'
import classes from '../forms/FieldEditor.module.css'
import { MoveButtons } from '../MoveButtons.tsx'
import { moved } from '../move.ts'
import { newQuestion, type Question, questionTypes } from './chat-values.ts'

export interface ChatQuestionsProps {
  questions: readonly Question[]
  onChange: (questions: Question[]) => void
}

const mostQuestions = 10

/** What a visitor is asked before the first message, in both languages and in its order. */
export function ChatQuestions({ questions, onChange }: ChatQuestionsProps) {
  const { t } = useTranslation('settings')
  const set = (key: string, change: Partial<Question>) =>
    onChange(questions.map(one => (one.key === key ? { ...one, ...change } : one)))
  // A name and an address are asked once; other questions as often as one wants.
  const offered = questionTypes.filter(
    type => (type !== 'name' && type !== 'email') || questions.every(one => one.type !== type),
  )
  return (
    <>
      {questions.length > 0 && (
        <ol className={fields.set} style={{ listStyle: 'none' }} aria-label={t('chat.preChat')}>
          {questions.map((question, index) => (
            <QuestionEditor
              key={question.key}
              question={question}
              index={index}
              count={questions.length}
              onChange={change => set(question.key, change)}
              onMove={step => onChange(moved(questions, index, step))}
              onRemove={() => onChange(questions.filter(one => one !== question))}
            />
          ))}
        </ol>
      )}
      {questions.length < mostQuestions && (
        <AddMenu
          label={t('chat.addQuestion')}
          kinds={offered}
          nameOf={type => t(`chat.question.${type}`)}
          onAdd={type => onChange([...questions, newQuestion(type, questions)])}
        />
      )}
    </>
  )
}

interface QuestionEditorProps {
  question: Question
  index: number
  count: number
  onChange: (change: Partial<Question>) => void
  onMove: (step: 1 | -1) => void
  onRemove: () => void
}

function QuestionEditor({ question, index, count, onChange, onMove, onRemove }: QuestionEditorProps) {
  const { t, i18n } = useTranslation('settings')
  const type = t(`chat.question.${question.type}`)
  const name = (i18n.language === 'en' ? question.labelEn : question.labelFr) || type
  const label = (language: 'fr' | 'en', key: 'labelFr' | 'labelEn') => (
    <TextInput
      lang={language}
      label={t(`forms.in.${language}`, { what: t('forms.label') })}
      maxLength={120}
      value={question[key]}
      onChange={event => onChange({ [key]: event.currentTarget.value })}
    />
  )
  return (
    <li className={classes.field}>
      <div className={classes.head}>
        <h3>
          {name} <span className={fields.hint}>{type}</span>
        </h3>
        <div className={classes.acts}>
          <MoveButtons name={name} index={index} count={count} onMove={onMove} />
          <ActionIcon aria-label={t('forms.removeField', { name })} onClick={onRemove}>
            <IconTrash size={16} stroke={1.75} aria-hidden="true" />
          </ActionIcon>
        </div>
      </div>
      <div className={fields.pair}>
        {label('fr', 'labelFr')}
        {label('en', 'labelEn')}
      </div>
      {question.type === 'choice' && (
        <Textarea
          label={t('chat.choices')}
          description={t('chat.choicesHint')}
          autosize
          minRows={3}
          value={question.choices.join('\n')}
          onChange={event => onChange({ choices: event.currentTarget.value.split('\n').slice(0, 20) })}
        />
      )}
      <Switch
        label={t('forms.required')}
        checked={question.required}
        onChange={event => onChange({ required: event.currentTarget.checked })}
      />
    </li>
  )
}
