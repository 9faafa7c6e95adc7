/** What an expert was asked lately: what waits for them now, and how they replied in the last 30 days. */
export type Load = { waiting: number; passed: number; silent: number }

/**
 * Who is asked first: the higher, the sooner. Each question that waits for them takes 2 off, each one they passed on 1,
 * each one they let lie without a word 2, so that whoever has no time is asked less, and silence more costs than a no.
 */
export const loadScore = ({ waiting, passed, silent }: Load): number => 0 - (2 * waiting + passed + 2 * silent)
