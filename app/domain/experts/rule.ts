import { wilsonLowerBound } from '#app/domain/experts/wilson.ts'

/** What makes an expert of a tag. Source: the rules of the forum, "Experts and badges". */
export const EXPERT_RULE = {
  windowDays: 365,
  answers: 10,
  accepted: 5,
  helpfulBound: 0.6,
  lapseDays: 90,
} as const

export type Work = { answers: number; accepted: number; upvotes: number; downvotes: number }

/** Whether somebody's year in a tag makes them its expert. */
export function isExpertWork({ answers, accepted, upvotes, downvotes }: Work): boolean {
  return (
    answers >= EXPERT_RULE.answers &&
    accepted >= EXPERT_RULE.accepted &&
    wilsonLowerBound(upvotes, upvotes + downvotes) >= EXPERT_RULE.helpfulBound
  )
}
