import type { z } from 'zod'
import { forbidden } from '#app/domain/errors.ts'
import { checked } from '#app/domain/input.ts'
import { type Rate, withinRate } from '#app/domain/rate-limits/within-rate.ts'
import { renderedText } from '#app/domain/render-text.ts'
import type { Actor, Viewer } from '#app/domain/users/actor.ts'
import { isSilenced, isSuspended } from '#app/domain/users/roles.ts'
import { type Db, inTransaction, type Trx } from '#db/transaction.ts'

/**
 * Who may call a command, before its own permission is checked. `visitors`: everybody. `members`: all who are signed
 * in, suspended people too (for what only they see). `active`: members who are not suspended. `writers`: members who
 * are neither suspended nor silenced (for what others read). `system`: Entraide itself (jobs).
 */
export type Callers = 'visitors' | 'members' | 'active' | 'writers' | 'system'

/** What every command checks first, whether a form, the API, a mail, a job or a test calls it. */
export type Contract<Input extends z.ZodType = z.ZodType> = {
  /** Thing and verb, such as `answer.accept`; the name is unique. */
  name: string
  /** The shape and the limits of the input; an error code names each refusal. */
  input: Input
  callers: Callers
  /**
   * Limits how often one person may call it, together with others of the same kind. A command that runs inside another
   * one counts under the rate of the outer one.
   */
  rate?: Rate
  /**
   * The texts that the work will render, by their fields. They are rendered before the transaction begins, so that
   * nobody waits for a lock meanwhile. The work renders what is not named here, or has changed since.
   */
  texts?(input: z.output<Input>, db: Db): Texts | Promise<Texts>
}

type Texts = Record<string, string | undefined>

type Caller<C extends Callers> = C extends 'visitors' ? Viewer : Actor

export type Command<Input extends z.ZodType, By, Result> = {
  (db: Db, actor: By, input: z.input<Input>): Promise<Result>
  contract: Contract<Input>
}

/**
 * Makes a command with its contract. A call checks the caller, the input and the rate limit, in this order. Then it
 * does the work in its own transaction, or in that of the caller. Throws forbidden `account.suspended` and
 * `account.silenced`, invalid with the code from the schema of the input, too_many of the rate, and what the work
 * throws.
 */
export function command<Input extends z.ZodType, const C extends Callers, Result>(
  contract: Contract<Input> & { callers: C },
  work: (trx: Trx, actor: Caller<C>, input: z.output<Input>) => Promise<Result>,
): Command<Input, Caller<C>, Result> {
  const call = async (db: Db, actor: Caller<C>, given: z.input<Input>): Promise<Result> => {
    const input = enter(contract, actor, given)
    const { rate, texts } = contract
    if (texts && !db.isTransaction) await renderBefore(await texts(input, db), actor)
    if (!rate || actor === null || db.isTransaction) return inTransaction(db, (trx) => work(trx, actor, input))
    const now = momentOf(input)
    return inTransaction(db, (trx) => withinRate(trx, actor, { rate, now }, () => work(trx, actor, input)))
  }
  return Object.assign(call, { contract })
}

/** A command that opens its own transactions, because it is one statement or does many units of work. */
export function commandWithoutTransaction<Input extends z.ZodType, const C extends Callers, Result>(
  contract: Contract<Input> & { callers: C; rate?: never; texts?: never },
  work: (db: Db, actor: Caller<C>, input: z.output<Input>) => Promise<Result>,
): Command<Input, Caller<C>, Result> {
  const call = async (db: Db, actor: Caller<C>, given: z.input<Input>): Promise<Result> =>
    work(db, actor, enter(contract, actor, given))
  return Object.assign(call, { contract })
}

async function renderBefore(texts: Texts, actor: Viewer): Promise<void> {
  for (const [field, text] of Object.entries(texts)) {
    if (text) await renderedText(text, { writerId: actor?.id ?? 0, field })
  }
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

/** The rate limit counts at the moment that the input of the command names, if it names one. */
const momentOf = (input: unknown): Date => {
  const at = typeof input === 'object' && input !== null && 'at' in input ? input.at : undefined
  return at instanceof Date ? at : new Date()
}
