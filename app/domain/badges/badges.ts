import type { BadgeRule } from '#app/domain/badges/rule.ts'
import { author } from '#app/domain/badges/rules/author.ts'
import { deputy } from '#app/domain/badges/rules/deputy.ts'
import { editor } from '#app/domain/badges/rules/editor.ts'
import { firstAccepted } from '#app/domain/badges/rules/first-accepted.ts'
import { goodAnswer } from '#app/domain/badges/rules/good-answer.ts'
import { goodQuestion } from '#app/domain/badges/rules/good-question.ts'
import { greatAnswer } from '#app/domain/badges/rules/great-answer.ts'
import { greatQuestion } from '#app/domain/badges/rules/great-question.ts'
import { niceAnswer } from '#app/domain/badges/rules/nice-answer.ts'
import { niceQuestion } from '#app/domain/badges/rules/nice-question.ts'
import { revival } from '#app/domain/badges/rules/revival.ts'
import { scholar } from '#app/domain/badges/rules/scholar.ts'
import { solved10 } from '#app/domain/badges/rules/solved-10.ts'
import { solved50 } from '#app/domain/badges/rules/solved-50.ts'
import { solved150 } from '#app/domain/badges/rules/solved-150.ts'
import { teacher } from '#app/domain/badges/rules/teacher.ts'
import { yearlyHelper } from '#app/domain/badges/rules/yearly-helper.ts'

/** Every badge that is earned by a rule. For a new one, add a file beside the others and a line here. */
export const BADGES: BadgeRule[] = [
  author,
  deputy,
  editor,
  firstAccepted,
  goodAnswer,
  goodQuestion,
  greatAnswer,
  greatQuestion,
  niceAnswer,
  niceQuestion,
  revival,
  scholar,
  solved10,
  solved150,
  solved50,
  teacher,
  yearlyHelper,
]

/**
 * The scores at which a post can earn a badge, by its kind. Badges are evaluated only when a vote makes the score of a
 * post reach one of them.
 */
export function scoreThresholds(kind: 'question' | 'answer'): number[] {
  const scores = BADGES.flatMap(({ score }) => (score?.kind === kind ? [score.atLeast] : []))
  return [...new Set(scores)].sort((a, b) => a - b)
}
