import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { forbidden } from '#app/domain/errors.ts'
import { isAdmin } from '#app/domain/users/roles.ts'
import { enqueue } from '#app/queue/enqueue.ts'

/** Looks for texts without a vector now, and tries failed ones again. Throws forbidden `search.rebuild`. */
export const retryEmbeddings = command(
  { name: 'search.retry_embeddings', input: z.object({}), callers: 'active' },
  async (trx, actor): Promise<void> => {
    if (!isAdmin(actor)) throw forbidden('search.rebuild')
    enqueue(trx, 'search.embed_all', {})
  },
)
