import { type SqlBool, sql } from 'kysely'
import type { Cursor } from '#app/domain/cursor.ts'
import { personNamed } from '#app/domain/profiles/person-named.ts'
import type { UserRole, UserSort } from '#app/domain/profiles/user-lists.ts'
import { escapeLike } from '#app/text/like-pattern.ts'
import type { Db } from '#db/transaction.ts'

const SORTS = {
  reputation: { column: 'users.reputation', type: 'integer', direction: 'desc' },
  newest: { column: 'users.createdAt', type: 'timestamptz', direction: 'desc' },
  name: { column: 'users.foldedName', type: 'text', direction: 'asc' },
} as const

const PAGE_SIZE = 48

type Options = { name?: string; sort?: UserSort; role?: UserRole; after?: Cursor; limit?: number }

/**
 * Members, paged by key: all, those whom the typed text may mean or whose name contains it, those with a role. Whoever may
 * be taken for the team or an expert comes after all others, in each order.
 */
export async function listUsers(
  db: Db,
  { name = '', sort = 'reputation', role, after, limit = PAGE_SIZE }: Options = {},
) {
  const { column, type, direction } = SORTS[sort]
  const read = (from: Cursor | undefined, most: number) =>
    members(db, { name, role })
      .select([
        'users.id',
        'users.name',
        'users.handle',
        'users.reputation',
        'users.location',
        'users.createdAt',
        'users.looksLike',
        sql<string>`${sql.ref(column)}::text`.as('key'),
      ])
      .$if(from !== undefined, (query) =>
        query.where(
          sql<SqlBool>`(${sql.ref(column)}, users.id) ${sql.raw(direction === 'desc' ? '<' : '>')} (${from?.key}::${sql.raw(type)}, ${from?.id}::bigint)`,
        ),
      )
      .orderBy(column, direction)
      .orderBy('users.id', direction)
      .limit(sql.lit(most))

  const rows = after?.rest
    ? []
    : await read(after, limit + 1)
        .where('users.looksLike', 'is', null)
        .execute()
  if (rows.length <= limit) {
    const lookAlikes = read(after?.rest ? after : undefined, limit + 1 - rows.length)
    rows.push(...(await lookAlikes.where('users.looksLike', 'is not', null).execute()))
  }
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const rest = last?.looksLike ? { rest: true } : {}
  return {
    items: page.map(({ key: _, ...item }) => item),
    next: rows.length > limit && last ? { key: last.key, id: last.id, ...rest } : null,
  }
}

function members(db: Db, { name, role }: { name: string; role: UserRole | undefined }) {
  const named = personNamed(name)
  // Administrators may do all that staff may.
  const roles = role === 'staff' ? ['staff' as const, 'admin' as const] : role ? [role] : []
  return db
    .selectFrom('users')
    .where('users.deletedAt', 'is', null)
    .where('users.kind', '=', sql.lit('person'))
    .$if(named !== undefined, (query) =>
      query.where((eb) =>
        eb.or([
          named?.matches ?? sql<SqlBool>`true`,
          sql<SqlBool>`users.folded_name like '%' || folded(${escapeLike(named?.text ?? '')}) || '%'`,
        ]),
      ),
    )
    .$if(roles.length > 0, (query) =>
      query.where((eb) =>
        eb.exists(
          eb
            .selectFrom('grants')
            .whereRef('grants.userId', '=', 'users.id')
            .where('grants.role', 'in', roles)
            .where('grants.revokedAt', 'is', null)
            .where(sql<SqlBool>`(grants.expires_at is null or grants.expires_at > now())`)
            .select('grants.id'),
        ),
      ),
    )
}
