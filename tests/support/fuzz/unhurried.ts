import type { Db } from '#db/transaction.ts'

/** No member has to wait: what is refused for coming too often costs nothing. */
export async function unhurried(db: Db): Promise<void> {
  const many = 1_000_000
  const rateLimits = {
    ...{ questionSecondsNew: 0, questionSeconds: 0, questionsADay: many, answerSecondsNew: 0, answerSeconds: 0 },
    ...{ commentSecondsNew: 0, commentSeconds: 0, firstDayQuestions: many, firstDayAnswers: many, flagsADay: many },
    ...{ searchesAMinute: many, searchesOfAnAddressAMinute: many, suggestionsAMinute: many },
  }
  await db
    .insertInto('settings')
    .values({ name: 'rateLimits', value: JSON.stringify(rateLimits) })
    .onConflict((same) => same.column('name').doUpdateSet({ value: JSON.stringify(rateLimits) }))
    .execute()
}
