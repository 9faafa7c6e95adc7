import { type RawBuilder, sql } from 'kysely'

/**
 * Those rows of a query with a column `stem` whose stem the row `document` has, and its `impact` there. The terms of a
 * document are in order, so that each stem is found by halves; `offset 0` keeps that from being done for every mention.
 */
export const metBy = (stems: RawBuilder<unknown>) => sql`(
  select sought.*, document.impacts[place] as impact
  from (select *, width_bucket(stem, document.terms) as place from (${stems} offset 0) as stems offset 0) as sought
  where document.terms[place] = stem
) as met`
