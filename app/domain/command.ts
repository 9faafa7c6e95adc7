import type { z } from 'zod'
import { forbidden } from '#app/domain/errors.ts'
import { checked } from '#app/domain/input.ts'
import { type Rate, withinRate } from '#app/domain/rate-limits/within-rate.ts'
import type { Actor, Viewer } from '#app/domain/users/actor.ts'
import { isSilenced, isSuspended } from '#app/domain/users/roles.ts'
import { type Db, inTransaction, type Trx } from '#db/transaction.ts'

/**
 * Who may call a command at all, whatever its own rule says then: visitors too; whoever is signed in, suspended people
 * among them (what is theirs alone); people who are not suspended; people who are neither suspended nor silenced (what
 * others read); Entraide itself (jobs).
 */
export type Callers = 'visitors' | 'members' | 'active' | 'writers' | 'system'

/** What is asked of every caller at the door of a command: a form, the API, a mail, a job and a test alike. */
export type Contract<Input extends z.ZodType = z.ZodType> = {
  /** Thing and verb, such as `answer.accept`; no two commands have the same. */
  name: string
  /** The shape and the limits of what it takes; what it refuses is named by an error code. */
  input: Input
  callers: Callers
  /** How often one person may, counted with others of the same kind; a command inside another one is at its rate. */
  rate?: Rate
}

type Caller<C extends Callers> = C extends 'visitors' ? Viewer : Actor

export type Command<Input extends z.ZodType, By, Result> = {
  (db: Db, actor: By, input: z.input<Input>): Promise<Result>
  contract: Contract<Input>
}

/**
 * A verb of the forum with its contract. Called, it asks who calls, what with and how often, in this order; then it does
 * the work in a transaction of its own or in the caller's. Throws forbidden `account.suspended` and `account.silenced`,
 * invalid with the code that the schema of the input names, too_many of the rate, and what the work throws.
 */
export function command<Input extends z.ZodType, const C extends Callers, Result>(
  contract: Contract<Input> & { callers: C },
  work: (trx: Trx, actor: Caller<C>, input: z.output<Input>) => Promise<Result>,
): Command<Input, Caller<C>, Result> {
  const call = async (db: Db, actor: Caller<C>, given: z.input<Input>): Promise<Result> => {
    const input = enter(contract, actor, given)
    const { rate } = contract
    if (!rate || actor === null || db.isTransaction) return inTransaction(db, (trx) => work(trx, actor, input))
    const now = momentOf(input)
    return inTransaction(db, (trx) => withinRate(trx, actor, { rate, now }, () => work(trx, actor, input)))
  }
  return Object.assign(call, { contract })
}

/** A command that has transactions of its own: because it is one statement, or because it is many of them. */
export function commandWithoutTransaction<Input extends z.ZodType, const C extends Callers, Result>(
  contract: Contract<Input> & { callers: C; rate?: never },
  work: (db: Db, actor: Caller<C>, input: z.output<Input>) => Promise<Result>,
): Command<Input, Caller<C>, Result> {
  const call = async (db: Db, actor: Caller<C>, given: z.input<Input>): Promise<Result> =>
    work(db, actor, enter(contract, actor, given))
  return Object.assign(call, { contract })
}

function enter<Input extends z.ZodType>({ callers, input }: Contract<Input>, actor: Viewer, given: unknown) {
  refuseCaller(callers, actor)
  return checked(input, given)
}

function refuseCaller(callers: Callers, actor: Viewer): void {
  if (actor === null) {
    if (callers === 'visitors') return
    throw forbidden('account.needed')
  }
  if (callers === 'system' && actor.kind !== 'system') throw forbidden('command.system_only')
  if (callers === 'members') return
  if (isSuspended(actor)) throw forbidden('account.suspended')
  if (callers === 'writers' && isSilenced(actor)) throw forbidden('account.silenced')
}

/** Rates are counted at the moment that a command is given, if it takes one. */
const momentOf = (input: unknown): Date => {
  const at = typeof input === 'object' && input !== null && 'at' in input ? input.at : undefined
  return at instanceof Date ? at : new Date()
}
