import { type RawBuilder, sql } from 'kysely'

/**
 * The rows of a query with a column `stem` whose stem is in the row `document`, with its `impact` there. The terms of a
 * document are sorted, so each stem is found by binary search; `offset 0` makes PostgreSQL do this only once.
 */
export const metBy = (stems: RawBuilder<unknown>) => sql`(
  select sought.*, document.impacts[place] as impact
  from (select *, width_bucket(stem, document.terms) as place from (${stems} offset 0) as stems offset 0) as sought
  where document.terms[place] = stem
) as met`
