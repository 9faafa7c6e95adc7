/** What an expert was asked lately: the requests that wait for them now, and their replies of the last 30 days. */
export type Load = { waiting: number; passed: number; silent: number }

/**
 * The order in which experts are asked: the highest score first. Each question that waits for them takes 2 points off,
 * each one that they passed on takes 1, and each one without a reply takes 2. So people without time are asked less,
 * and no reply costs more than a no.
 */
export const expertOrder = ({ waiting, passed, silent }: Load): number => 0 - (2 * waiting + passed + 2 * silent)
