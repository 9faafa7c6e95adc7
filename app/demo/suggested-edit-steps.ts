import { getTextVersion } from '#app/domain/posts/text-version.ts'
import { approveEdit } from '#app/domain/suggested-edits/approve-edit.ts'
import { suggestEdit } from '#app/domain/suggested-edits/suggest-edit.ts'
import type { Trx } from '#db/transaction.ts'
import type { Scene, Step } from './scene.ts'
import type { PersonKey, PostRef } from './types.ts'

type DemoSuggestion = {
  thread: string
  on: PostRef
  by: PersonKey
  hoursAgo: number
  reason: string
  title?: string
  /** What is replaced in the text, and by what. */
  change?: [string, string]
  approved?: { by: PersonKey; hoursAgo: number }
}

const SUGGESTIONS: DemoSuggestion[] = [
  {
    thread: 'hub-amber-light',
    on: 'a1',
    by: 'ingrid',
    hoursAgo: 70,
    reason: 'Twelve seconds is a factory reset, as the comment says',
    change: [
      'I just hold the button until everything goes dark and set it up again.',
      'I just hold the button until everything goes dark and set it up again. (Careful: that is a factory reset, and the readings stored on the hub are gone after it.)',
    ],
    approved: { by: 'priya', hoursAgo: 64 },
  },
  {
    thread: 'hub-amber-light',
    on: 'question',
    by: 'hugo',
    hoursAgo: 5,
    reason: 'The new router is what it is about, so the title should say so',
    title: 'Hub blinks amber slowly and is offline since we have a new router',
    change: ['about once every two seconds', 'about once every 2 s'],
  },
]

/** What members suggested to change in the posts of others, and what was approved. */
export function suggestedEditSteps(scene: Scene): Step[] {
  return SUGGESTIONS.flatMap((suggestion) => {
    const made: { id?: number } = {}
    const at = scene.hoursAgo(suggestion.hoursAgo)
    const steps: Step[] = [
      {
        at,
        play: async (trx) => {
          made.id = await suggest(scene, trx, suggestion, at)
        },
      },
    ]
    const { approved } = suggestion
    if (approved) {
      const decidedAt = scene.hoursAgo(approved.hoursAgo)
      steps.push({
        at: decidedAt,
        play: async (trx) => {
          const actor = await scene.actor(trx, approved.by)
          await approveEdit(trx, actor, { editId: made.id ?? 0, version: 1, at: decidedAt })
        },
      })
    }
    return steps
  })
}

async function suggest(scene: Scene, trx: Trx, suggestion: DemoSuggestion, at: Date): Promise<number> {
  const { thread, on, by, reason, title, change } = suggestion
  const postId = scene.postOf(thread, on)
  const { body } = await trx.selectFrom('posts').where('id', '=', postId).select('body').executeTakeFirstOrThrow()
  const { suggestedEditId } = await suggestEdit(trx, await scene.actor(trx, by), {
    postId,
    body: change ? body.replace(...change) : body,
    ...(title ? { title } : {}),
    reason,
    baseRevision: await getTextVersion(trx, postId),
    at,
  })
  return suggestedEditId
}
