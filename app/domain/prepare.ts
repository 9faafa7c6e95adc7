import { type Compilable, CompiledQuery } from 'kysely'
import type { Viewer } from '#app/domain/users/actor.ts'
import { maySeeDeleted } from '#app/domain/visibility/threads.ts'
import type { Db } from '#db/transaction.ts'

type Argument = string | number | Date | number[] | null
/** What a statement is made of: the order of a list, its filter. Each combination has a template, so there must be few. */
type Choices = Record<string, string | number | undefined>
type Arguments = Record<string, Argument | Choices>
type Template = { text: string; places: Array<(args: Arguments, viewer: Viewer) => unknown> }

/** Whoever tries all combinations of an address does not fill the memory: further ones are built each time. */
const TEMPLATES_MAX = 200

/**
 * A statement that is built and compiled only once. For pages with many readers this matters: building and compiling
 * takes longer than PostgreSQL takes to answer. It is built with stand-ins; later the arguments replace them. So
 * arguments may only become parameters of the statement, or be compared with the id of the viewer. The statement may
 * also depend on which arguments are null or empty, on `choices` (an object among the arguments) in every way, on whether
 * there is a viewer, and whether the viewer sees deleted posts. For viewers with a role, and those whose id is among the
 * arguments, the statement is built each time, because they see other things.
 */
export function prepare<Args extends Arguments, Row>(
  build: (db: Db, viewer: Viewer, args: Args) => Compilable<Row>,
): (db: Db, viewer: Viewer, args: Args) => Promise<Row[]> {
  const compile = compileOnce(build)
  return async (db, viewer, args) => (await db.executeQuery(compile(db, viewer, args))).rows
}

/** The same statement before it is sent, for callers that send it in another way. */
export function compileOnce<Args extends Arguments, Row>(
  build: (db: Db, viewer: Viewer, args: Args) => Compilable<Row>,
): (db: Db, viewer: Viewer, args: Args) => CompiledQuery<Row> {
  const templates = new Map<string, Template>()

  return (db, viewer, args) => {
    const values = Object.values(args)
    const isOrdinary = viewer === null || (viewer.grants.length === 0 && !values.includes(viewer.id))
    if (!isOrdinary) return build(db, viewer, args).compile() as CompiledQuery<Row>

    const earned = maySeeDeleted(viewer)
    const shape = `${viewer === null}${earned}${values.map(shapeOf).join('')}`
    let template = templates.get(shape)
    if (!template) {
      template = makeTemplate((someone, standIns) => build(db, someone, standIns as Args), viewer && { earned }, args)
      if (templates.size < TEMPLATES_MAX) templates.set(shape, template)
    }
    const parameters = template.places.map((place) => place(args, viewer))
    return CompiledQuery.raw(template.text, parameters) as CompiledQuery<Row>
  }
}

function shapeOf(value: Argument | Choices): string {
  if (value === null) return 'n'
  if (isChoices(value)) return JSON.stringify(value)
  return Array.isArray(value) && value.length === 0 ? 'e' : 'v'
}

const isChoices = (value: Argument | Choices): value is Choices =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)

function makeTemplate(
  build: (viewer: Viewer, args: Arguments) => Compilable<unknown>,
  viewer: { earned: boolean } | null,
  args: Arguments,
): Template {
  const standIns = Object.fromEntries(
    Object.entries(args).map(([name, value]) => {
      if (Array.isArray(value)) return [name, value.length === 0 ? [] : [standIn()]]
      if (isChoices(value)) return [name, value]
      return [name, value === null ? null : standIn()]
    }),
  )
  const viewerId = standIn()
  const query = build(viewer && someoneWithoutRole(viewerId, viewer.earned), standIns).compile()

  // Stand-ins are recognised by identity.
  const names = new Map<unknown, string>(Object.entries(standIns).map(([name, value]) => [value, name]))
  const places = query.parameters.map((parameter) => {
    if (parameter instanceof Earned) throw dependsOn('reputation')
    if (parameter === viewerId) return (_: Arguments, current: Viewer) => current?.id
    const name = parameter === null ? undefined : names.get(parameter)
    return name === undefined ? () => parameter : (given: Arguments) => given[name]
  })
  // The tree it was made of takes most of the room, and is not needed again.
  return { text: query.sql, places }
}

/** Takes the place of a value; a statement that calculates with it throws. */
const standIn = (): number =>
  ({
    [Symbol.toPrimitive]() {
      throw new Error('An argument of a prepared statement may only become its parameter')
    },
  }) as unknown as number

/**
 * Stands for a reputation that is, or is not, high enough to see deleted posts: it can be compared, but has no number.
 */
class Earned {
  readonly enough: boolean
  constructor(enough: boolean) {
    this.enough = enough
  }
  valueOf() {
    return this.enough ? 1 : 0
  }
}

const dependsOn = (name: string | symbol) => new Error(`A prepared statement depends on ${String(name)} of its viewer`)

/**
 * A member without a role. A statement may read the id, the roles and whether they see deleted posts, which has a
 * template of its own; reading anything else throws, because it can differ from one viewer to the next.
 */
function someoneWithoutRole(id: number, earned: boolean): Viewer {
  const only = (known: Record<string, unknown>) =>
    new Proxy(known, {
      get(someone, name) {
        if (typeof name !== 'string' || !(name in someone)) throw dependsOn(name)
        return someone[name]
      },
    })
  const reputation = new Earned(earned)
  const privileges = only({ seeDeleted: 1 })
  return only({ id, grants: [], kind: 'person', suspendedUntil: null, reputation, privileges }) as unknown as Viewer
}
