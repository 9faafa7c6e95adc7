import { wilsonLowerBound } from '#app/domain/experts/wilson.ts'

/** A share is given from this many questions on whose end is known. */
export const CASES_MIN = 20

export const THRESHOLDS = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95]

/** How a question ended: see `measureReplies`. */
export type Outcome = 'right' | 'refused' | 'otherwise' | 'unknown'
export type Case = { certainty: number; outcome: Outcome }

export type PrecisionRow = {
  threshold: number
  /** Questions under which an article would have been shown. */
  given: number
  right: number
  refused: number
  otherwise: number
  unknown: number
  /**
   * The share of right ones among those whose end is known, with the 95 % Wilson interval; null when too few are known.
   */
  precision: { share: number; from: number; to: number } | null
}

/** What each threshold would have given, computed from the cases of one measurement. */
export function precisionTable(cases: Case[], thresholds = THRESHOLDS): PrecisionRow[] {
  return thresholds.map((threshold) => {
    const counts = { right: 0, refused: 0, otherwise: 0, unknown: 0 }
    for (const { certainty, outcome } of cases) if (certainty >= threshold) counts[outcome] += 1
    const wrong = counts.refused + counts.otherwise
    const known = counts.right + wrong
    return {
      threshold,
      given: known + counts.unknown,
      ...counts,
      precision:
        known < CASES_MIN
          ? null
          : {
              share: counts.right / known,
              from: wilsonLowerBound(counts.right, known),
              to: 1 - wilsonLowerBound(wrong, known),
            },
    }
  })
}
