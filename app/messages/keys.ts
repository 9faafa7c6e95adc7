import type account from '#app/messages/en/account.json'
import type admin from '#app/messages/en/admin.json'
import type answerHelp from '#app/messages/en/answerHelp.json'
import type ask from '#app/messages/en/ask.json'
import type audit from '#app/messages/en/audit.json'
import type automaticReplies from '#app/messages/en/automaticReplies.json'
import type badges from '#app/messages/en/badges.json'
import type categories from '#app/messages/en/categories.json'
import type common from '#app/messages/en/common.json'
import type contact from '#app/messages/en/contact.json'
import type curation from '#app/messages/en/curation.json'
import type desk from '#app/messages/en/desk.json'
import type editor from '#app/messages/en/editor.json'
import type errors from '#app/messages/en/errors.json'
import type experts from '#app/messages/en/experts.json'
import type following from '#app/messages/en/following.json'
import type history from '#app/messages/en/history.json'
import type home from '#app/messages/en/home.json'
import type jobs from '#app/messages/en/jobs.json'
import type kb from '#app/messages/en/kb.json'
import type moderation from '#app/messages/en/moderation.json'
import type notifications from '#app/messages/en/notifications.json'
import type precision from '#app/messages/en/precision.json'
import type privileges from '#app/messages/en/privileges.json'
import type questions from '#app/messages/en/questions.json'
import type references from '#app/messages/en/references.json'
import type sanctions from '#app/messages/en/sanctions.json'
import type search from '#app/messages/en/search.json'
import type searches from '#app/messages/en/searches.json'
import type searchIndexes from '#app/messages/en/searchIndexes.json'
import type settings from '#app/messages/en/settings.json'
import type suggestedEdits from '#app/messages/en/suggestedEdits.json'
import type suggestions from '#app/messages/en/suggestions.json'
import type tags from '#app/messages/en/tags.json'
import type users from '#app/messages/en/users.json'

type Areas = {
  account: typeof account
  admin: typeof admin
  answerHelp: typeof answerHelp
  ask: typeof ask
  audit: typeof audit
  automaticReplies: typeof automaticReplies
  badges: typeof badges
  categories: typeof categories
  common: typeof common
  contact: typeof contact
  curation: typeof curation
  desk: typeof desk
  editor: typeof editor
  errors: typeof errors
  experts: typeof experts
  following: typeof following
  history: typeof history
  home: typeof home
  jobs: typeof jobs
  kb: typeof kb
  moderation: typeof moderation
  notifications: typeof notifications
  precision: typeof precision
  privileges: typeof privileges
  questions: typeof questions
  references: typeof references
  sanctions: typeof sanctions
  search: typeof search
  searchIndexes: typeof searchIndexes
  searches: typeof searches
  settings: typeof settings
  suggestedEdits: typeof suggestedEdits
  suggestions: typeof suggestions
  tags: typeof tags
  users: typeof users
}

/**
 * The names of the sentences of a part of an area, joined with dots. A sentence with plural forms has its name without
 * the form.
 */
type Names<Part> = {
  [Name in keyof Part & string]: Part[Name] extends string ? Base<Name> : `${Name}.${Names<Part[Name]>}`
}[keyof Part & string]
type Base<Name extends string> = Name extends `${infer Counted}_${'zero' | 'one' | 'other'}` ? Counted | Name : Name

/** The name of a sentence: `area:name`. A key without a sentence does not compile. */
export type MessageKey = { [Area in keyof Areas & string]: `${Area}:${Names<Areas[Area]>}` }[keyof Areas & string]

/** The codes with which the domain refuses a command. */
export type ErrorCode = Names<typeof errors>

/** The part of the keys between this start and this end: the options of a list that all have a sentence. */
export type NamesIn<Start extends string, End extends string = ''> = MessageKey extends infer Key
  ? Key extends `${Start}${infer Name}${End}`
    ? Name
    : never
  : never
