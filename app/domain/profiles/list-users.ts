import { type SqlBool, sql } from 'kysely'
import type { Cursor } from '#app/domain/cursor.ts'
import type { UserRole, UserSort } from '#app/domain/profiles/user-lists.ts'
import type { Db } from '#db/transaction.ts'

const SORTS = {
  reputation: { column: 'users.reputation', type: 'integer', direction: 'desc' },
  newest: { column: 'users.createdAt', type: 'timestamptz', direction: 'desc' },
  name: { column: 'users.name', type: 'text', direction: 'asc' },
} as const

const PAGE_SIZE = 48

type Options = { name?: string; sort?: UserSort; role?: UserRole; after?: Cursor; limit?: number }

/**
 * Members, paged by key: those whose name contains the typed text, or whose handle begins with it; all, or those with a
 * role.
 */
export async function listUsers(db: Db, { name, sort = 'reputation', role, after, limit = PAGE_SIZE }: Options = {}) {
  const { column, type, direction } = SORTS[sort]
  const typed = (name ?? '').replace(/^@/, '').replace(/[%_\\]/g, '\\$&')
  // Administrators may do all that staff may.
  const roles = role === 'staff' ? ['staff' as const, 'admin' as const] : role ? [role] : []
  const rows = await db
    .selectFrom('users')
    .where('users.deletedAt', 'is', null)
    .where('users.kind', '=', sql.lit('person'))
    .$if(typed !== '', (query) =>
      query.where((eb) =>
        eb.or([
          eb('users.name', 'ilike', `%${typed}%`),
          sql<SqlBool>`lower(users.handle::text) like ${`${typed.toLowerCase()}%`}`,
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
    .$if(after !== undefined, (query) =>
      query.where(
        sql<SqlBool>`(${sql.ref(column)}, users.id) ${sql.raw(direction === 'desc' ? '<' : '>')} (${after?.key}::${sql.raw(type)}, ${after?.id}::bigint)`,
      ),
    )
    .select([
      'users.id',
      'users.name',
      'users.handle',
      'users.reputation',
      'users.location',
      'users.createdAt',
      sql<string>`${sql.ref(column)}::text`.as('key'),
    ])
    .orderBy(column, direction)
    .orderBy('users.id', direction)
    .limit(sql.lit(limit + 1))
    .execute()
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return {
    items: items.map(({ key: _, ...item }) => item),
    next: rows.length > limit && last ? { key: last.key, id: last.id } : null,
  }
}
