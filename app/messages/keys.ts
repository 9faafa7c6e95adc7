import type account from '#app/messages/en/account.json'
import type admin from '#app/messages/en/admin.json'
import type audit from '#app/messages/en/audit.json'
import type automatic from '#app/messages/en/automatic.json'
import type badges from '#app/messages/en/badges.json'
import type categories from '#app/messages/en/categories.json'
import type common from '#app/messages/en/common.json'
import type contact from '#app/messages/en/contact.json'
import type curation from '#app/messages/en/curation.json'
import type desk from '#app/messages/en/desk.json'
import type editor from '#app/messages/en/editor.json'
import type edits from '#app/messages/en/edits.json'
import type errors from '#app/messages/en/errors.json'
import type experts from '#app/messages/en/experts.json'
import type firstLevel from '#app/messages/en/firstLevel.json'
import type following from '#app/messages/en/following.json'
import type helping from '#app/messages/en/helping.json'
import type history from '#app/messages/en/history.json'
import type home from '#app/messages/en/home.json'
import type indexes from '#app/messages/en/indexes.json'
import type kb from '#app/messages/en/kb.json'
import type moderation from '#app/messages/en/moderation.json'
import type notifications from '#app/messages/en/notifications.json'
import type people from '#app/messages/en/people.json'
import type precision from '#app/messages/en/precision.json'
import type privileges from '#app/messages/en/privileges.json'
import type questions from '#app/messages/en/questions.json'
import type references from '#app/messages/en/references.json'
import type sanctions from '#app/messages/en/sanctions.json'
import type search from '#app/messages/en/search.json'
import type searches from '#app/messages/en/searches.json'
import type settings from '#app/messages/en/settings.json'
import type tags from '#app/messages/en/tags.json'

type Areas = {
  account: typeof account
  admin: typeof admin
  audit: typeof audit
  automatic: typeof automatic
  badges: typeof badges
  categories: typeof categories
  common: typeof common
  contact: typeof contact
  curation: typeof curation
  desk: typeof desk
  editor: typeof editor
  edits: typeof edits
  errors: typeof errors
  experts: typeof experts
  firstLevel: typeof firstLevel
  following: typeof following
  helping: typeof helping
  history: typeof history
  home: typeof home
  indexes: typeof indexes
  kb: typeof kb
  moderation: typeof moderation
  notifications: typeof notifications
  people: typeof people
  precision: typeof precision
  privileges: typeof privileges
  questions: typeof questions
  references: typeof references
  sanctions: typeof sanctions
  search: typeof search
  searches: typeof searches
  settings: typeof settings
  tags: typeof tags
}

/** The names of the sentences of a part of an area, with dots; of those with a form for each kind of number, without it. */
type Names<Part> = {
  [Name in keyof Part & string]: Part[Name] extends string ? Base<Name> : `${Name}.${Names<Part[Name]>}`
}[keyof Part & string]
type Base<Name extends string> = Name extends `${infer Counted}_${'zero' | 'one' | 'other'}` ? Counted | Name : Name

/** What can be said: `area:name`. A key without a sentence does not compile. */
export type MessageKey = { [Area in keyof Areas & string]: `${Area}:${Names<Areas[Area]>}` }[keyof Areas & string]

/** What the domain refuses with. */
export type ErrorCode = Names<typeof errors>

/** What stands between in the keys that begin and end so: the choices of a list that all have a sentence. */
export type NamesIn<Start extends string, End extends string = ''> = MessageKey extends infer Key
  ? Key extends `${Start}${infer Name}${End}`
    ? Name
    : never
  : never
