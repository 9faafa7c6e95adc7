import { expect } from 'vitest'
import { DomainError } from '#app/domain/errors.ts'
import { verify } from '#app/verify/verify.ts'
import { db } from '#tests/support/database.ts'

/** Every derived figure is what the facts say. People made with points out of nowhere do not pass: make them moderators. */
export async function expectNoDrift(): Promise<void> {
  const figures = await verify(db)
  expect(figures.filter((figure) => figure.drifted > 0)).toEqual([])
}

/** Runs a command that the rules may refuse; whatever else goes wrong goes on. */
export async function orRefusal(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
  }
}
