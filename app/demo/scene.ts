import type { Actor } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import type { Trx } from '#db/transaction.ts'
import type { CategorySlug, PersonKey, PostRef, TagName } from './types.ts'

/** Something that somebody did; the demo plays all of them in the order in which they happened. */
export type Step = { at: Date; play: (trx: Trx) => Promise<void> }

const HOUR = 3_600_000

/** The ids of what has been made so far, by the keys of the data. */
export class Scene {
  readonly now: Date
  readonly people = new Ids<PersonKey>('person')
  readonly categories = new Ids<CategorySlug>('category')
  readonly tags = new Ids<TagName>('tag')
  readonly threads = new Ids<string>('thread')
  readonly articles = new Ids<string>('article')
  readonly tickets = new Ids<string>('ticket')
  readonly #posts = new Ids<string>('post')

  constructor(now: Date) {
    this.now = now
  }

  hoursAgo(hours: number): Date {
    return new Date(this.now.getTime() - hours * HOUR)
  }

  daysAgo(days: number): Date {
    return this.hoursAgo(days * 24)
  }

  addPost(threadKey: string, ref: PostRef, id: number): void {
    this.#posts.add(`${threadKey}/${ref}`, id)
  }

  postOf(threadKey: string, ref: PostRef): number {
    return this.#posts.of(`${threadKey}/${ref}`)
  }

  /** People of the demo earned their first points before the threads that it shows, so voting is open to all of them. */
  async actor(trx: Trx, key: PersonKey): Promise<Actor> {
    const actor = await getActor(trx, this.people.of(key))
    return { ...actor, reputation: Math.max(actor.reputation, actor.privileges.voteDown) }
  }
}

class Ids<Key extends string> {
  readonly #what: string
  readonly #ids = new Map<Key, number>()

  constructor(what: string) {
    this.#what = what
  }

  add(key: Key, id: number): void {
    this.#ids.set(key, id)
  }

  of(key: Key): number {
    const id = this.#ids.get(key)
    if (id === undefined) throw new Error(`The demo has no ${this.#what} ${key} yet`)
    return id
  }
}

/** `count` moments between two others, evenly apart, and no further apart than `gapHours`. */
export function spread(from: Date, to: Date, count: number, gapHours = Number.POSITIVE_INFINITY): Date[] {
  const gap = Math.min(gapHours * HOUR, (to.getTime() - from.getTime()) / (count + 1))
  return Array.from({ length: count }, (_, index) => new Date(from.getTime() + gap * (index + 1)))
}
