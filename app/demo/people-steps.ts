import { recordEvent } from '#app/domain/events/record-event.ts'
import { appointExpert } from '#app/domain/experts/appoint-expert.ts'
import { changeProfile } from '#app/domain/users/change-profile.ts'
import { getActor, getSystemActor } from '#app/domain/users/find-actor.ts'
import { grantRole } from '#app/domain/users/grant-role.ts'
import type { Trx } from '#db/transaction.ts'
import { people } from './people.ts'
import type { Scene, Step } from './scene.ts'
import type { DemoPerson } from './types.ts'

const NAMED_AFTER_DAYS = 60

/** People join and introduce themselves, get their roles, and are named experts. */
export function peopleSteps(scene: Scene, passwordHash: string): Step[] {
  return people.flatMap((person) => [
    { at: scene.daysAgo(person.joinedDaysAgo), play: (trx) => join(scene, person, passwordHash, trx) },
    ...expertSteps(scene, person),
  ])
}

async function join(scene: Scene, person: DemoPerson, passwordHash: string, trx: Trx): Promise<void> {
  const { key, name, email, locale, about } = person
  // Not by signing up: that hashes a password, slowly on purpose, and everybody here has the same one.
  const { id } = await trx
    .insertInto('users')
    .values({ name, email, locale, passwordHash, createdAt: scene.daysAgo(person.joinedDaysAgo) })
    .returning('id')
    .executeTakeFirstOrThrow()
  scene.people.add(key, id)
  const actor = await getActor(trx, id)
  recordEvent(trx, actor, 'user.joined', { userId: id })
  await changeProfile(trx, actor, { name, about, location: '', website: '', locale, theme: 'system' })

  const system = await getSystemActor(trx)
  for (const { role } of person.grants) {
    if (role !== 'expert') await grantRole(trx, system, { userId: id, role })
  }
}

function expertSteps(scene: Scene, person: DemoPerson): Step[] {
  const at = scene.daysAgo(person.joinedDaysAgo - NAMED_AFTER_DAYS)
  return person.grants.flatMap((grant) =>
    grant.role !== 'expert'
      ? []
      : {
          at,
          play: async (trx) => {
            const expert = { userId: scene.people.of(person.key), tagId: scene.tags.of(grant.tag), at }
            await appointExpert(trx, await scene.actor(trx, 'odile'), expert)
          },
        },
  )
}
