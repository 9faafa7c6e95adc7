import {
  AliasNode,
  ColumnNode,
  IdentifierNode,
  InsertQueryNode,
  type KyselyPlugin,
  PrimitiveValueListNode,
  type RootOperationNode,
  SelectionNode,
  SelectQueryNode,
  ValueListNode,
  ValueNode,
  ValuesNode,
} from 'kysely'
import type { Trx } from '#db/transaction.ts'

/** Rows that commands write as of now, and the column that says so. */
const DATED: Record<string, string> = {
  events: 'created_at',
  flags: 'created_at',
  follows: 'created_at',
  grants: 'created_at',
  reviews: 'opened_at',
  revisions: 'created_at',
  tags: 'created_at',
  thread_links: 'created_at',
}

/**
 * The transaction as it would have been at a moment of the past: what commands add to the history without naming a date
 * is of that moment. Only for telling a past that was invented; events cannot be dated otherwise, as nothing changes one.
 */
export const asOf = (trx: Trx, moment: Date): Trx => trx.withPlugin(datedInserts(moment))

function datedInserts(moment: Date): KyselyPlugin {
  return {
    transformQuery: ({ node }): RootOperationNode => {
      if (!InsertQueryNode.is(node) || !node.values) return node
      const name = DATED[node.into?.table.identifier.name ?? '']
      const columns = node.columns ?? []
      if (!name || columns.some(({ column }) => column.name === name)) return node

      const dated = [...columns, ColumnNode.create(name)]
      if (SelectQueryNode.is(node.values)) {
        const moments = [SelectionNode.create(AliasNode.create(ValueNode.create(moment), IdentifierNode.create(name)))]
        return InsertQueryNode.cloneWith(node, {
          columns: dated,
          values: SelectQueryNode.cloneWithSelections(node.values, moments),
        })
      }
      if (!ValuesNode.is(node.values)) return node
      return InsertQueryNode.cloneWith(node, {
        columns: dated,
        values: ValuesNode.create(
          node.values.values.map((row) =>
            ValueListNode.is(row)
              ? ValueListNode.create([...row.values, ValueNode.create(moment)])
              : PrimitiveValueListNode.create([...row.values, moment]),
          ),
        ),
      })
    },
    transformResult: async ({ result }) => result,
  }
}
