import { wilsonLowerBound } from '#app/domain/experts/wilson.ts'
import type { Setting } from '#app/domain/settings/settings.ts'

/** What makes an expert of a tag, and for how long. Source: the rules of the forum, "Experts and badges". */
export type ExpertRule = Setting<'experts'>

export type Work = { answers: number; accepted: number; upvotes: number; downvotes: number }

/** The share of helpful votes that is certain to 95 %, in percent. */
export const helpfulPercent = ({ upvotes, downvotes }: Work): number =>
  wilsonLowerBound(upvotes, upvotes + downvotes) * 100

/** Whether the work of somebody in a tag in a year makes them its expert. */
export const isExpertWork = (work: Work, rule: ExpertRule): boolean =>
  work.answers >= rule.answers && work.accepted >= rule.accepted && helpfulPercent(work) >= rule.helpfulPercent
