import { addSynonym } from '#app/domain/tags/add-synonym.ts'
import { describeTag } from '#app/domain/tags/describe-tag.ts'
import { assignCategoryPolicy } from '#moderation/escalation/assign-category-policy.ts'
import { savePolicy } from '#moderation/escalation/save-policy.ts'
import { categories } from './categories.ts'
import { people } from './people.ts'
import type { Scene, Step } from './scene.ts'
import { tags } from './tags.ts'
import type { DemoCategory } from './types.ts'

/** The categories with their policies, and the tags: made by the administrator, who was there first. */
export function placeSteps(scene: Scene): Step[] {
  const at = scene.daysAgo(Math.max(...people.map((person) => person.joinedDaysAgo)))
  return [
    ...categories.map((category, position) => ({ at, play: makeCategory(scene, category, { position, at }) })),
    {
      at,
      play: async (trx) => {
        const rows = await trx
          .insertInto('tags')
          .values(tags.map(({ name, description }) => ({ name, description: description.en })))
          .returning('id')
          .execute()
        const admin = await scene.actor(trx, 'odile')
        for (const [index, { name, description, guide, synonyms = [] }] of tags.entries()) {
          const tagId = rows[index]?.id ?? 0
          scene.tags.add(name, tagId)
          if (guide) await describeTag(trx, admin, { tagId, description: description.en, guide })
          for (const synonym of synonyms) await addSynonym(trx, admin, { tagId, name: synonym })
        }
      },
    },
  ]
}

function makeCategory(
  scene: Scene,
  { slug, name, description, icon, escalation, askText, fields = [] }: DemoCategory,
  { position, at }: { position: number; at: Date },
): Step['play'] {
  return async (trx) => {
    const { id } = await trx
      .insertInto('categories')
      .values({
        slug,
        icon,
        position,
        name: name.en,
        description: description.en,
        translations: JSON.stringify(
          Object.fromEntries(
            (['en', 'fr'] as const).map((locale) => [
              locale,
              {
                name: name[locale],
                description: description[locale],
                ...(askText ? { askText: askText[locale] } : {}),
              },
            ]),
          ),
        ),
        fields: JSON.stringify(fields),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    scene.categories.add(slug, id)
    if (escalation === 'default') return

    const admin = await scene.actor(trx, 'odile')
    if (escalation === 'excluded') {
      await assignCategoryPolicy(trx, admin, { categoryId: id, policyId: null, escalates: false })
      return
    }
    const { calendarId, firstResponseMinutes, nextResponseMinutes, solutionMinutes } = await trx
      .selectFrom('policies')
      .selectAll()
      .where('isDefault', '=', true)
      .executeTakeFirstOrThrow()
    // In force since the beginning, unlike the default policy: the threads of this category show how time runs out.
    const policy = await savePolicy(trx, admin, {
      ...{ calendarId, firstResponseMinutes, nextResponseMinutes, solutionMinutes, ...escalation },
      name: name.en,
      isDefault: false,
      startsAt: at,
    })
    await assignCategoryPolicy(trx, admin, { categoryId: id, policyId: policy.id, escalates: true })
  }
}
